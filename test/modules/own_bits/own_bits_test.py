import own_bits as m

NUMBERS = (1, 2, 255, 0x80000000, 0x123456789ABCDEF1, 0xFFFFFFFFFFFFFFFF, 0x8000000000000001, 77777777777)
for n in NUMBERS:
    print(m.counts(n), m.swapped(n), [m.turn(n, by) for by in (0, 1, 31, 32, 63, 64)])
SIGNED = (0, 1, -1, 5, -7, 1 << 31, -(1 << 31), 3037000499, 3037000500, (1 << 63) - 1, -(1 << 63), 1 << 40)
for a in SIGNED:
    for b in SIGNED:
        print(m.signed_ops(a, b))
for a in (0, 7, -7, 1 << 40, (1 << 63) - 1, 10**18):
    for b in (1, 2, -3, 1000, 1 << 33, 0):
        try:
            print(m.divided(a, b))
        except ValueError as e:
            print(e)
