for s in ('abc', b'abc', bytearray(b'abc')):
    for a in ('b', b'b', bytearray(b'b'), memoryview(b'b'), 5, '', b'', bytearray(), 'x', b'x'):
        for n in (-1, 0, 1, 5):
            try: r = s.rsplit(a, n)
            except Exception as e: r = (type(e).__name__, e.args)
            print(s, a, n, r)
class BA(bytearray): pass
class BY(bytes): pass
class S(str): pass
for s in ('abc', b'abc', bytearray(b'abc')):
    for a in (BA(b'b'), BY(b'b'), S('b')):
        for m in 'find rsplit split strip replace partition count startswith join'.split():
            try: r = getattr(s, m)(*((a, a) if m == 'replace' else ([a],) if m == 'join' else (a,)))
            except Exception as e: r = (type(e).__name__, e.args)
            print(s, type(a), m, r)
m = memoryview(b'abc')
def st(i, v):
    try: m[i] = v
    except Exception as e: print(i, v, type(e).__name__, e.args)
for i in (0, 5, -9, 'a', None, 1.5): st(i, 1); st(i, 'a')
class SL:
    def __getitem__(self, i): return i
sl = SL()
for i in (sl[:], sl[::2], sl['a':]): st(i, b'abc'); st(i, b'a'); st(i, [1]); st(i, memoryview(b'abc'))
# What is left of a bytearray when nothing is left; separators of digits.
print(bytearray(b'  ').strip(), bytearray(b'ab').lstrip(b'ba'), bytearray().rstrip(), bytearray(b' a').strip())
print(bytearray(b'abc').partition(b'x'), bytearray(b'abc').rpartition(b'x'), bytearray(b'abc').partition(b'abc'))
print(repr(b'abc'.hex('')), repr(bytearray(b'abc').hex('')), repr(memoryview(b'abc').hex('')))
f = frozenset([1, 2])
print(f & {2}, {2} & f, f.intersection([1]), f & f, f - {1}, f | {1}, f ^ {1})
f &= {2}
print(f)
from array import array
print(array(b'b', [1]), array(b'Hx', [2]))
def e(source):
    try: print(eval(source))
    except Exception as x: print(source, type(x).__name__, x.args)
e("array(b'z')"); e("array(b'')"); e("array(5)")
e('[1][2**70::0]'); e("[1]['a'::0]"); 
def store(l, i, v):
    try: l[i] = v
    except Exception as x: print(i, v, type(x).__name__, x.args)
    else: print(l)
for i in (sl[::2], sl['a':], sl[:2**70], sl[0:1], sl[::0]): store([1, 2], i, 'ab'); store([1, 2], i, [8, 9])
