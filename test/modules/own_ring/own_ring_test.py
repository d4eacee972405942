from own_ring import Ring

r = Ring(4, b"ab")
print(r, repr(r), len(r), bool(r), ~r)
r.put(1, 2)
for f in (lambda: r.put(9), lambda: r[4], lambda: Ring(0), lambda: r.resize(2)):
    try:
        f()
    except Exception as e:
        print(type(e).__name__, e.args)
print(r.take(), list(r))
r.put(300)
print(list(r), r[0], r[-1], r[1:], r[:-1], r[5:], r[-2:])
r[1] = 77
print(sum(r), max(r), 77 in list(r))
print(r.resize(9) is r, list(r), ~r)
while r:
    r.take()
print(len(r), bool(r), list(r), r[:])
try:
    r.take()
except IndexError as e:
    print(e)
