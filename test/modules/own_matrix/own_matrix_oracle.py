from array import array

def _same(a, b):
    if a.r != b.r or a.c != b.c:
        raise ValueError("shapes differ")

class Matrix:
    def __init__(self, rows, cols=None, fill=0):
        if cols is None:
            given = [list(row) for row in rows]
            for row in given[1:]:
                if len(row) != len(given[0]):
                    raise ValueError("ragged rows")
            rows, cols = len(given), len(given[0])
            self.d = array("f", [x for row in given for x in row])
        else:
            self.d = array("f", [fill] * (rows * cols))
        if not (0 < rows <= 64 and 0 < cols <= 64):
            raise ValueError("bad shape")
        self.r, self.c = rows, cols

    def _new(self, data, r=None, c=None):
        m = Matrix(r or self.r, c or self.c)
        m.d = array("f", data)
        return m

    def __str__(self):
        return "[" + "; ".join(" ".join(str(int(x)) for x in row) for row in self) + "]"

    def __repr__(self):
        return "Matrix(" + str(self) + ")"

    def __len__(self):
        return self.r

    def __bytes__(self):
        return bytes(self.d)

    def __iter__(self):
        return iter([self[i] for i in range(self.r)])

    def shape(self):
        return self.r, self.c

    def _i(self, i, n):
        i = i + n if i < 0 else i
        if not 0 <= i < n:
            raise IndexError("matrix index")
        return i

    def _at(self, i):
        if len(i) != 2:
            raise TypeError("two indices wanted")
        return self._i(i[0], self.r) * self.c + self._i(i[1], self.c)

    def __getitem__(self, i):
        if isinstance(i, tuple):
            return self.d[self._at(i)]
        i = self._i(i, self.r) * self.c
        return tuple(self.d[i : i + self.c])

    def __setitem__(self, i, v):
        if isinstance(i, tuple):
            self.d[self._at(i)] = v
        else:
            for k in range(self.c):
                self.d[self._i(i, self.r) * self.c + k] = v[k]

    def __eq__(self, o):
        return self.shape() == o.shape() and list(self.d) == list(o.d)

    def __lt__(self, o):
        raise TypeError("unsupported types for __lt__: 'Matrix', 'Matrix'")

    def __neg__(self):
        return self._new([-x for x in self.d])

    def __abs__(self):
        return sum(x * x for x in self.d)

    def __invert__(self):
        return self._new([self[r, c] for c in range(self.c) for r in range(self.r)], self.c, self.r)

    def __add__(self, o):
        if isinstance(o, int):
            raise TypeError("unsupported types for __add__: 'Matrix', 'int'")
        _same(self, o)
        return self._new([x + y for x, y in zip(self.d, o.d)])

    def __sub__(self, o):
        _same(self, o)
        return self._new([x - y for x, y in zip(self.d, o.d)])

    def __mul__(self, k):
        return self._new([x * k for x in self.d])

    __rmul__ = __mul__

    def __matmul__(self, o):
        if self.c != o.r:
            raise ValueError("shapes differ")
        cells = [sum(self[r, k] * o[k, c] for k in range(self.c)) for r in range(self.r) for c in range(o.c)]
        return self._new(cells, self.r, o.c)

    def det(self):
        if self.r != self.c or self.r > 6:
            raise ValueError("bad shape")
        if self.r == 1:
            return self.d[0]
        total = 0.0
        for c in range(self.c):
            rest = [[self[r, k] for k in range(self.c) if k != c] for r in range(1, self.r)]
            total += (-1) ** c * self[0, c] * Matrix(rest).det()
        return total

    def apply(self, fn, *, inplace=False):
        data = [fn(x) for x in self.d]
        if inplace:
            self.d = array("f", data)
            return self
        return self._new(data)
