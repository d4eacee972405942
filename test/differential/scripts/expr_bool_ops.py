def t(v): print('t', v, end='; '); return v
print(t(0) or t(1) or t(2))
print(t(1) and t(0) and t(2))
print(t(0) and t(1) or t(2))
print(t(1) or t(0) and t(2))
print(not t(0) and not t(1))
print(not not 5, not '', not [0])
print([] or 'default', {} and 1, None or 0, 0 or None)
x = 0 or [] or ''
print(repr(x))
print(1 and 2 or 3, 0 and 2 or 3, (1 or 2) and 3)
def f(*a): return a
print(f(1 or 2, 0 and 3, not 1))
while 1 and not 0:
    print('loop')
    break
class B:
    def __init__(self, v): self.v = v
    def __bool__(self): print('bool', self.v, end=' '); return self.v
    def __repr__(self): return 'B%d' % self.v
print(B(True) and B(False), B(False) or B(True), not B(True))
if B(True) and not B(False): print('ok')
print(1 if B(False) else 2)
