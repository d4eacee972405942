a, b = 1, 2
a, b = b, a
print(a, b)
(a, b), c = [3, 4], 5
print(a, b, c)
[a, [b, *c]] = 1, 'xyz'
print(a, b, c)
a, *b = [1]
print(a, b)
*a, b = range(4)
print(a, b)
a, *b, c = 'hello'
print(a, b, c)
a = b = c = []
a.append(1)
print(b, c)
i = 0
l = [0] * 3
i, l[i] = 1, 'set'
print(i, l)
x = y, = [9]
print(x, y)
(a) = 5
(a, ) = [6]
print(a)
for bad in ([1], [1, 2, 3], 5, None):
    try:
        a, b = bad
        print(a, b)
    except Exception as e: print(type(e).__name__, e)
for bad in ([], [1], 'ab'):
    try:
        a, *b, c = bad
        print(a, b, c)
    except Exception as e: print(type(e).__name__, e)
def gen():
    yield 1
    print('between')
    yield 2
a, b = gen()
print(a, b)
a, b, c = {1: 'x', 2: 'y', 3: 'z'}
print(sorted((a, b, c)))
d = {}
d['a'], d['b'] = 1, 2
print(sorted(d.items()))
a, b = b'xy'
print(a, b)
