# A file system written in Python: mounted, listed, read, written, imported from.
import os, io, sys
try: import vfs
except ImportError: vfs = os
def t(f,*a,**k):
    try: print(repr(f(*a,**k)))
    except Exception as e: print(type(e).__name__, e.args)
class F(io.IOBase):
    def __init__(s, fs, path, mode):
        s.fs=fs; s.path=path; s.mode=mode; s.p=0
        if 'w' in mode: fs.files[path]=b''
    def readinto(s,b):
        d=s.fs.files[s.path]; n=min(len(b),len(d)-s.p); b[:n]=d[s.p:s.p+n]; s.p+=n; return n
    def write(s,b):
        s.fs.files[s.path]+=bytes(b); return len(b)
    def ioctl(s,r,a):
        print('  ioctl', r, a if r in (4,11) else '?'); return 0
class FS:
    def __init__(s, name): s.n=name; s.files={}; s.cwd='/'
    def log(s,*a): print(' ',s.n,*a)
    def mount(s,ro,mk): s.log('mount',ro,mk)
    def umount(s): s.log('umount')
    def open(s,p,m):
        s.log('open',p,m)
        if 'w' not in m and p not in s.files: raise OSError(2)
        return F(s,p,m)
    def stat(s,p):
        s.log('stat',p)
        if p in ('','/'): return (0x4000,)+(0,)*9
        if p in s.files: return (0x8000,0,0,0,0,0,len(s.files[p]),0,0,0)
        raise OSError(2)
    def ilistdir(s,p): s.log('ilistdir',p); return iter([(k,0x8000,0,len(v)) for k,v in sorted(s.files.items())])
    def mkdir(s,p): s.log('mkdir',p)
    def rmdir(s,p): s.log('rmdir',p)
    def remove(s,p): s.log('remove',p); del s.files[p]
    def rename(s,a,b): s.log('rename',a,b); s.files[b]=s.files.pop(a)
    def statvfs(s,p): s.log('statvfs',p); return (1,2,3)
    def chdir(s,p): s.log('chdir',p); s.cwd=p
    def getcwd(s): s.log('getcwd'); return s.cwd
a=FS('A'); b=FS('B')
t(vfs.mount,a,'/a'); t(vfs.mount,b,'/b',readonly=True); t(vfs.mount,a,'/a'); t(vfs.mount,a,'/a/x'); t(vfs.mount,5,'/z'); t(vfs.mount,a); t(vfs.mount, a, 5); t(vfs.mount,a,'/c',readonly=1,mkfs=True); t(vfs.umount,'/c'); t(vfs.umount,'/nope'); t(vfs.umount,5)

f=open('/a/f.txt','w'); print('hello', file=f); print(1,2,3,file=f); f2=open('/a/f.txt'); print(type(f) is F, a.files)
t(open,'/a/nofile'); t(open,b'/a/f.txt'); t(open,'/a/f.txt','zz'); t(open,'/a/f.txt',encoding='utf-8'); t(open,'/a/f.txt','r',-1); t(open,'/a/f.txt',buffering=0); t(open,'/a/f.txt',foo=1)
t(os.stat,'/a/f.txt'); t(os.stat,'/a'); t(os.stat,'/a/'); t(os.stat,'/b/q'); t(os.stat,'/a/../b'); 
t(os.listdir,'/a'); t(os.listdir,'/b'); t(os.listdir,'/a/'); t(lambda: list(os.ilistdir('/a'))); t(lambda: next(os.ilistdir('/a')))
t(os.mkdir,'/a/d'); t(os.rmdir,'/a/d'); t(os.rename,'/a/f.txt','/a/g.txt'); t(os.rename,'/a/g.txt','/b/g.txt'); t(os.remove,'/a/g.txt'); t(os.unlink,'/a/zz'); t(os.mkdir,'/a'); t(os.mkdir,'/a/'); t(os.statvfs,'/a')
t(os.chdir,'/a'); t(os.getcwd); t(os.listdir); t(os.listdir,'.'); t(os.stat,'x'); t(open,'rel','w'); t(os.listdir,''); t(os.chdir,'sub'); t(os.getcwd); t(os.chdir,'..'); t(os.chdir,'/b'); t(os.getcwd); t(os.chdir,'/'); t(os.getcwd)
t(os.stat,'a/q'); t(os.listdir,'a'); t(os.chdir,'a'); t(os.getcwd); t(os.chdir,'/')
t(os.listdir,5); t(os.stat,None); t(os.stat); t(os.rename,'a')
a.files['/m1.py']=b'print("in m1", __name__, __file__)\nX=5\n'
a.files['/m2.py']=b'import m1\nY=m1.X+1\nraise ValueError("boom")\n'
sys.path.append('/a')
import m1; print(m1.X, m1)
try: import m2
except ValueError as e: sys.print_exception(e)
print('m2' in sys.modules, 'm1' in sys.modules)
t(__import__,'nomod')
import json
open('/a/j.json','w').write(b'[1, {"a": 2}]')
print(json.load(open('/a/j.json')))
json.dump({'z':1}, open('/a/k.json','w')); print(a.files['/k.json'])
t(vfs.umount,'/a'); t(vfs.umount,b); t(vfs.umount,b)
class NoMeth:
    def mount(s,*a): pass
t(vfs.mount,NoMeth(),'/n'); t(os.stat,'/n/x'); t(open,'/n/x'); t(os.listdir,'/n'); t(vfs.umount,'/n')
class Bad:
    def mount(s,*a): pass
    def umount(s): raise ValueError('u')
    def stat(s,p): return 5
    def ilistdir(s,p): return [('a',1,2)]
    def open(s,*a): return 5
    def getcwd(s): return 5
    def chdir(s,p): raise OSError(99)
t(vfs.mount,Bad(),'/bad'); t(os.stat,'/bad/x'); t(os.listdir,'/bad'); t(os.ilistdir,'/bad'); t(open,'/bad/x'); t(os.chdir,'/bad'); t(vfs.umount,'/bad'); 
class Er:
    def mount(s,*a): raise RuntimeError('m')
t(vfs.mount,Er(),'/er')
