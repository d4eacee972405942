class Stack:
    def __init__(self): self._d = []
    def push(self, x): self._d.append(x); return self
    def pop(self):
        if not self._d: raise IndexError('empty stack')
        return self._d.pop()
    def __len__(self): return len(self._d)
    def __bool__(self): return bool(self._d)
    def __iter__(self): return iter(self._d[::-1])
s = Stack().push(1).push(2); print(len(s), s.pop(), list(s), bool(s), s.pop(), bool(s))
try: s.pop()
except IndexError as e: print(e)
class Node:
    count = 0
    registry = {}
    def __init__(self, v, nxt=None):
        self.v, self.nxt = v, nxt
        Node.count += 1
        self.registry[v] = self
    def __str__(self): return '%s -> %s' % (self.v, self.nxt)
print(Node(1, Node(2)), Node.count, sorted(Node.registry))
class Vec:
    def __init__(self, *c): self.c = c
    def __add__(self, o): return Vec(*(a + b for a, b in zip(self.c, o.c)))
    def __mul__(self, k): return Vec(*(a * k for a in self.c)) if not isinstance(k, Vec) else sum(a * b for a, b in zip(self.c, k.c))
    __rmul__ = __mul__
    def __eq__(self, o): return self.c == o.c
    def __getitem__(self, i): return self.c[i]
    def __repr__(self): return 'Vec%r' % (self.c,)
    def __neg__(self): return self * -1
    def __abs__(self): return sum(x * x for x in self.c)
    def __hash__(self): return hash(self.c)
v, w = Vec(1, 2), Vec(3, 4)
print(v + w, v * 3, 3 * v, v * w, -v, abs(v), v == Vec(1, 2), v != w, v[1], list(v), hash(v) == hash(Vec(1, 2)), len({v, Vec(1, 2)}))
class Temp:
    def __init__(self, c): self.c = c
    @property
    def f(self): return self.c * 9 // 5 + 32
    @f.setter
    def f(self, v): self.c = (v - 32) * 5 // 9
    @classmethod
    def from_f(cls, f): t = cls(0); t.f = f; return t
    @staticmethod
    def valid(c): return c > -273
t = Temp(100); print(t.f); t.f = 32; print(t.c, Temp.from_f(212).c, Temp.valid(5), t.valid(-300))
class Meta(dict):
    def __getattr__(self, n):
        try: return self[n]
        except KeyError: raise AttributeError(n)
    def __setattr__(self, n, v): self[n] = v
m = Meta(); m.x = 5; print(m['x'], m.x, hasattr(m, 'y'))
class Observer:
    def __init__(self): self.h = []
    def __iadd__(self, f): self.h.append(f); return self
    def __isub__(self, f): self.h.remove(f); return self
    def __call__(self, *a): return [f(*a) for f in self.h]
o = Observer(); dbl = lambda x: x * 2; o += dbl; o += str; print(o(4)); o -= dbl; print(o(4))
class Base:
    def tmpl(self): return self.pre() + self.body() + self.post()
    def pre(self): return '<'
    def post(self): return '>'
    def body(self): raise NotImplementedError('body')
class Impl(Base):
    def body(self): return 'impl'
    def pre(self): return super().pre() * 2
print(Impl().tmpl())
try: Base().tmpl()
except NotImplementedError as e: print(repr(e))
class Mixin:
    def describe(self): return '%s(%s)' % (self.__class__.__name__, ', '.join('%s=%r' % (k, self.__dict__[k]) for k in sorted(self.__dict__)))
class Pt(Mixin, Base):
    def __init__(self, x, y): self.x = x; self.y = y
print(Pt(1, 'b').describe(), isinstance(Pt(1, 2), Mixin), issubclass(Pt, Base))
class Lazy:
    def __getattr__(self, n): v = n.upper(); setattr(self, n, v); print('computed', n); return v
z = Lazy(); print(z.abc, z.abc, z.__dict__)
class Cmp:
    def __init__(self, v): self.v = v
    def __lt__(self, o): return self.v < o.v
    def __repr__(self): return str(self.v)
print(sorted([Cmp(3), Cmp(1)]), min([Cmp(2), Cmp(0)]), Cmp(1) < Cmp(2))
class Count:
    n = 0
    @classmethod
    def inc(cls): cls.n += 1; return cls.n
class Sub(Count): pass
print(Count.inc(), Count.inc(), Sub.inc(), Sub.n, Count.n)
def make(n):
    class Inner:
        val = n
        def get(self): return n * self.val
    return Inner
print(make(3)().get(), make(4)().get(), make(1) is make(1), make(2).__name__)
obj = type('Dyn', (Base,), {'body': lambda self: 'dyn', 'extra': 7})(); print(obj.tmpl(), obj.extra, type(obj).__name__)
print([c.__name__ for c in (Stack, Node, Impl)], Impl.__bases__[0].__name__, hasattr(Impl, 'body'), getattr(Impl(), 'body')(), callable(Impl), isinstance(Impl, type))
