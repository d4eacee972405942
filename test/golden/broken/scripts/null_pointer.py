import broken


def report():
    return broken.length()


print(report())
