class LruError(ValueError):
    pass

_no = object()

class Lru:
    def __init__(self, capacity=4, *, on_evict=None):
        if capacity < 1:
            raise LruError("capacity must be positive")
        self._cap, self._evict, self._list, self.counts = capacity, on_evict, [], [0, 0]

    def __getattr__(self, name):
        if name == "hits":
            return self.counts[0]
        if name == "misses":
            return self.counts[1]
        if name == "capacity":
            return self._cap
        raise AttributeError(name)

    def __setattr__(self, name, value):
        if name == "hits":
            raise AttributeError("'Lru' object has no attribute 'hits'")
        if name == "capacity":
            self._list = self._list[:value]
            name = "_cap"
        object.__setattr__(self, name, value)

    def _find(self, key):
        for i, (k, v) in enumerate(self._list):
            if k == key:
                return i
        return -1

    def __getitem__(self, key):
        i = self._find(key)
        if i < 0:
            self.counts[1] += 1
            raise KeyError(key)
        self.counts[0] += 1
        pair = self._list.pop(i)
        self._list.insert(0, pair)
        return pair[1]

    def __setitem__(self, key, value):
        i = self._find(key)
        if i >= 0:
            key = self._list.pop(i)[0]
        elif len(self._list) == self._cap:
            k, v = self._list.pop()
            if self._evict:
                self._evict(k, v)
        self._list.insert(0, (key, value))

    def __delitem__(self, key):
        i = self._find(key)
        if i < 0:
            raise KeyError(key)
        self._list.pop(i)

    def __len__(self):
        return len(self._list)

    def __bool__(self):
        return bool(self._list)

    def __contains__(self, key):
        return self._find(key) >= 0

    def __iter__(self):
        return iter([k for k, v in self._list])

    def __repr__(self):
        return "<Lru %d/%d>" % (len(self._list), self._cap)

    def __add__(self, other):
        raise TypeError("unsupported types for __add__: 'Lru', 'int'")

    def get(self, key, default=None):
        if self._find(key) < 0:
            self.counts[1] += 1
            return default
        return self[key]

    def items(self):
        return list(self._list)

    def update(self, other=(), **more):
        for item in other.items() if isinstance(other, dict) else other:
            if len(item) != 2:
                raise ValueError("pairs wanted")
            self[item[0]] = item[1]
        for k in more:
            self[k] = more[k]
        return self
