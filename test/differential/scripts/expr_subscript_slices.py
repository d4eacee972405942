class S:
    def __getitem__(self, i): return i
s = S()
print(s[1], s[1:2], s[1:2:3], s[:], s[::], s[1:], s[:1], s[::2], s[1, 2], s[1:2, 3], s[...], s[None], s[()], s['a'], s[-1])
print(s[1,], s[1:2, ::3], s[lambda: 1].__class__.__name__, s[1 if 0 else 2], s[[1]])
l = list(range(10))
for sl in (slice_ for slice_ in (s[2:5], s[:3], s[7:], s[-3:], s[:-7], s[::3], s[::-1], s[8:2:-2], s[5:2], s[20:], s[-20:3], s[1:8:3], s[::-4])):
    print(sl, l[sl])
l[2:5] = [20]; print(l)
l[1:1] = [7, 8, 9]; print(l)
l[:2] = (); print(l)
l[-2:] = [0, 0, 0, 0]; print(l)
l[100:] = [5]; print(l)
l[3:1] = ['ins']; print(l)
del l[2:6]; print(l)
t = tuple(l)
print(t[1:3], t[-2:], t[5:1], 'hello'[1:3], 'hello'[-3:], b'hello'[:2], 'hello'[10:], 'hello'[:-10])
x = s[1:2:3]
print(x.start, x.stop, x.step, x.indices(2), s[:].indices(5), s[::-1].indices(5))
try: l['a']
except TypeError as e: print(e)
try: t[1.5]
except TypeError as e: print(e)
