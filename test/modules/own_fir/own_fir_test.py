from array import array
from own_fir import Fir

f = Fir([0.5, 0.25, 0.25])
print([f(x) for x in (4, 8, 0, -2.5, 1)], f.taps, f.gain)
f.gain = 2
print(f(1), f.gain)
for typecode in "bhilqfd":
    a = array(typecode, [1, 2, 3, 100, -7])
    g = Fir(array("h", [1, -1]))
    print(g.filter(a), a)
for bad in (lambda: Fir([]), lambda: Fir(3), lambda: f("x"), lambda: f.filter(b"abc"), lambda: f()):
    try:
        bad()
    except (TypeError, ValueError) as e:
        print(type(e).__name__)
try:
    f.taps = 1
except AttributeError:
    print("AttributeError")
