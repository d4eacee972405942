# With arrays as Python has them. A view is a pair of a code and a bytearray.
from array import array

BITS = {"b": 8, "h": 16, "i": 32, "q": 64}


class View:
    def __init__(self, code, data, fixed=False):
        if len(code) != 1 or len(data) > 32:
            raise ValueError("bad view")
        self.a = array(code, data)
        self.fixed = fixed

    def check(self):
        if self.fixed:
            raise TypeError("object with buffer protocol required")
        return self.a


def _code(o):
    if isinstance(o, View):
        return repr(o.a)[7]
    return repr(o)[7] if isinstance(o, array) else "B"


def _writable(o):
    if isinstance(o, View):
        return o.check()
    if isinstance(o, bytes):
        raise TypeError("object with buffer protocol required")
    return o


def about(o):
    return _code(o), len(o.a) if isinstance(o, View) else len(o), True


def turned(o):
    a = _writable(o)
    values = list(a)
    for i, v in enumerate(reversed(values)):
        a[i] = v
    return sum(values)


def plus(o, n):
    a = _writable(o)
    code = _code(o)
    for i in range(len(a)):
        v = a[i] + n
        if code not in "fd":
            bits = BITS.get(code.lower(), 0) or (64 if array("l", [0, 0]) and _long() else 32)
            v &= (1 << bits) - 1
            if code.islower() and v >> (bits - 1):
                v -= 1 << bits
        a[i] = v


def _long():
    import sys

    return sys.maxsize > 1 << 31
