import broken


def measure(tree):
    return broken.measure(tree)


print(measure(1))
