print(7 + 3, 7 - 3, 7 * 3, 7 / 2, 7 // 2, 7 % 3, 7 ** 3, -7 // 2, -7 % 3, 7 // -2, 7 % -3, -7 // -2, divmod(7, 2), divmod(-7, 2), divmod(7, -2))
print(6 & 3, 6 | 3, 6 ^ 3, ~6, 1 << 10, 1024 >> 3, -1 >> 5, -8 >> 1, 1 << 0, 0 << 100)
big = 2 ** 100
print(big, -big, big + 1, big - big, big * big, big // 3, big % 7, -big // 3, -big % 7, big >> 90, big << 3, big & (big - 1), big | 1, big ^ big, ~big)
print(big == 2 ** 100, big > 5, 5 < big, -big < 0, big != big + 1, abs(-big), bool(big), hash(5), int(str(big)) == big)
print(pow(2, 10), pow(2, 10, 1000), pow(3, 200, 13), pow(2, -1), 2 ** 0, 0 ** 0, (-2) ** 3, (-2) ** 2, 10 ** 20)
print(int('42'), int('-42'), int('+7'), int(' 5 '), int('ff', 16), int('0xff', 16), int('0b101', 0), int('777', 8), int('z', 36), int(3.9), int(-3.9), int(True), int('1_000'), int(b'12'))
print(hex(255), hex(-255), oct(8), bin(5), bin(-5), hex(big), bin(0), oct(0), hex(0))
print((5).to_bytes(2, 'little'), (258).to_bytes(4, 'big'), int.from_bytes(b'\x01\x02', 'big'), int.from_bytes(b'\x01\x02', 'little'), int.from_bytes(b'', 'big'))
print(max(3, 1, 2), min([4, 2]), sum([1, 2, 3]), sum((1, 2), 10), round(5), round(15, -1), round(25, -1), round(-15, -1), round(1234, -2), abs(-3))
print(1 if 1 == 1.0 else 0, 1 == True, 0 == False, 2 == True, True + True, True * 5, -True, ~False, True & False, True | 2, True ^ True, type(True & True).__name__)
print(0x1F, 0b101, 0o17, 1_000_000, 0xdead_beef, 00, 1073741823 + 1, -1073741824 - 1, 2147483647 + 1, 4294967295 * 4294967295, 9223372036854775807 + 1)
n = 1
for i in range(1, 30): n *= i
print(n)
a, b = 0, 1
for i in range(150): a, b = b, a + b
print(a)
for f in (lambda: 1 // 0, lambda: 1 % 0, lambda: 1 / 0, lambda: divmod(1, 0), lambda: 1 << -1, lambda: 1 >> -1, lambda: int('x'), lambda: int(''), lambda: int('1', 99), lambda: int(None), lambda: int([]), lambda: 5 + 'a', lambda: 5 < 'a', lambda: 5[0], lambda: 5(), lambda: len(5), lambda: pow(2, 3, 0), lambda: ord('ab'), lambda: 0 ** -1, lambda: 1 & 1.0, lambda: ~1.5):
    try: print(f())
    except Exception as e: print(type(e).__name__, e if 'base' not in str(e) else '')
