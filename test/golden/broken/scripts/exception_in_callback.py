import broken


def share(n):
    return 10 // n


print(broken.each(share, [5, 2]))
print(broken.each(share, [5, 2, 0]))
