from own_hash import fnv1a, murmur3, adler32

print(hex(fnv1a()), hex(fnv1a(b"foobar")), fnv1a(b"foo", "bar") == fnv1a(b"foobar"), fnv1a(bytearray(70)))
for s in (b"", b"a", b"ab", b"abc", b"abcd", b"hello, world", bytes(range(256))):
    print(murmur3(s), murmur3(s, 0x9747B28C), murmur3(s, -1))
h = adler32(b"Wiki")
print(h.update(b"pedia") is h, h.hexdigest(), h.digest())
c = h.copy()
print(c == h, hash(c) == hash(h))
c.update("x")
print(c == h, c.hexdigest(), h.hexdigest(), adler32().digest(), adler32(b"a", b"b").hexdigest())
for bad in (lambda: fnv1a(3), lambda: murmur3(), lambda: murmur3(b"", 1, 2), lambda: h.update(None)):
    try:
        bad()
    except TypeError:
        print("TypeError")
