class T:
    def __init__(self): self._v = 0
    @property
    def v(self): print('get', end=' '); return self._v
    @v.setter
    def v(self, n): print('set', n); self._v = n
    @v.deleter
    def v(self): print('del'); self._v = None
    ro = property(lambda self: 'ro')
    wo = property(None, lambda self, v: print('wo', v))
t = T()
t.v = 3; print(t.v); t.v += 4; print(t.v); del t.v; print(t.v)
print(t.ro)
try: t.ro = 1
except AttributeError as e: print(e)
try: del t.ro
except AttributeError as e: print(e)
t.wo = 5
try: t.wo
except AttributeError as e: print(e)
class U(T):
    @property
    def v(self): return 'overridden'
print(U().v, U().ro)
class W(T):
    v = 7
w = W(); w.v = 8; print(w.v)
p = property()
q = p.getter(lambda s: 'q')
class X: q = q
print(X().q, type(X.q).__name__)
class Y:
    def get(self): return self.z
    def set(self, v): self.z = v * 2
    prop = property(get, set)
y = Y(); y.prop = 4; print(y.prop, y.z)
print(getattr(y, 'prop'), hasattr(y, 'prop')); setattr(y, 'prop', 1); print(y.prop)
class Raises:
    @property
    def p(self): raise ValueError('in getter')
try: Raises().p
except ValueError as e: print(e)
try: hasattr(Raises(), 'p')
except ValueError as e: print('hasattr', e)
