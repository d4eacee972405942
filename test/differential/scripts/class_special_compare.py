class N:
    def __init__(self, v): self.v = v
    def __eq__(self, o):
        print('eq', end=' ')
        return isinstance(o, N) and self.v == o.v
    def __lt__(self, o): print('lt', end=' '); return self.v < o.v
    def __le__(self, o): print('le', end=' '); return self.v <= o.v
    def __repr__(self): return 'N%d' % self.v
a, b = N(1), N(2)
print(a == b, a == N(1), a != b, a != N(1), a == 1, 1 == a, a != None)
print(a < b, a <= b, b < a)
try: print(a > b)
except TypeError as e: print(e)
try: print(a >= b)
except TypeError as e: print(e)
print(sorted([N(3), N(1), N(2)]))
print(min(N(2), N(1)), N(1) in [N(0), N(1)], [N(5), N(6)].index(N(6)), [N(1), N(1)].count(N(1)))
print([N(1)] == [N(1)], (N(1),) == (N(2),), {'a': N(1)} == {'a': N(1)})
try: hash(a)
except TypeError as e: print(e)
try: {a: 1}
except TypeError as e: print(e)
class H(N):
    def __hash__(self): return 42
print(hash(H(1)), {H(1): 'x'}[H(1)], len({H(1), H(1), H(2)}))
class Ne:
    def __ne__(self, o): return 'ne result'
    def __eq__(self, o): return 'eq result'
print(Ne() != 1, Ne() == 1, not Ne() == 1)
class NI:
    def __eq__(self, o): return NotImplemented
    def __lt__(self, o): return NotImplemented
x = NI()
print(x == x, x == NI(), x != 5)
try: x < x
except TypeError as e: print(e)
class Id: pass
i = Id()
print(i == i, i == Id(), i != i, i in [i], hash(i) == hash(i))
