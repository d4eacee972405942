import own_slots as m

p = m.Probe()
print(str(p), repr(p), p(), p(1, 2), p(1, k=5), p.size, p[7], p["x"])
print((p + 3)[1], m.slots())
for o in (None, True, 5, 1 << 70, "s", b"b", bytearray(2), (), [1], {}, int, lambda: 0, p, 1 + 2j if 0 else range(3)):
    print(m.kind(o))
for o in (None, False, True, 0, -7, (1 << 29), 1 << 80, "", "text", b"", [], (), p):
    print(m.tests(o))
for what in range(9):
    try:
        m.fail(what, "arg")
    except Exception as e:
        print(type(e).__name__, e.args, isinstance(e, ValueError))
print(m.sum_of(), m.sum_of(1, 2, 3), m.sum_of(1 << 40, 1))
for f in (m.sum_of, m.slots, m.fail, m.kind):
    print(m.signature(f))
for d in ({}, {1: 2}, {i: i for i in range(30)}):
    print(m.filled(d))
d = {i: i for i in range(8)}
for i in range(5):
    del d[i]
print(m.filled(d))
