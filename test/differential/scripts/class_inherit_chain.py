class A:
    def who(self): return 'A'
    def call(self): return self.who()
    def both(self): return 'A.both'
class B(A):
    def who(self): return 'B' + super().who()
class C(B):
    def who(self): return 'C' + super().who()
    def both(self): return 'C+' + super(C, self).both()
print(A().call(), B().call(), C().call(), C().both())
class M1:
    def m(self): return 'M1'
    a = 'm1'
class M2:
    def m(self): return 'M2'
    b = 'm2'
class X(M1, M2):
    pass
class Y(M2, M1):
    def m(self): return 'Y' + super().m() + M1.m(self)
print(X().m(), X.a, X.b, Y().m())
print(issubclass(C, A), issubclass(A, C), issubclass(X, (int, M2)), isinstance(C(), B), isinstance(C(), (int, str)))
print(C.__bases__ == (B,), X.__bases__ == (M1, M2), A.__bases__ == (object,) or A.__bases__)
class D(C):
    def __init__(self, *a):
        self.log = []
        super().__init__()
        self.log.append('D')
print(D().log, D().call())
class P:
    def __init__(self, n): self.n = n
class Q(P):
    def __init__(self, n, m):
        P.__init__(self, n)
        self.m = m
q = Q(1, 2)
print(q.n, q.m)
try: super(Q, 5)
except TypeError as e: print('TypeError')
class R(P):
    @classmethod
    def make(cls): return cls(7)
    @staticmethod
    def st(): return 'static'
class S(R):
    @classmethod
    def make(cls):
        r = super().make()
        r.extra = 1
        return r
    @staticmethod
    def st(): return 'S' + R.st()
print(type(S.make()).__name__, S.make().n, S.make().extra, S.st(), S(1).st())
