class G:
    def __init__(self): self.real = 1
    def __getattr__(self, n):
        if n.startswith('bad'): raise AttributeError('custom ' + n)
        return 'dyn_' + n
g = G()
print(g.real, g.foo, getattr(g, 'bar', 1), hasattr(g, 'any'), hasattr(g, 'bad1'), getattr(g, 'bad2', 'dflt'))
try: g.bad3
except AttributeError as e: print(e)
class S:
    def __setattr__(self, n, v):
        print('set', n, v)
        object.__setattr__(self, n + '_', v)
    def __delattr__(self, n):
        print('del', n)
        object.__delattr__(self, n + '_')
s = S()
s.x = 5
print(s.x_, s.__dict__)
del s.x
print(s.__dict__)
setattr(s, 'y', 1); print(s.y_)
delattr(s, 'y')
try: del s.nope
except AttributeError as e: print(e)
class P(S):
    def __init__(self): self.v = 1; super().__setattr__('w', 2)
print(sorted(P().__dict__))
class Proxy:
    def __init__(self, o): self.o = o
    def __getattr__(self, n): return getattr(self.o, n)
p = Proxy([3, 1, 2])
p.sort(); p.append(9)
print(p.o, p.count(9))
class Cls:
    def __getattr__(self, n): raise AttributeError(n)
    x = property(lambda self: self.missing)
try: Cls().x
except AttributeError as e: print(repr(e))
