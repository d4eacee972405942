class Blocks:
    def __init__(self, alloc=1):
        self.items = []

    def add(self, value):
        self.items.append(int(value))
        return self

    def trim(self):
        return True

    def take(self):
        taken, self.items = self.items, []
        return taken

    def __len__(self):
        return len(self.items)


def Packet(data):
    if isinstance(data, int):
        raise TypeError("bytes, please")
    return bytes(data)


def zeroed(n):
    return 0, 2 * ((n - 1) & 255) if n else 0, 2 * n


def joined(a, b):
    return a + b
