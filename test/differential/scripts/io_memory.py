# StringIO and BytesIO: every method, on odd sizes, places and arguments.
import io
def t(f,*a):
    try: print(repr(f(*a)))
    except Exception as e: print(type(e).__name__, e.args)
for cls, d in ((io.StringIO, 'hello\nworld\n\nend'), (io.BytesIO, b'hello\nworld\n\nend\xff')):
    print(cls)
    s=cls(d)
    t(s.read,0); t(s.read,2); t(s.tell); t(s.readline); t(s.readline,3); t(s.readline,0); t(s.read); t(s.read); t(s.read,5); t(s.readline)
    t(s.seek,0); t(s.seek,3); t(s.read,1); t(s.seek,-1,1); t(s.seek,-2,2); t(s.read,-1); t(s.seek,-100,1); t(s.seek,-1); t(s.seek,0,2); t(s.tell); t(s.seek,100); t(s.read,1); t(s.tell)
    t(s.seek,1,3); t(s.seek, 'a'); t(s.seek)
    s=cls(d); t(list,s)
    s=cls(d); b=bytearray(4); t(s.readinto,b); print(b); t(s.readinto,b,2); print(b); t(s.readinto,b,100); print(b); t(s.readinto,b,-1)
    t(s.readinto, 5); t(s.readinto, b'abc')
    s=cls()
    for x in ('abc', b'def', bytearray(b'ghi'), memoryview(b'jkl')): t(s.write, x)
    t(s.write, 5); t(s.write); t(s.write, None); t(s.write, '')
    t(s.write,'0123456789',3); t(s.write,'0123456789',2,3); t(s.write,'0123456789',20); t(s.write,'0123',-1); t(s.write,'0123456789',8,9); t(s.write,'01',5,1)
    t(s.getvalue)
    t(s.seek,2); t(s.write,'XY'); t(s.getvalue); t(s.seek,40); t(s.write,'Z'); t(s.getvalue); t(s.tell)
    t(s.flush); t(s.close); t(s.close); t(s.flush); t(s.tell); t(s.seek,0); t(s.read); t(s.write,'a'); t(s.getvalue); t(s.readline); t(list, s)
    with cls(d) as f: t(f.read,3)
    t(f.read)
    t(cls,1,2,3); t(cls, None); t(cls, 'a'); t(cls, b'a'); t(cls, 4); t(cls, 1.5); t(cls, []); t(lambda: cls(initial_value='a')); t(cls, bytearray(b'x')); t(cls, memoryview(b'abc'))
    s=cls(4); t(s.getvalue); t(s.write,'abcdefgh'); t(s.getvalue)
    src=bytearray(b'abc'); s=cls(src); src[0]=120; t(s.getvalue); s.write('q'); t(s.getvalue); print(src)
    t(lambda: s.nothing); t(lambda: s.writelines); t(lambda: s.truncate); t(lambda: s.readlines)
    print(file=s); print('more', 1, [2], file=s); t(s.getvalue)
    for n in (1,2,3): t(lambda: next(iter(cls(d))))
    s=cls(d); print([x for x in s], s.tell(), next(s, 'dflt') if hasattr(s,'__next__') else 'nonext')
    s=cls('a\r\nb\rc'); print(list(s))
    t(s.read, 'x'); t(s.read, None); t(s.readline, None); t(s.read, 1.5); t(s.read, True)
    t(hash, s) if 0 else None
    print(s == s, s == cls(), bool(s), isinstance(s, io.IOBase), isinstance(s, cls))
    t(len, s); t(lambda: s[0]); t(lambda: s+1); t(iter, 5)
class SB(io.BytesIO): pass
s=SB(b'xyz\n12'); t(list,s); t(s.getvalue); print(isinstance(s, io.BytesIO))
s=io.StringIO('\u20ac\U0001F600x'); t(lambda: ord(s.read(1))); t(s.tell); t(lambda: ord(s.read(1))); t(s.tell); t(s.read,1); s.seek(1); t(s.read,1)
s=io.BytesIO(b'a'*1000); t(lambda: len(s.read(300))); t(lambda: len(s.read())); 
s=io.StringIO(); 
for i in range(300): s.write('line %d\n' % i)
s.seek(0); t(lambda: sum(len(l) for l in s)); t(s.tell)
