from own_bigint import from_bytes, to_bytes, powmod, limits, divide

for data in (b"", b"\x7f", b"\xff", b"\x80\x00", bytes(range(1, 13)), b"\xff" * 16):
    n = from_bytes(data)
    print(n, from_bytes(data, True), to_bytes(n, len(data) + 1), to_bytes(from_bytes(data, True), 17))
print(powmod(3, 1 << 70, 10**18 + 9), powmod(2, 0, 7), powmod(-3, 5, 97), limits())
print(divide(-(10**20), 7), divide(7, -2), divide(True, 2))
for bad in (lambda: to_bytes(256, 1), lambda: to_bytes("x", 1), lambda: divide(1, 0), lambda: powmod(1, 1, 0)):
    try:
        bad()
    except (ValueError, TypeError, ZeroDivisionError) as e:
        print(type(e).__name__)
