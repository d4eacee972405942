class Fir:
    def __init__(self, taps):
        taps = [float(t) for t in taps]
        if not taps:
            raise ValueError("no taps")
        object.__setattr__(self, "_taps", taps)
        object.__setattr__(self, "gain", 1.0)
        object.__setattr__(self, "_past", [0.0] * len(taps))

    def __setattr__(self, name, value):
        if name != "gain":
            raise AttributeError(name)
        object.__setattr__(self, name, float(value))

    @property
    def taps(self):
        return list(self._taps)

    def __call__(self, x):
        self._past.insert(0, x + 0.0)
        self._past.pop()
        total = 0.0
        for t, p in zip(self._taps, self._past):
            total += t * p
        return total * self.gain

    def filter(self, samples):
        if isinstance(samples, bytes):
            raise TypeError
        is_float = str(samples)[7] in "fd"
        for i, x in enumerate(samples):
            y = self(x)
            samples[i] = y if is_float else int(y)
        return len(samples)
