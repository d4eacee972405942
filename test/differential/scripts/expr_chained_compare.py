a, b, c = 1, 2, 3
print(a < b < c, a < c < b, a < b > a, a == 1 == True, 1 < 2 < 3 < 4, 1 < 2 > 3 < 4)
def v(x): print('v', x, end=' '); return x
print(v(1) < v(2) < v(0) < v(9))
print(v(1) < v(2) < v(3))
print(a in [1] in [[1]], a is not None is not False, not a in [2], a not in [2])
print(1 < 2 == True, (1 < 2) == True)
print('a' < 'b' <= 'b' != 'c')
class X:
    def __lt__(self, o): print('lt'); return 'truthy'
    def __gt__(self, o): print('gt'); return []
x = X()
print(x < 1 < 2, x < x > x, x > 1 < 2)
print(None is None is None)
