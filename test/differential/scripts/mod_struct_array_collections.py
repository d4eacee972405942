import struct
print(struct.pack('<bBhHiIqQ', -1, 255, -2, 65535, -3, 4294967295, -4, 2 ** 64 - 1), struct.unpack('<bBhHiIqQ', struct.pack('<bBhHiIqQ', -1, 255, -2, 65535, -3, 4294967295, -4, 2 ** 64 - 1)))
print(struct.calcsize('<bhi'), struct.calcsize('>q'), struct.pack('>hi', 1, 2), struct.pack('3s5s', b'abc', b'de'), struct.unpack('<2h', b'\1\0\2\0'), struct.unpack('>I', b'\0\0\1\0'), struct.unpack_from('<H', b'\0\0\5\0', 2), struct.pack('<4B', 1, 2, 3, 4), struct.pack('<2sx2s', b'a', b'b'))
buf = bytearray(8); struct.pack_into('<HI', buf, 1, 258, 3); print(buf, struct.unpack_from('<HI', buf, 1))
for f in (lambda: struct.unpack('<I', b'ab'), lambda: struct.pack('<z', 1), lambda: struct.pack_into('<I', bytearray(2), 0, 1), lambda: struct.unpack_from('<I', b'abcd', 2)):
    try: print(f())
    except Exception as e: print(type(e).__name__, e)
from array import array
a = array('i', [1, 2, 3]); a.append(4); a.extend([5]); a[0] = -7; print(a, len(a), a[-1], a[1:3], list(a), 3 in a if 0 else '', bytes(array('B', [1, 2])), array('h', (1, 2)) == array('h', [1, 2]))
b = array('B', b'abc'); b[1:2] = array('B', [9, 9]); print(b, array('b', [-1, 127]), array('H', [65535]), array('Q', [2 ** 64 - 1]), array('q', [-2 ** 63]), array('I'), sum(array('i', [1, 2])), max(a), array('i', range(3)), array('f', [1.5])[0], array('d', [0.5]))
for f in (lambda: array('z'), lambda: array('i', ['a']), lambda: a['x'], lambda: a[99], lambda: array('i', 5) if 0 else array(), lambda: a.append('s')):
    try: print(f())
    except Exception as e: print(type(e).__name__, e)
from collections import deque, OrderedDict, namedtuple
d = deque((), 3); d.append(1); d.append(2); d.appendleft(0); d.append(3); print(list(d), len(d), d.popleft(), d.pop(), list(d), bool(d), d[0]); d.extend([7, 8, 9]); print(list(d), d[-1]); d[0] = 'x'; print(list(d))
q = deque([1, 2], 5, 1)
for i in range(3): q.append(i)
try: q.append(9)
except IndexError as e: print(e)
try: deque((), 2).pop()
except IndexError as e: print(e)
o = OrderedDict(); o['z'] = 1; o['a'] = 2; o['m'] = 3; print(o, list(o), o.pop('a'), list(o.items())); o['z'] = 9; o['a'] = 0; print(o, list(o.values()), o == OrderedDict([('z', 9), ('m', 3), ('a', 0)]), o.popitem(), len(o), 'm' in o); del o['z']; print(o)
N = namedtuple('N', 'a b c'); n = N(1, 2, c=3); print(n, n.a, n[2], n[:2], list(n), n == (1, 2, 3), len(n), sorted([N(3, 1, 1), N(1, 2, 2)]), N._fields if hasattr(N, '_fields') else '', isinstance(n, N), {n: 1}[(1, 2, 3)])
class P(namedtuple('Base', 'x y')):
    def dist(self): return self.x * self.x + self.y * self.y
p = P(3, 4); print(p.dist(), p.x, p + (1,), len(p))
import binascii, json, re, heapq
print(binascii.hexlify(b'\x01\xab'), binascii.unhexlify('01ab'), binascii.b2a_base64(b'hello'), binascii.a2b_base64(b'aGVsbG8='), binascii.crc32(b'abc'))
print(json.dumps([1, 'a', None, True, 1.5, {'k': [1]}, ()]), json.loads('{"a": [1, 2.5, "x\\n\\u0041", null, true, false, {}], "b": -5}') == {'a': [1, 2.5, 'x\nA', None, True, False, {}], 'b': -5}, json.loads(' [ ] '), json.dumps('q"\\\n'), json.loads('"\\u00e9"') == '\u00e9')
for s in ('', '{', '[1', 'nul', '{"a"}', '"abc', '1 2'):
    try: print(json.loads(s))
    except Exception as e: print(type(e).__name__)
m = re.match(r'(\w+)=(\d+)', 'key=42 rest'); print(m.group(0), m.group(1), m.group(2), re.match('a', 'b'), re.search(r'\d+', 'ab12c').group(0), re.sub(r'\d', '#', 'a1b2'), re.compile(r'[,;]+').split('a,b;;c'), re.sub(r'(\w)(\w)', r'\2\1', 'abcd'), re.match('(a)|(b)', 'b').group(2), re.compile('^x.*z$').match('xyz') is not None, re.sub('a', lambda m: m.group(0).upper(), 'banana', 2))
h = [5, 3, 8, 1]; heapq.heapify(h); heapq.heappush(h, 0); print([heapq.heappop(h) for _ in range(5)])
