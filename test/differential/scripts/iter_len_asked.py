class A:
    def __init__(self, n=2): self.n = n
    def __len__(self): print('len', end=' '); return self.n
    def __iter__(self): print('iter', end=' '); return iter((1, 2, 3))
def f(*a, **k): return a, k
print(f(*A()))
print(f(0, *A(), 5), f(*A(), *A(5)))
print(bytes(A()), bytearray(A(3)), list(A()), tuple(A()), set(A()), sorted(A()))
a, b, c = A()
print(a, b, c, max(A()), sum(A()), list(zip(A(), A())), list(map(str, A())))
x = [0]
x.extend(A())
x += A()
print(x)
class Bad:
    def __len__(self): raise ValueError('len')
    def __iter__(self): return iter('ab')
class Text(Bad):
    def __len__(self): return 'x'
for o in (Bad(), Text()):
    for g in (lambda: f(*o), lambda: list(o), lambda: tuple(o), lambda: sorted(o), lambda: ','.join(o), lambda: set(o)):
        try: print(g())
        except Exception as e: print(repr(e))
for g in (lambda: super(type, int), lambda: super(int, True), lambda: super(A, 5), lambda: super(A, A()), lambda: super(object, 5), lambda: super(A, A)):
    try: print(type(g()).__name__)
    except Exception as e: print(repr(e))
print(pow(0, 0, 33), pow(5, 0, 1), pow(7, 0, -9), pow(0, 5, 3))
try: del [][0]
except IndexError as e: print(e)
