class Desc:
    def __init__(self, n): self.n = n
    def __get__(self, obj, cls): print('get', self.n, obj is None, cls.__name__, end=' '); return 'value'
    def __set__(self, obj, v): print('set', self.n, v)
    def __delete__(self, obj): print('delete', self.n)
class A:
    d = Desc('d')
a = A()
print(a.d)
a.d = 5
del a.d
class SN:
    def __set_name__(self, owner, name): print('set_name', owner.__name__, name); self.name = name
    def __get__(self, obj, cls): return 'sn:' + self.name
class B:
    x = SN()
    y = SN()
print(B().x, B().y)
class GetOnly:
    def __get__(self, obj, cls): return 'getonly'
class C: g = GetOnly()
c = C()
print(c.g)
class Typed:
    def __init__(self, typ): self.typ = typ
    def __set_name__(self, o, n): self.key = '_' + n
    def __get__(self, o, c): return getattr(o, self.key, None)
    def __set__(self, o, v):
        if not isinstance(v, self.typ): raise TypeError('want ' + self.typ.__name__)
        setattr(o, self.key, v)
class Pt:
    x = Typed(int)
    name = Typed(str)
p = Pt(); p.x = 3; p.name = 'n'
print(p.x, p.name, sorted(p.__dict__.items()))
try: p.x = 'no'
except TypeError as e: print(e)
print(Pt().x)
class Sub(Pt): pass
s = Sub(); s.x = 9; print(s.x)
D = type('D', (), {'x': SN()})
print(D().x)
