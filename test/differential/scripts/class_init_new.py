class A:
    def __new__(cls, *args):
        print('new', cls.__name__, args)
        return super().__new__(cls)
    def __init__(self, *args): print('init', args)
A(1, 2)
class B(A):
    def __init__(self):
        super().__init__('from B')
        print('B init')
try: B(3)
except TypeError as e: print('TypeError')
class C:
    def __new__(cls, v):
        if v: return super().__new__(cls)
        return 'not an instance'
    def __init__(self, v): print('C init', v); self.v = v
print(C(0), C(1).v)
class D:
    def __init__(self): return 5
try: D()
except TypeError as e: print(e)
class E: pass
print(E(1, 2, x=3).__class__.__name__)
class Single:
    inst = None
    def __new__(cls):
        if cls.inst is None: cls.inst = super().__new__(cls)
        return cls.inst
print(Single() is Single())
o = object.__new__(E)
print(type(o) is E)
try: object.__new__(int)
except TypeError as e: print(e)
try: object.__new__(5)
except TypeError as e: print(e)
class F(A):
    def __new__(cls): return A.__new__(cls, 'via F')
    def __init__(self): pass
print(type(F()).__name__)
