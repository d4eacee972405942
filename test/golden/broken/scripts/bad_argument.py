import broken

print(broken.last([1, 2, 3]))
print(broken.last(21))
