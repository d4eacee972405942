import broken

print(broken.table(4))
print(broken.table(1000))
