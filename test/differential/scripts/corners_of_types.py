# Answers of user classes that nobody expects, and lengths below zero.
def t(f, *a):
    try: print(repr(f(*a)))
    except Exception as e: print(repr(e))
class C:
    def __contains__(self, x): return x
for answer in (NotImplemented, None, 0, 'x', [], C()): print(answer is None, answer in C(), answer not in C())
class K:
    def __init__(self, n): self.n = n
    def __len__(self): return self.n
    def __getitem__(self, i):
        if i < -4: raise IndexError(i)
        return i
for n in (-2, -1, 0, 1, 3): t(lambda: list(reversed(K(n))))
class Plain: pass
for name in (5, b'a', None, 'a'):
    t(lambda: object.__setattr__(Plain(), name, 1))
    t(lambda: object.__delattr__(Plain(), name))
t(lambda: object.__setattr__(Plain, 'a', 1))
class S(str):
    def __int__(self): return 7
    def __float__(self): return 8.5
class B(bytearray):
    def __int__(self): return 7
class Y(bytes):
    def __int__(self): return 'no int'
class F(float):
    def __int__(self): return 9
for o in (S('5'), B(b'6'), Y(b'7'), F(2.5), S('x')):
    t(int, o)
    t(int, o, 10)
    t(float, o)
class G:
    def __getitem__(self, i): return i
g = G()
for s in (g[:], g[-3:], g[:-2], g[1:5], g[::-1], g[5:-20:-3]):
    for n in (-3, -1, 0, 2, 9): print(s.indices(n), end=' ')
    print()
