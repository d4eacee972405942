# The same class in Python, with properties.
class Tank:
    UNIT = "litre"

    def __init__(self, size, level=0, *, label=None, full=False):
        if type(size) is not int or type(level) is not int:
            raise TypeError
        if size < 0:
            raise ValueError("size")
        self._size = size
        self._level = size if full else level
        self._label = label

    def __repr__(self):
        return "<Tank %d/%d>" % (self._level, self._size)

    @property
    def level(self):
        return self._level

    @level.setter
    def level(self, n):
        if n > self._size:
            raise ValueError("level")
        self._level = n

    @property
    def room(self):
        return self._size - self._level

    @property
    def label(self):
        return self._label

    @label.setter
    def label(self, text):
        self._label = text

    @label.deleter
    def label(self):
        self._label = None

    def add(self, n=1, strict=False):
        level = self._level + n
        if level < 0 or level > self._size:
            if strict:
                raise ValueError("too much")
            level = 0 if level < 0 else self._size
        self._level = level
        return self

    def is_empty(self):
        return self._level == 0

    def __eq__(self, other):
        return other == self._level

    def __lt__(self, other):
        return self._level < other
