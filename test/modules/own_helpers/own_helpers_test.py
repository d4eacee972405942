import own_helpers as m

print(m.config())
for a in (0, 1, 7, 8, 100, 127, 128, 255, 256, 4660, 65000):
    for b in (1, 2, 3, 10, 1000):
        print(a, b, m.numbers(a, b))
for bad in (0, -5):
    try:
        m.numbers(1, bad)
    except ValueError as e:
        print(e)
print(m.turned(b""), m.turned(b"a"), m.turned(bytearray(b"stressed")))
for text in ("", "plain", "gr\u00fc\u00dfe", "\u20ac5", "\U0001f600!"):
    print(m.kinds(text))
for n in (0, 7, 255, 123456):
    m.show(n)
for n in range(4):
    try:
        print(m.weekday(n))
    except NotImplementedError as e:
        print(repr(e))
