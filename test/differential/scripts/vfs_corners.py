# File systems written in Python: each function against each form of path, what methods raise and odd results of them.
import os, sys, io
try: import vfs
except ImportError: vfs=os
def t(s):
    try: print(s,'->',repr(eval(s)))
    except BaseException as e: print(s,'!',type(e).__name__, () if type(e) is OSError else e.args)
class F(io.IOBase):
    def __repr__(s): return '<F>'
    def __init__(s,d): s.d=d;s.p=0
    def ioctl(s,r,a): return 0
    def readinto(s,b):
        n=min(len(b),len(s.d)-s.p); b[:n]=s.d[s.p:s.p+n]; s.p+=n; return n
class E(io.IOBase):
    def readinto(s,b): return 0
class FS:
    def __init__(s,n): s.n=n; s.c='/'; s.err={}
    def __repr__(s): return '<'+s.n+'>'
    def _l(s,*a):
        print('  ',s.n,*a)
        if a[0] in s.err: raise s.err[a[0]]
    def mount(s,ro,mk): s._l('mount',ro,mk)
    def umount(s): s._l('umount')
    def stat(s,p): s._l('stat',p); return s.st
    def ilistdir(s,p): s._l('ilistdir',p); return s.il
    def chdir(s,p): s._l('chdir',p); s.c=p
    def getcwd(s): s._l('getcwd'); return s.c
    def mkdir(s,p): s._l('mkdir',p); return 5
    def rmdir(s,p): s._l('rmdir',p)
    def remove(s,p): s._l('remove',p)
    def rename(s,a,b): s._l('rename',a,b)
    def statvfs(s,p): s._l('statvfs',p); return 'sv'
    def open(s,p,m): s._l('open',p,m); return s.op
A=FS('A');B=FS('B');C=FS('C')
for f in A,B,C: f.st=(0,)*10; f.il=iter([]); f.op=F(b'X=1\n')
try:
    while 1: vfs.umount('/')
except OSError: pass
t("os.getcwd()");t("os.listdir()")
t("vfs.mount(A,'/a')"); t("vfs.mount(B,'/a/b')"); t("vfs.mount(B,'/a')"); t("vfs.mount(B,'b')"); t("vfs.mount(B,'/b/c')"); t("vfs.mount()"); t("os.listdir('/')"); t("list(os.ilistdir('/'))"); t("list(os.ilistdir(b'/'))"); t("os.ilistdir('/')")
for p in ('/a','/a/','/a/x','/ab','a','a/x','/b','/b/c','/b/c/d','/b/x','/b/','b','','.','..','/.','//a','/a//x','//','/a/../b/c'):
    t("os.stat(%r)"%p); t("os.listdir(%r)"%p)
    t("os.mkdir(%r)"%p)
for p in ('/a','/','a/x','/b/c/'):
    t("os.rmdir(%r)"%p);t("os.remove(%r)"%p);t("os.unlink(%r)"%p);t("os.statvfs(%r)"%p);t("os.rename(%r,'/a/q')"%p);t("os.rename('/a/q',%r)"%p);t("open(%r,'zz')"%p);t("open(%r,mode=5)"%p)
    t("os.chdir(%r)"%p); t("os.getcwd()"); t("os.stat('rel')"); t("os.listdir()"); t("os.listdir('/')"); t("open('r')"); t("os.chdir('..')"); t("os.getcwd()"); t("os.chdir('/')")
A.il=[('x',0x4000,0,5)]; t("os.listdir('/a')"); t("list(os.ilistdir('/a'))")
A.il=iter([('x',0x4000,0,5),('y',1),['z'],(),'s']); t("os.listdir('/a')")
A.il=iter([('x',)]); t("os.listdir('/a')"); A.il=iter([5]); t("os.listdir('/a')"); A.il=None; t("os.listdir('/a')"); t("os.ilistdir('/a')"); A.il=(x for x in [('g',)]); t("os.listdir('/a')")
A.st=None; t("os.stat('/a/x')"); sys.path[:]=['/a']
def imp(n):
    try: m=__import__(n); print(m, m.__dict__)
    except BaseException as e: print(n,'!',type(e).__name__,() if type(e) is OSError else e.args)
    sys.modules.pop(n,None)
imp('q1')
for st in ((0,)*9,(0,)*10,[0]*10,(0x4000,)+(0,)*9,('x',)+(0,)*9,(1.5,)+(0,)*9,(1<<80,)+(0,)*9,(0x8000,)+(None,)*9,'0123456789'):
    A.st=st; A.op=F(b'X=1\n'); imp('q2')
A.st=(0x8000,)+(0,)*9
for e in (OSError(2),ValueError(1),KeyboardInterrupt(),SystemExit(3),StopIteration()):
    A.err={'stat':e}; imp('q3')
    A.err={'open':e}; imp('q4')
A.err={}
for o in (None,5,'abc',io.BytesIO(b'X=2\n'),io.StringIO('X=3\n'),io.IOBase(),object(),E()):
    A.op=o; imp('q5')
class G(F):
    def readinto(s,b): return s.r
for r in (None,-5,'x',0,5.5,True):
    A.op=G(b''); A.op.r=r; imp('q6')
class H(F):
    def readinto(s,b): raise s.r
for r in (OSError(5),ValueError('a'),KeyboardInterrupt()):
    A.op=H(b''); A.op.r=r; imp('q7')
for n in ('mount','umount','stat','ilistdir','chdir','getcwd','mkdir','statvfs'):
    A.err={n:ValueError(n)}
    t("vfs.umount(A)"); t("vfs.mount(A,'/a')"); t("os.stat('/a/x')"); t("os.listdir('/a')"); t("os.chdir('/a')"); t("os.getcwd()"); t("os.mkdir('/a/q')"); t("os.statvfs('/a')"); t("os.chdir('/')"); t("vfs.mount()")
A.err={}
t("vfs.umount('/zz')"); t("vfs.umount(5)"); t("vfs.umount(b'/b/c')"); t("vfs.umount('/a/')"); t("vfs.mount(A,'/a',True)"); t("vfs.mount(A,'/u',readonly=True)"); t("vfs.mount(A,'/v',readonly=5,mkfs='x')"); t("vfs.mount(A,5)"); t("vfs.mount(A,b'/w')"); t("vfs.mount(A,path='/w')"); t("vfs.mount(fs=A,path='/w')"); t("vfs.mount(A,'/u2',foo=1)"); t("vfs.mount()")
t("os.chdir('/u')"); t("vfs.umount('/u')"); t("os.getcwd()"); t("os.listdir()")
t("vfs.mount(C,'/')"); t("os.listdir('/')"); C.il=iter([('m',1,2)]); t("os.listdir('/')"); C.il=iter([('m',1,2)]); t("list(os.ilistdir())"); t("os.stat('/x')"); t("os.stat('x')"); t("os.stat('/')"); t("os.stat('')"); t("os.chdir('/')"); t("os.chdir('x')"); t("os.getcwd()"); t("os.chdir('/v')"); t("os.getcwd()"); t("os.stat('..')"); t("os.chdir('..')"); t("os.getcwd()"); t("vfs.mount(B,'/')"); t("vfs.mount(B,'/n')"); t("vfs.mount()"); t("os.statvfs('/')"); t("os.mkdir('/')"); t("os.mkdir('/v')"); t("os.mkdir('/n/')"); t("os.rmdir('/')"); t("os.rename('/a','/n')"); t("os.rename('/x','/y')"); t("open('x')"); t("open('/')"); t("open('')"); t("open('/n')"); t("vfs.umount('/')"); t("os.getcwd()"); t("vfs.mount()")
