# The writes that a stream written in Python sees, for every kind of object.
import io
class S(io.IOBase):
    def write(s,b): out.append(bytes(b)); return len(b)
class A: pass
class B:
    def __repr__(s): return 'B-repr'
def f(): pass
def g(): yield
from collections import namedtuple, OrderedDict, deque
P=namedtuple('P','x y')
import array, json
s=S()
vals=['a','a\nb','q\'s','q"\'','\x01\x7f','\\', b'ab\x00\n\'', [1,[2,'x']], (1,), (), (1,2), {1:2,'a':(3,)}, {1}, set(), frozenset((1,)), 1.5, -2e30, 10**20, -5, True, None, Ellipsis, NotImplemented, 3j, 1+2j, range(3), range(1,9,2), P(1,'z'), OrderedDict({'a':1}), deque((1,),3), array.array('h',[1,2]), bytearray(b'xy'), ValueError('x'), ValueError(), ValueError(1,2), OSError(2), OSError(2,'m'), KeyError('k'), int, A, StopIteration, B(), {}.keys(), {'q':1}.items(), {'q':1}.values(), '\ud800', [True,None,1.5], {'a':{'b':[]}}, [], {} ]
for v in vals:
    out=[]; print(v,file=s,end=''); o1=out
    out=[]; print([v],file=s,end=''); o2=out
    print(repr(v),o1)
    print(o2)
    try:
        out=[]; json.dump(v,s); print('J',out)
    except Exception as e: print('JE', repr(e))
    try:
        out=[]; json.dump([v,{v:v}],s,separators=(',',':')); print('K',out)
    except Exception as e: print('JE', repr(e))
import sys
def t(n):
    if n: t(n-1)
    raise ValueError('msg')
try: t(2)
except Exception as e:
    out=[]; sys.print_exception(e,s); print(out)
for fmt in ('%5d|%-5s|%05.1f','%r %c','{:>10}|{!r}'):
    pass
out=[]; print('%5d|%-5s|%05.1f' % (1,'a',2.5), file=s); print(out)
out=[]; print('x', 'y', sep='', end='', file=s); print(out)
out=[]; print(file=s); print(out)
out=[]; print('', file=s); print(out)
out=[]; print('', '', sep='', end='', file=s); print(out)
