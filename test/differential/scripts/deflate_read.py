# DeflateIO: formats, damage, windows, sources written in Python.
import deflate, io, binascii
def t(f,*a,**k):
    try: print(repr(f(*a,**k)))
    except Exception as e: print(type(e).__name__, e.args)
z=binascii.unhexlify('789ccb48cdc9c95728cf2fca4951c8a81c04210049ce19b2')
z=binascii.unhexlify('789ccb48cdc9c9070006 2c0215'.replace(' ',''))
g=binascii.unhexlify('1f8b08000000000002ffcb48cdc9c9070086a6103605000000')
r=binascii.unhexlify('cb48cdc9c90700')
for d in (z,g,r,b'',b'\x00',b'x',z[:5],z[:-1],z[:-4],r[:3],g[:12],g[:-3],b'\xff'*20,z+b'extra',b'\x78',b'\x78\x9d'+z[2:],b'\x1f\x8b\x07'+g[3:]):
    for fmt in (0,1,2,3):
        t(lambda: deflate.DeflateIO(io.BytesIO(d),fmt).read())
for w in (0,5,8,9,15,16,-1,4): t(lambda: deflate.DeflateIO(io.BytesIO(r),1,w).read())
t(deflate.DeflateIO); t(deflate.DeflateIO,io.BytesIO(z),9); t(deflate.DeflateIO,io.BytesIO(z),'x'); t(deflate.DeflateIO,io.BytesIO(z),-1)
s=deflate.DeflateIO(io.BytesIO(z)); t(s.read,2); t(s.read,0); t(s.read,100); t(s.read); t(s.readline); t(s.close); t(s.read)
s=deflate.DeflateIO(io.BytesIO(z)); b=bytearray(3); t(s.readinto,b); print(b); t(s.readinto,b); print(b); t(s.readinto,b)
src=io.BytesIO(z); s=deflate.DeflateIO(src,0,0,True); s.close(); t(src.read)
src=io.BytesIO(z); s=deflate.DeflateIO(src,0,0,False); s.close(); t(src.tell)
with deflate.DeflateIO(io.BytesIO(z)) as s: t(s.read)
class R(io.IOBase):
    def __init__(s,d): s.d=d; s.p=0; s.sizes=[]
    def readinto(s,b): s.sizes.append(len(b)); n=min(len(b),len(s.d)-s.p); b[:n]=s.d[s.p:s.p+n]; s.p+=n; return n
    def ioctl(s,r,a): print('ioctl',r); return 0
q=R(z); s=deflate.DeflateIO(q,0,0,True); t(s.read); s.close(); print(set(q.sizes))
t(lambda: s.seek); t(lambda: [l for l in deflate.DeflateIO(io.BytesIO(z))])
