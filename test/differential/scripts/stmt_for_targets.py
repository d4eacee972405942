class O: pass
o = O()
d = {}
l = [0, 0, 0]
for o.attr in range(3): print(o.attr)
for d['k'] in 'xy': print(d)
for l[1] in (7, 8): print(l)
for l[0], o.attr in [(1, 2), (3, 4)]: print(l, o.attr)
for (a) in [1]: print(a)
for [a, b] in [[1, 2]]: print(a, b)
for i in range(3):
    i *= 10
    print(i)
s = [1, 2, 3]
for v in s:
    if v < 3: s.append(v + 2)
    print(v)
print(s)
for i in range(10):
    for j in range(10):
        if j == 3: break
    else:
        print('x')
    if i == 2: break
print(i, j)
n = 3
for i in range(n):
    n = 10
    print(i, n)
for i in range(2 ** 29, 2 ** 29 + 2): print(i)
for i in range(-1, -4, -1): print(i)
