# select.poll with objects that answer ioctl.
import io, select
def t(f,*a,**k):
    try: print(repr(f(*a,**k)))
    except Exception as e: print(type(e).__name__, e.args)
class P(io.IOBase):
    def __init__(s,n,ev): s.n=n; s.ev=ev; s.c=0
    def ioctl(s,r,a):
        s.c+=1
        if r==3: print('  poll',s.n,a); return s.ev & a if not callable(s.ev) else s.ev(a)
        return -22
    def __repr__(s): return s.n
a=P('a',1); b=P('b',4); c=P('c',0)
p=select.poll()
t(p.register,a); t(p.register,b,select.POLLOUT); t(p.register,c,select.POLLIN)
t(p.poll,0); t(p.poll,1)
t(p.modify,a,select.POLLOUT); t(p.poll,0); t(p.modify,P('z',0),1); t(p.unregister,b); t(p.unregister,b); t(p.poll,0)
t(p.register,a,select.POLLIN); t(p.poll,0)
t(lambda: list(p.ipoll(0))); t(lambda: [x for x in p.ipoll(0,0)])
t(lambda: list(p.ipoll(0,1))); t(p.poll,0)
t(p.register,a,1); t(p.poll,0)
p=select.poll()
d=P('d',lambda m: 1|16); p.register(d); t(p.poll,0); d.ev=lambda m: 8; t(p.poll,0); d.ev=lambda m: 0xff; t(p.poll,0); d.ev=lambda m: -5; t(p.poll,0); d.ev=lambda m: 1/0; t(p.poll,0); d.ev=lambda m:'x'; t(p.poll,0); d.ev=lambda m: None; t(p.poll,0)
t(p.poll,'x'); t(p.poll,0,1,2); t(p.register); t(p.register,d,'x')
t(select.poll,1)
e=P('e',1); p=select.poll(); p.register(e); n=0
for o,ev in p.ipoll(0): print(o,ev)
t(next, p) if hasattr(p,'__next__') else 0
s=P('s',5)
for m in (0,1,2,4,5,8,16,255): q=select.poll(); q.register(s,m); t(q.poll,0)
cnt=P('cnt',lambda m: 1 if cnt.c>3 else 0); q=select.poll(); q.register(cnt,1); t(q.poll,1000)
cnt.c=0; q=select.poll(); q.register(cnt,1); t(q.poll)
cnt.c=0; t(q.poll,-1)
cnt.c=0; t(q.poll,None) 
