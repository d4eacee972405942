# json: what loads takes, what dumps writes, separators, streams.
import json
def t(f,*a,**k):
    try: print(repr(f(*a,**k)))
    except Exception as e: print(type(e).__name__, e.args)
for s in ('', ' ', '1', '-1', '-', '+1', '1.5', '1.', '.5', '1e5', '1e', '1e+2', '1E-2', '01', '-0', '-0.0', '1-2', '1+2', '--1', 'true', 'tru', 'True', 'truex', 'true x', 'null', 'nul', 'false', 'nan', 'NaN', 'Infinity', '[]', '[', ']', '[1', '[1,]', '[,1]', '[1 2]', '[1,,2]', '{}', '{', '}', '{"a"}', '{"a":}', '{"a":1', '{"a":1,}', '{"a" 1}', '{1:2}', '{null:1}', '{true:1, false:2}', '{[]:1}', '{"a":{}}', '{{}:1}', '[1}', '{"a":1]', '"', '"a', '"a"', "'a'", '"\\n"', '"\\u0041"', '"\\u12"', '"\\x41"', '"\\/"', '"\\"', '"\\\\"', '"\\"', '"\x01"', '"\n"', '"\x00"', '[1]x', '[1] [2]', '1 ', ' 1', '\t\n\r 1', '\x0b1', '\x0c1', '\xa01', '[1,\n2]', '{"a":1,"a":2}', '{"a":[{"b":[{}]}]}', '[[[[[[]]]]]]', '123456789012345678901234567890', '1e400', '-1e400', '1e-400', '0x10', '1_000', '1j', '"a" "b"', ':', ',', ',1', ':1', '1,', '1:', '[1:2]', '{,}', '{:}', '[:]', '{"a","b"}', '{"a":1 "b":2}', '{"k":"\\"}'):
    t(json.loads, s)
t(json.loads, b'[1]'); t(json.loads, bytearray(b'[1]')); t(json.loads, memoryview(b'[1]')); t(json.loads, 5); t(json.loads, None); t(json.loads, [1]); t(json.loads); t(json.loads, '1', 2); t(json.loads, b'"\xff"'); 
class A:
    def __repr__(s): return '<A "q">'
class B(dict): pass
class C(list): pass
class D(str): pass
class E(int): pass
class F(float): pass
class G(tuple): pass
import collections
for o in (None, True, False, 1, -1, 1.5, 1e20, float('inf'), float('-inf'), float('nan'), 10**30, '', 'a', 'a"b', 'a\\b', '\n\r\t\x08\x0c\x00\x1f\x7f', b'a', b'a"', bytearray(b'a'), [], [1], [1,'a',None], (), (1,), {}, {'a':1}, {1:2}, {None:1}, {True:1}, {1.5:1}, {(1,2):3}, {'a':{'b':[1,(2,)]}}, {b'k':1}, {'a"':1}, set(), {1}, frozenset((1,)), range(3), A(), [A()], {A():1}, int, len, B(a=1), C([1]), D('x'), E(5), F(1.5), G((1,)), collections.OrderedDict([('z',1),('a',2)]), collections.namedtuple('P','x y')(1,'a'), Ellipsis, 1j, memoryview(b'ab'), [B(a=1),C(),D('d'),E(1)], {D('k'):1}, {E(1):2}):
    t(json.dumps, o)
for sep in ((',',':'), (', ',': '), ['a','b'], (',',), (1,2), 'ab', None, (',',':','x'), ('',''), (b',',b':'), 5):
    t(json.dumps, {'a':[1,2],'b':(3,)}, separators=sep)
t(json.dumps); t(json.dumps, 1, 2); t(json.dumps, 1, foo=1); t(json.dumps, obj=1); t(json.dumps, 1, separators=(',',':'))
import io
t(json.dump, 1); t(json.dump, 1, 2); s=io.StringIO(); t(json.dump, {'a':1}, s); t(json.dump, [1,2], s, separators=(';','=')); t(s.getvalue); s=io.BytesIO(); t(json.dump, 'é', s); t(s.getvalue); t(json.load, io.StringIO('1 2')); t(json.load, io.StringIO('[1,2] \n')); s=io.StringIO('{"a":1}{"b":2}'); t(json.load, s); t(s.tell);  t(json.load, 'str'); t(json.load)
d={'a':[1,2.5,None,True,'x"y',{'n':[]}], 'b':'é\n'}
print(json.loads(json.dumps(d)) == d)
l=[]; 
for i in range(50): l=[l]
print(json.loads(json.dumps(l)) == l)
