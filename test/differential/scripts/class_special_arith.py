class V:
    def __init__(self, v): self.v = v
    def __repr__(self): return 'V(%r)' % (self.v,)
    def __add__(self, o): return V(self.v + (o.v if isinstance(o, V) else o))
    def __radd__(self, o): return V(o + self.v)
    def __sub__(self, o): return ('sub', o)
    def __rsub__(self, o): return ('rsub', o)
    def __mul__(self, o): return NotImplemented
    def __rmul__(self, o): return ('rmul', o)
    def __truediv__(self, o): return ('truediv', o)
    def __rtruediv__(self, o): return ('rtruediv', o)
    def __floordiv__(self, o): return ('floordiv', o)
    def __mod__(self, o): return ('mod', o)
    def __rmod__(self, o): return ('rmod', o)
    def __pow__(self, o): return ('pow', o)
    def __rpow__(self, o): return ('rpow', o)
    def __lshift__(self, o): return ('lshift', o)
    def __rrshift__(self, o): return ('rrshift', o)
    def __and__(self, o): return ('and', o)
    def __ror__(self, o): return ('ror', o)
    def __xor__(self, o): return ('xor', o)
    def __matmul__(self, o): return ('matmul', o)
    def __neg__(self): return V(-self.v)
    def __pos__(self): return 'pos'
    def __invert__(self): return 'inv'
    def __abs__(self): return V(abs(self.v))
    def __divmod__(self, o): return ('divmod', o)
v = V(3)
print(v + 1, 1 + v, v + v, v - 1, 1 - v, v / 2, 2 / v, v // 2, v % 2, 2 % v)
print(v ** 2, 2 ** v, v << 1, 1 >> v, v & 1, 1 | v, v ^ 1, v @ 1, divmod(v, 2))
print(-v, +v, ~v, abs(V(-2)), sum([V(1), V(2)], V(0)))
print(3 * v)
for f in (lambda: v * 3, lambda: v >> 1, lambda: 1 << v, lambda: v | 1, lambda: 1 & v, lambda: v < 1, lambda: 'a' * v, lambda: 1 // v):
    try: print(f())
    except TypeError as e: print(e)
v += 5
print(v)
print([1] + [v], 'x' - v if hasattr(v, '__rsub__') else '')
print(1.5 + V(1.5), 2.0 - v, None - v, 'abc' % 1 if 0 else 'skip')
