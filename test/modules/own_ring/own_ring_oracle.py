class Ring:
    def __init__(self, size, data=b""):
        if size <= 0:
            raise ValueError("size must be positive")
        self.size, self.items = size, list(data)

    def __str__(self):
        return "Ring(%d of %d)" % (len(self.items), self.size)

    def __repr__(self):
        return "<" + str(self) + ">"

    def __len__(self):
        return len(self.items)

    def __bool__(self):
        return bool(self.items)

    def __invert__(self):
        return self.size - len(self.items)

    def __iter__(self):
        return iter(self.items)

    def put(self, *values):
        for value in values:
            if len(self.items) == self.size:
                raise IndexError("full")
            self.items.append(value & 255)

    def take(self):
        if not self.items:
            raise IndexError("empty")
        return self.items.pop(0)

    def resize(self, size):
        if size < len(self.items):
            raise ValueError(size)
        self.size = size
        return self

    def __getitem__(self, i):
        if not isinstance(i, int):
            return bytes(tuple(self.items)[i])
        if not -len(self.items) <= i < len(self.items):
            raise IndexError("no such element")
        return self.items[i]

    def __setitem__(self, i, value):
        self.items[i] = value & 255
