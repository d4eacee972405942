# When a package gets the attribute for a submodule, and what failing and odd names do.
import sys, vfs, io
class File(io.IOBase):
    def __init__(self, d): self.d = d; self.p = 0
    def readinto(self, b):
        n = min(len(b), len(self.d) - self.p); b[:n] = self.d[self.p:self.p + n]; self.p += n; return n
    def ioctl(self, r, a): return 0
class FS:
    def __init__(self, files): self.files = files
    def mount(self, ro, mk): pass
    def umount(self): pass
    def stat(self, p):
        if p in self.files: return (0x8000,) + (0,) * 9
        if any(k.startswith(p + '/') for k in self.files): return (0x4000,) + (0,) * 9
        raise OSError(2)
    def open(self, p, m): return File(self.files[p].encode())
vfs.mount(FS({
 '/pq/__init__.py': '',
 '/pq/sub.py': 'import pq\nprint("during", hasattr(pq, "sub"))\n',
 '/pq/me.py': 'import pq.me\nprint("me", hasattr(pq, "me"))\n',
 '/pq/me3.py': 'from . import me3\nprint("me3", me3)\n',
 '/pq/bad.py': 'import pq.bad\n1/0\n',
 '/pq/bad2.py': 'import pq\npq.bad2 = "set by hand"\n1/0\n',
 '/pq/set.py': 'import pq\npq.set = "set by hand"\n',
 '/pq/good.py': '',
 '/pq/sp/__init__.py': 'from . import inner\nimport pq\nprint("sp", hasattr(pq, "sp"))\n',
 '/pq/sp/inner.py': 'from .. import good\nimport pq\nprint("inner", hasattr(pq, "sp"))\n',
}), '/r')
sys.path.append('/r')
import pq
def t(s):
    try: exec(s, globals()); print(s, 'ok')
    except BaseException as e: print(s, repr(e))
for n in ('sub', 'me', 'me3', 'bad', 'bad2', 'set', 'sp', 'nope'): t('import pq.' + n); t('print(pq.%s)' % n)
t('from pq import set; print(set)')
t('import pq.good'); t('del pq.good'); t('import pq.good'); t('print(pq.good)'); t('from pq import good; print(good)')
t('pq.good = 5; import pq.good; print(pq.good)')
t('del pq.nope'); t('del pq.good'); t('del pq.good')
t('sys.modules["pq.fake"] = 7; import pq.fake'); t('print(pq.fake)'); t('from pq import fake; print(fake)')
t('sys.modules["fk"] = FS; import fk.x'); t('sys.modules["fk.y"] = 8; import fk.y; print(fk)'); t('print(FS.y)')
for n in ('.a', '.pq', '.pq.sub', 'pq.', 'pq..sub', 'pq.sub.', 'sys.', 'sys..x'): t('__import__(%r)' % n)
