class A:
    x = 1
    def __init__(self): self.y = 2
a = A()
print(a.x, a.y, A.x)
a.x = 10
print(a.x, A.x)
del a.x
print(a.x)
A.x = 5
print(a.x)
A.z = lambda self: self.y
print(a.z())
a.f = lambda: 'instance function'
print(a.f())
print(hasattr(a, 'x'), hasattr(a, 'nope'), getattr(a, 'nope', 'dflt'), getattr(a, 'y'))
setattr(a, 'dyn', 3); print(a.dyn)
delattr(a, 'dyn'); print(hasattr(a, 'dyn'))
try: a.nope
except AttributeError as e: print(e)
try: A.nope
except AttributeError as e: print(e)
try: del A.nope
except AttributeError as e: print(e)
try: A.y
except AttributeError as e: print(e)
print(a.__class__ is A, type(a) is A, a.__class__.__name__, A.__name__)
m = a.z
A.z = lambda self: 'replaced'
print(m(), a.z())
print(sorted(a.__dict__.items()))
class Empty: pass
e = Empty()
print(e.__dict__, [n for n in dir(e) if not n.startswith('__')])
try: e()
except TypeError as x: print(x)
try: A.z()
except TypeError as x: print('TypeError')
print(A.z(a))
