# Sums of numbers that floats hold exactly.
_watcher = None


def in_floats(values):
    values = [float(x) for x in values]
    n, s = len(values), float(sum(values))
    low, high = (min(values), max(values)) if values else (0.0, 0.0)
    return n, s, low, high, s / n if n else 0.0, low < high, int(s)


in_doubles = in_floats


def watch(f):
    global _watcher
    _watcher = f
    return f


def factorial(n):
    p = 1
    for i in range(2, n + 1):
        p *= i
        if _watcher is not None:
            _watcher(i, p)
    return p


def gcd(a, b):
    while b:
        a, b = b, a % b
    return a


def histogram(values, width):
    counts = [0] * 4
    for x in values:
        counts[min(max(int(x / width), 0), 3)] += 1
    for n in counts:
        print("%3d " % n + "#" * n)
