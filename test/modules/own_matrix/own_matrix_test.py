from own_matrix import Matrix

def trial(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e.args)

a = Matrix([[1, 2], [3, 4]])
b = Matrix(2, 2, 0.5)
print(a, repr(a), len(a), a.shape(), b[0])
print(a + b == Matrix([[1.5, 2.5], [3.5, 4.5]]), a == b, a != b, a - a, -a)
print(a @ a, ~a, a * 3, 2 * a, abs(a))
print([row for row in a], list(b)[1])
print(a[0, 1], a[-1, -1], a[1])
a[0, 0] = 10
a[1] = (7, 8, 9)
print(a)
raw = lambda m: bytes(m.d if hasattr(m, "d") else m) # only native types have buffers
print(raw(a), raw(a) == raw(Matrix([[10, 2], [7, 8]])), len(raw(a)))
print(Matrix([[2, 0, 1], [1, 3, 2], [1, 1, 4]]).det(), Matrix([[5]]).det())
c = a.apply(lambda x: x + 1)
d = a.apply(lambda x: x * 2, inplace=True)
print(c, d, d is a)
print(Matrix([range(3), range(3, 6)]) @ Matrix([[1], [2], [3]]))
trial(lambda: a[5])
trial(lambda: a[0, 2])
trial(lambda: a[0, 1, 2])
trial(lambda: a + Matrix(3, 3))
trial(lambda: a @ Matrix(3, 3))
trial(lambda: Matrix(0, 1))
trial(lambda: Matrix([[1], [2, 3]]))
trial(lambda: Matrix(2, 3).det())
trial(lambda: a + 1)
trial(lambda: a < a)
trial(lambda: a.apply(lambda x: 1 // 0))
