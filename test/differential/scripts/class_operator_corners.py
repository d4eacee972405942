# Corners where an instance, a member and an operator meet.
class A: pass
class B: pass
a = A()
a.__class__ = B
print(a.__class__, type(a), isinstance(a, B), a.__dict__)
a.__dict__ if 0 else 0
try: a.__dict__ = {1: 2}
except Exception as e: print(type(e), e)
print(a.__dict__)
a.__name__ = 'n'; print(a.__name__)
class C:
    __class__ = 5
    __dict__ = 6
    __name__ = 7
    __bases__ = 8
    __qualname__ = 'qn'
    __module__ = 'mm'
print(C().__class__, C().__dict__, C.__name__, C.__bases__, C.__dict__, C.__class__, C().__name__, C.__qualname__, C.__module__, C)
def t(s):
    x = 1
    try: exec(s, {'x': 1, 'o': object(), 's': {1}, 'l': [1]})
    except Exception as e: print(s, type(e), e)
for op in ('+','-','*','@','//','/','%','**','|','&','^','<<','>>'):
    t('x %s= None' % op); t('x %s= "a"' % op); t('o %s= 1' % op);  t('s %s= 1' % op); t('l %s= None' % op)
    t('x %s= 1.5' % op); t('x %s= []' % op)
class A:
    def __init__(self, v): self.v = v
    def __iter__(self): return self.v
def g(v):
    r = yield from A(v)
def t(f):
    try: print(f())
    except Exception as e: print(type(e), e)
for v in (1, 's', [1], None, (1,), object(), {1:2}, range(3), print, A, 1.5):
    t(lambda: list(g(v)))
    def h():
        x = g(v)
        x.send(None)
    t(h)
    t(lambda: [x for x in A(v)])
    t(lambda: iter(A(v)))
    t(lambda: next(A(v)))
    t(lambda: next(iter(A(v))))
    t(lambda: list(A(v)))
    t(lambda: g(v).throw(ValueError))
    t(lambda: (lambda *a: a)(*A(v)))
    t(lambda: (lambda *a: a)(1, *A(v)))
    def u(): a, b = A(v)
    t(u)
class N:
    def __next__(self): return 1
def gn(): yield from N()
t(lambda: next(gn()))
t(lambda: next(N()))
t(lambda: iter(N()))
class N2:
    def __iter__(self): return N()
def gn(): yield from N2()
t(lambda: next(gn()))
class I:
    def __int__(self): return 10**20
def t(s):
    try: print(s, eval(s, {'I': I}))
    except Exception as e: print(s, type(e), e)
for s in ('"%d" % I()', '"%x" % I()', '"%o" % I()', 'hex(I())', 'chr(I())', 'int(I())', '[1][I()]', '"a"*I()'): t(s)
class B:
    c = str.upper
    l = len
    k = dict.fromkeys
b = B()
print(B.c('a'), b.l([1]), b.k([1]))
t(lambda: b.c()) if 0 else None
class G:
    def __getattr__(self, n): raise AttributeError(n)
print(len(dir(G())) > 3)
try: print(B().c())
except TypeError: print('wrong type')
class S(str): u = str.upper
try: S('ab').u()
except TypeError: print('wrong type')
