import broken

print("waiting")
broken.wait("go")
