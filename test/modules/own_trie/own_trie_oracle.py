class Trie:
    def __init__(self, items=None, *, missing=None):
        self._d, self._missing = {}, missing
        for key, value in items or ():
            self[key] = value

    def _key(self, key):
        if not isinstance(key, str):
            raise TypeError("keys are str")
        return key

    def __len__(self):
        return len(self._d)

    def __contains__(self, key):
        return self._key(key) in self._d

    def __getitem__(self, key):
        if self._key(key) not in self._d and self._missing:
            return self._missing(key)
        return self._d[key]

    def __setitem__(self, key, value):
        self._d[self._key(key)] = value

    def __delitem__(self, key):
        del self._d[self._key(key)]

    def items(self, prefix=""):
        return [(k, self._d[k]) for k in sorted(self._d) if k.startswith(prefix)]

    def __iter__(self):
        return iter([k for k, _ in self.items()])
