def init(self, v): self.v = v
C = type('C', (), {'__init__': init, 'k': 5, 'get': lambda self: self.v})
c = C(3)
print(C.__name__, c.get(), C.k, isinstance(c, C), type(C) is type)
D = type('D', (C,), {})
print(D(4).get(), issubclass(D, C), D.__bases__ == (C,))
E = type('E', (list,), {'first': lambda s: s[0]})
print(E([7, 8]).first(), len(E([1, 2])))
print(type(1), type('a'), type(None), type([]), type(type), type(print).__name__, type(lambda: 0).__name__)
print(type(1) is int, type(True) == bool, type(1.5) is float)
for a in ((1, 2), (1, 2, 3), ('X', 1, {}), ('X', (1,), {}), ('X', (), 5), ('X', (bool, int), {})):
    try: print(type(*a))
    except Exception as e: print(type(e).__name__)
class Meta(type):
    def hello(cls): return 'hello from ' + cls.__name__
M = Meta('M', (), {'x': 1})
print(M.x, type(M).__name__, M.hello())
print(isinstance(M, type), isinstance(M, Meta), isinstance(int, type), isinstance(5, type))
class Callable:
    def __call__(self, *a, **k): return a, k
print(Callable()(1, x=2), callable(Callable()), callable(C), callable(5), callable(print), callable(c.get), callable(lambda: 0))
