from array import array
import own_codes as m

for code in "bBhHiIlLqQfd":
    a = array(code, [1, 2, 100, 7])
    print(code, m.about(a), m.turned(a), list(a))
    m.plus(a, 5)
    print(list(a))
    m.plus(a, 120)
    print(list(a))
for code in "bhilq":
    a = array(code, [-1, -2, 127])
    print(m.turned(a), list(a))
    m.plus(a, -100)
    print(list(a))
b = bytearray(b"abc")
print(m.about(b), m.turned(b), b)
m.plus(b, 200)
print(b, m.about(b"xyz"))
for code in "BhiIq":
    v = m.View(code, bytes(range(16)))
    print(m.about(v), m.turned(v))
for bad in (b"fixed", m.View("H", b"abcd", True)):
    for f in (m.turned, lambda o: m.plus(o, 1)):
        try:
            f(bad)
        except TypeError as e:
            print("TypeError")
for args in (("BB", b""), ("B", bytes(33))):
    try:
        m.View(*args)
    except ValueError as e:
        print(e)
