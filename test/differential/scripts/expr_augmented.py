x = 7
x += 3; print(x)
x -= 4; print(x)
x *= 5; print(x)
x //= 4; print(x)
x **= 3; print(x)
x %= 100; print(x)
x <<= 4; print(x)
x >>= 2; print(x)
x |= 3; print(x)
x &= 0xfe; print(x)
x ^= 0xff; print(x)
x /= 4; print(x)
l = [1]
m = l
l += [2]; print(l, m, l is m)
l += (3,); l += 'ab'; l += range(2); print(l)
l *= 2; print(l, m is l)
t = u = (1,)
t += (2,); print(t, u)
s = 'a'
s += 'b'; s *= 3; print(s)
d = {'a': 1}
d['a'] += 5; print(d)
d |= {'b': 2}; print(sorted(d.items()))
st = {1}
r = st
st |= {2}; st -= {1}; st ^= {5}; st &= {5}; print(st, r is st)
class A: n = 1
a = A()
a.n += 1
print(a.n, A.n)
i = 0
def idx():
    global i
    i += 1
    return i
z = [0, 0, 0]
z[idx()] += 10
print(z, i)
b = b'x'; b += b'y'; print(b)
try: x += 'a'
except TypeError as e: print(e)
try: n = None; n += 1
except TypeError as e: print(e)
