# Half floats as the boards make them, which is not IEEE's way; formats that a NUL ends; json's digits of \u.
import struct, json
def h(x): return struct.unpack('<H', struct.pack('<e', x))[0]
print([hex(h(x)) for x in (0.0, -0.0, 1.99999, 3.99999, 0.99999, 65504, 65520, 65536, 131072, 1e9, 2**47, 2**49, 1e30, float('inf'), 2**-14, 2**-15, 2**-24, 2**-25, 2**-27, 1e-40)])
print([h(2.0 ** e * f) for e in range(-28, 52) for f in (1, 1.0004, 1.0005, 1.3, 1.9996)])
print([struct.unpack('<e', struct.pack('<H', i))[0] for i in list(range(0, 3000, 137)) + [0x3ff, 0x400, 0x7c00, 0xfc00, 0x8001]])
print(struct.calcsize('b\0'), struct.pack('b\0h', 1, 2), struct.unpack('H\0z', b'ab'))
for s in ('"\\u00zz"', '"\\u00-1"', '"\\u00@!"', '"\\uG000"', '"\\u  41"', '"\\u0', '"\\u00"', '"\\uFFff"'):
    try: print(s, [hex(ord(c)) for c in json.loads(s)])
    except Exception as e: print(s, type(e).__name__, e.args)
