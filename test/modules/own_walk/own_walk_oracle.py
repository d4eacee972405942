# Classes that are iterated in the same ways.
_started = 0


class Range:
    def __init__(self, n):
        self.n = n + 0

    def __iter__(self):
        global _started
        _started += 1
        return (i * i for i in range(self.n))


class Down:
    def __init__(self, n):
        self.n = n

    def __iter__(self):
        return self

    def __next__(self):
        if self.n <= 0:
            raise StopIteration
        self.n -= 1
        return self.n + 1


class Pair:
    def __init__(self, n):
        self.at, self.n = 0, n

    def __iter__(self):
        global _started
        _started += 1
        self.at = 0
        return self

    def __next__(self):
        if self.at >= self.n:
            raise StopIteration
        self.at += 1
        return self.at - 1, self.n - self.at + 1


class Lines:
    def __init__(self, text):
        self.parts = text.split("\n")
        last = self.parts.pop()
        self.parts = [p + "\n" for p in self.parts] + ([last] if last else [])

    def __iter__(self):
        return self

    def __next__(self):
        if not self.parts:
            raise StopIteration
        return self.parts.pop(0)


def count():
    return _started


def nested(a, b):
    return [(x, y) for x in a for y in b]
