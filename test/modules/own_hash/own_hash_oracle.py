def _bytes(x):
    if isinstance(x, str):
        return x.encode()
    if not isinstance(x, (bytes, bytearray)):
        raise TypeError
    return x

def fnv1a(*data):
    h = 0x811C9DC5
    for d in data:
        for b in _bytes(d):
            h = (h ^ b) * 0x01000193 & 0xFFFFFFFF
    return h

def _rotl(x, n):
    return (x << n | x >> (32 - n)) & 0xFFFFFFFF

def _mix(k):
    return _rotl(k * 0xCC9E2D51 & 0xFFFFFFFF, 15) * 0x1B873593 & 0xFFFFFFFF

def murmur3(data, seed=0):
    h = seed & 0xFFFFFFFF
    whole = len(data) & ~3
    for i in range(0, whole, 4):
        h ^= _mix(int.from_bytes(data[i : i + 4], "little"))
        h = (_rotl(h, 13) * 5 + 0xE6546B64) & 0xFFFFFFFF
    if whole < len(data):
        h ^= _mix(int.from_bytes(data[whole:], "little"))
    h ^= len(data)
    h = (h ^ h >> 16) * 0x85EBCA6B & 0xFFFFFFFF
    h = (h ^ h >> 13) * 0xC2B2AE35 & 0xFFFFFFFF
    return h ^ h >> 16

class adler32:
    def __init__(self, *data):
        self.a, self.b = 1, 0
        for d in data:
            self.update(d)

    def update(self, data):
        for b in _bytes(data):
            self.a = (self.a + b) % 65521
            self.b = (self.b + self.a) % 65521
        return self

    def digest(self):
        return (self.b << 16 | self.a).to_bytes(4, "big")

    def hexdigest(self):
        return "%08x" % (self.b << 16 | self.a)

    def copy(self):
        c = adler32()
        c.a, c.b = self.a, self.b
        return c

    def __hash__(self):
        return self.a

    def __eq__(self, other):
        return (self.a, self.b) == (other.a, other.b)
