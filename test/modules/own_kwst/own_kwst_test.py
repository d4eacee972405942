import sys, io, json, micropython, select
from own_kwst import *
bad = 0
def eq(got, want, what=''):
    global bad
    if repr(got) != repr(want):
        bad += 1
        print('BAD', what, got, want)
def why(f, *a, **k):
    try: return f(*a, **k)
    except BaseException as e: return repr(e)
eq(take(1, n=2), (1, 7, False, None, 2)); eq(take(1, 3, n=-5, flag=1, name='x'), (1, 3, True, 'x', -5)); eq(take(a=[], n=0, b=9), ([], 9, False, None, 0))
eq(take(**{'a': 1, 'n': 2, 'name': take}), (1, 7, False, take, 2)); eq(take(*(4, 5), **dict(n=6)), (4, 5, False, None, 6))
eq(why(take), 'TypeError("\'a\' argument required",)'); eq(why(take, 1), 'TypeError("\'n\' argument required",)'); eq(why(take, 1, 2, 3, n=1), "TypeError('extra positional arguments given',)"); eq(why(take, 1, n=1, zz=2), "TypeError('extra keyword arguments given',)")
eq(why(take, 1, n='q'), 'TypeError("can\'t convert str to int",)'); eq(why(take, 1, 2, b=3, n=1), "TypeError('extra keyword arguments given',)") 
def f(*a, **k): return a, sorted(k.items())
eq(give(f), ((), [('x', 1)])); eq(give(f, 1, 2, y=3, z=4), ((1, 2), [('x', 1), ('y', 3), ('z', 4)]))
def h(a, b=5, *c, d, x, **e): return a, b, c, d, x, e
eq(give(h, 1, d=2), (1, 5, (), 2, 1, {})); eq(give(h, d=2, a=7, q=8), (7, 5, (), 2, 1, {'q': 8}))
eq(why(give, h, 1), "TypeError('function missing required keyword argument \\'d\\'',)".replace("'function missing required keyword argument \\'d\\''", '"function missing required keyword argument \'d\'"'))
eq(why(give, h, 1, a=2, d=3), 'TypeError("function got multiple values for argument \'a\'",)')
eq(give(dict, a=2), {'a': 2, 'x': 1} if list({'a': 2, 'x': 1}) == list(give(dict, a=2)) else {'x': 1, 'a': 2}); eq(why(give, len, [1]), 'TypeError("function doesn\'t take keyword arguments",)')
class C:
    def __init__(self, *a, **k): self.v = (a, sorted(k))
    def __call__(self, *a, **k): return 'call', a, sorted(k)
    def meth(self, a, b, *, key, x): return a, b, key, x is self
    @classmethod
    def cm(cls, **k): return cls.__name__, sorted(k)
    @staticmethod
    def sm(**k): return sorted(k)
eq(give(C, 1, q=2).v, ((1,), ['q', 'x'])); eq(give(C(), 3), ('call', (3,), ['x'])); eq(give(C.cm, z=1), ('C', ['x', 'z'])); eq(give(C().sm), ['x']); eq(method(C()), (1, 2, 3, True))
class M: pass
m = M(); m.meth = f; eq(method(m), ((1, 2), [('key', 3), ('x', m)]))
def cl(v):
    def inner(p, *, x, o=None): return p, x, o, v
    return inner
eq(give(cl(4), 5, o=6), (5, 1, 6, 4))
def gn(*, x): yield x
eq(list(give(gn)), [1])
# streams: ours used by Python
t = Tape(text='ab\ncd\ne', step=2)
eq(t.read(3), b'ab\n'); eq(t.readline(), b'cd\n'); eq(t.read(), b'e'); eq(t.read(), b''); eq(t.readline(), b'')
eq(list(Tape('a\nbb\n\nc')), [b'a\n', b'bb\n', b'\n', b'c'])
b = bytearray(5); t = Tape(b'123456789', 4); eq(t.readinto(b), 5); eq(b, bytearray(b'12345')); eq(t.readinto(b, 2), 2); eq(b, bytearray(b'67345')); eq(t.readinto(b), 2)
t = Tape('', step=3); eq(t.write('abcdefgh'), 8); eq(t.log(), [b'abc', b'def', b'gh'])
t = Tape(''); print(1, 'x', sep='-', end='.', file=t); eq(t.log(), [b'1', b'-', b'x', b'.'])
eq(json.load(Tape('{"a": [1, 2.5, null]}', 1)), {'a': [1, 2.5, None]})
t = Tape(''); json.dump([1, {'a': None}], t); eq(b''.join(t.log()), b'[1, {"a": null}]')
t = Tape(''); sys.print_exception(ValueError('v'), t); eq(b''.join(t.log()), b'ValueError: v\n')
eq(why(Tape('!a').read), 'OSError(5,)'); eq(why(Tape('?a').read, 1), "ValueError('question',)")
eq(why(Tape), 'TypeError("\'text\' argument required",)'); eq(why(Tape(5).read), "TypeError('object with buffer protocol required',)")
p = select.poll(); t = Tape(''); p.register(t, select.POLLIN); eq(p.poll(0), [(t, 1)]); eq(t.log()[0], (3, 1))
# C as client
eq(pump(io.BytesIO(b'hello world'), io.StringIO(), 4), (11, None)); s = io.StringIO(); eq(pump(Tape('some text', 4), s, 100), (9, None)); eq(s.getvalue(), 'some text')
class S(io.IOBase):
    def __init__(self, src=(), take=99): self.src = list(src); self.got = []; self.take = take; self.ctl = []
    def readinto(self, buf):
        if not self.src: return 0
        x = self.src.pop(0)
        if isinstance(x, bytes): buf[:len(x)] = x; return len(x)
        if isinstance(x, BaseException): raise x
        return x
    def write(self, buf):
        if isinstance(self.take, BaseException): raise self.take
        if self.take is None or self.take < 0: return self.take
        self.got.append(bytes(buf[:self.take])); return min(self.take, len(buf))
    def ioctl(self, r, a): self.ctl.append((r, a)); return -22 if r == 99 else r * 2 + a
s = S([b'abc', b'defg', b'']); d = S(take=2); eq(pump(s, d, 8), (7, None)); eq(d.got, [b'ab', b'c', b'de', b'fg'])
k = KeyError('inside'); s = S([b'ab', k]); r = pump(s, S(), 5); eq(r[0], 2); eq(r[1] is k, True)
d = S(take=ZeroDivisionError()); r = pump(S([b'x']), d, 3); eq((r[0], r[1] is d.take), (0, True))
eq(pump(S([-7]), S(), 3)[1].args, (7,)); eq(pump(S([None]), S(), 3)[1].args, (11,)); eq(repr(pump(S(['q']), S(), 3)[1]), 'TypeError("can\'t convert str to int",)'); eq(pump(S([4]), S(), 3)[1].args, (5,))
eq(pump(S([b'abc']), S(take=0), 3), (0, None)); eq(pump(S([b'abc']), S(take=None), 3)[0], 0); eq(pump(S([b'abc']), S(take=-9), 3)[1].args, (9,))
eq(repr(pump(5, S(), 1)), "(0, OSError('stream operation not supported',))"); eq(repr(pump(S(), 'x', 1)[1]), "OSError('stream operation not supported',)")
eq(control(S(), 5, 6), 16); eq(why(control, S(), 99, 0), 'OSError(22,)'); s = S(); eq(control(s, 3, 1), 7); eq(s.ctl, [(3, 1)])
eq(control(Tape(''), 1, 0), 0); eq(why(control, Tape(''), 2, 0), 'OSError(22,)'); eq(why(control, [], 1, 0), "OSError('stream operation not supported',)")
r = micropython.RingIO(16); eq(pump(Tape('0123456789'), r, 3), (10, None)); eq(r.read(), b'0123456789') 
# a Python stream that is written to by C from print from C...: nested
class Echo(S):
    def write(self, buf): return pump(Tape(bytes(buf), 1), sink, 2)[0]
sink = S(); print('nest', file=Echo()); eq(b''.join(sink.got), b'nest\n')
class T2(Tape): pass
eq(T2('abc').read(2), b'ab')
eq(pump(Tape('?'), S(), 1)[1].args, ('question',)); eq(pump(Tape('!'), S(), 1)[1].args, (5,))
print('failed:', bad)
