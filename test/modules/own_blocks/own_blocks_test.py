import gc
import own_blocks as m

for b in (m.Blocks(), m.Blocks(0), m.Blocks(50)):
    for i in range(40):
        b.add(i * i - 300).add(i)
    gc.collect()
    print(len(b), b.trim(), len(b))
    b.add(-1)
    print(b.take(), len(b), b.take())
    print(b.add(5).add(6).take())
for n in (0, 1, 2, 15, 16, 17, 255, 256, 257, 1000):
    print(n, m.zeroed(n))
print(m.joined("a", "bc"), m.joined("", ""), m.joined(b"12", b"3"), len(m.joined("x" * 500, "y" * 500)))
for data in (b"", b"odd", b"even", bytearray(range(100))):
    print(bytes(m.Packet(data)))
try:
    m.Packet(5)
except TypeError as e:
    print(e)
