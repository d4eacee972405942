import broken

print("average")
print(broken.average(10, 20))
