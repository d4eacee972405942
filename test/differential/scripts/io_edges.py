# Streams: ends, negative sizes, subclasses, what print takes.
import json, io
def t(f,*a,**k):
    try: print(repr(f(*a,**k)))
    except Exception as e: print(type(e).__name__, e.args)
for s in ('1\x0b','[1\x0b]','[1\x0c]','1\x0c','1\x00','[1]\x00xx','[1\x00]','\x00','"a\x00"','1\x00 x','\x85 1','[1\xa0]', '{"a":\x0b1}', 'tr\x00ue','1\x1c'):
    t(json.loads,s); t(json.load, io.StringIO(s))
for b in ('0123456789',):
    for a in ((3,),(-1,),(0,),(20,),(2,3),(-2,3),(2,-1),(20,1),(2,20),(0,0),(-1,-1),(10,1),(9,1),(9,5)):
        s=io.StringIO(); t(s.write,b,*a); print(s.getvalue())
        x=bytearray(5); s=io.StringIO('abcdefgh'); t(s.readinto,x,a[0]); print(x)
t(lambda: print(1,2,sep=b'-',end=b'|\n')); t(lambda: print(1,2,sep=None,end=None)); t(lambda: print(1,2,sep=5)); t(lambda: print(1,foo=2)); t(lambda: print(1,2,sep=bytearray(b'-')))
class S(io.StringIO): pass
s=S('a\nb'); print(list(s), [x for x in S('c\nd')], next(S('e\nf')) if 1 else 0)
for l in S('x\ny'): print(l)
class B(io.BytesIO):
    def __iter__(s): return iter([1,2])
print(list(B(b'z')))
class S2(io.StringIO):
    def readline(s,*a): return 'RL'
i=iter(S2('a\nb')); print(next(i))
s=io.BytesIO(bytearray(b'abc')); 
s=io.BytesIO(5); t(s.read); t(s.getvalue); t(s.write,b'1234567'); t(s.getvalue)
import array
s=io.BytesIO(array.array('H',[1,2])); t(s.read); s=io.BytesIO(); t(s.write, array.array('I',[1,2])); t(s.getvalue)
x=bytearray(4); s=io.BytesIO(b'abcdef'); t(s.readinto, memoryview(x)[1:3]); print(x)
a=array.array('H',[0,0,0]); t(s.readinto, a); print(a)
t(open); t(open,'x','r','z')
t(io.StringIO('ab').read, 1<<29); t(io.BytesIO(b'ab').read, 1<<29); t(io.BytesIO(b'ab').readline, 1<<29); t(io.BytesIO, 1<<29)
