b = b'Hello World'
print(b[0], b[-1], b[1:3], b[:0], b[-3:], len(b), list(b[:3]), bytes(3), bytes([65, 66]), bytes((1, 2)), bytes(range(3)), bytes(b), bytes(bytearray(b'x')))
print(b + b'!', b * 2, b'l' in b, 108 in b, b'zz' in b, b == b'Hello World', b < b'I', b'a' + bytearray(b'b'), bytearray(b'a') + b'b')
print(b.upper(), b.lower(), b.replace(b'l', b'L'), b.split(), b.split(b'o', 1), b.find(b'o'), b.count(b'l'), b.startswith(b'He'), b.endswith(b'd'), b.strip(b'Hd'), b.partition(b' '), b.join([b'1', b'2']))
print(b'  x '.strip(), b'ab'.center(5), b'a,b'.rsplit(b','), b'12'.isdigit(), b'ab'.isalpha(), b'a\nb'.splitlines())
print(hash(b'a') == hash(b'a'), {b'k': 1}[b'k'], sorted([b'b', b'a']), max(b'az'), [x for x in b'ab'], tuple(b'ab'))
ba = bytearray(b'abc')
ba[0] = 65; ba.append(100); ba.extend(b'ef'); ba += b'g'; print(ba, len(ba))
ba[1:3] = b'XYZ'; print(ba); ba[-1:] = b''; print(ba); ba[2:2] = b'ins'; print(ba)
print(bytes(ba), ba == bytes(ba), ba.decode(), ba[0], ba[1:3], ba.find(b'X'), list(ba)[:2])
print(bytearray(3), bytearray(), bytearray([1, 2]), bytearray(b'x') * 1 if 0 else '', bytearray('a', 'utf-8'))
for f in (lambda: b[99], lambda: b.__setitem__(0, 1) if 0 else setitem(b), lambda: bytes([256]), lambda: bytes(-1), lambda: bytes('a'), lambda: b + 'x' if 0 else b + 5, lambda: ba.append('a'), lambda: bytes([1, 'a']), lambda: b'a' < 5, lambda: ba[99], lambda: b.index(b'zz'), lambda: bytearray(b'a')[5:6]):
    try: print(f())
    except Exception as e: print(type(e).__name__, e)
def setitem(x): x[0] = 1
m = memoryview(ba)
print(m[0], m[1:3], len(m), bytes(m[:2]), list(m[-2:]), m == ba)
m[0] = 90; print(ba); m[1:3] = b'..'; print(ba)
mm = memoryview(b'ro')
try: mm[0] = 1
except TypeError as e: print(e)
