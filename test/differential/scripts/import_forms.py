# Forms of import against a file system written in Python: stars, relative imports, __import__, modules that fail.
import io, os, sys
try: import vfs
except ImportError: vfs = os
src = {
 'pk/__init__': 'print("init", __name__)\n',
 'pk/a': 'X = 1\n',
 'pk/sub/c': 'from ..a import X\nfrom .. import a as q\nfrom ... import z\n',
 'bad': 'import sys\nprint("bad" in sys.modules)\n1//0\n',
 'badpk/__init__': 'from . import m\nprint(m.Z)\nraise KeyError(1)\n',
 'badpk/m': 'Z = 5\n',
 'c1': 'import c2\nv = 1\n',
 'c2': 'import c1\nprint(hasattr(c1, "v"))\n',
 'c3': 'from c4 import v\nw = 1\n',
 'c4': 'v = 1\nfrom c3 import w\n',
 'all1': '__all__ = ["_a", "b"]\n_a = 1; b = 2; c = 3\n',
 'all2': '__all__ = ("b", "n")\nb = 2\ndef __getattr__(n): print("ask", n); return n\n',
 'all3': 'b = 2; _c = 3\ndef __getattr__(n): print("ask", n); return n\n',
 'all4': '__all__ = 5\n',
 'all5': '__all__ = {"b"}\nb = 1\n',
 'all6': '__all__ = [5]\n',
 'all7': '__all__ = []\nb = 1\n',
}
class F(io.IOBase):
    def __init__(s, d): s.d = d.encode(); s.p = 0
    def ioctl(s, r, a): return 0
    def readinto(s, b):
        n = min(len(b), len(s.d) - s.p); b[:n] = s.d[s.p:s.p + n]; s.p += n; return n
class FS:
    def mount(s, ro, mk): pass
    def stat(s, p):
        p = p[1:]
        if p[-3:] == '.py' and p[:-3] in src: return (0x8000,) + (0,) * 9
        if any(k.startswith(p + '/') for k in src): return (0x4000,) + (0,) * 9
        raise OSError(2)
    def open(s, p, m): return F(src[p[1:-3]])
vfs.mount(FS(), '/r')
sys.path.insert(0, '/r')
def t(s, show=True):
    g = {'__name__': 'here'}
    try:
        exec(s, g)
        del g['__name__']
        print(s, '->', sorted((k, repr(v)) for k, v in g.items()))
    except Exception as e: print(s, '!', type(e).__name__, e)
for s in ('import pk.a', 'import pk.a as d', 'from pk import a', 'from pk import *', 'import pk.sub.c', 'import pk.sub as s',
          'import bad', 'import badpk', 'import badpk.m as q', 'import c1', 'import c3', 'import c4', 'from pk import b',
          'from all1 import *', 'from all2 import *', 'from all3 import *', 'from all3 import zz', 'from all4 import *',
          'from all5 import *', 'from all6 import *', 'from all7 import *', 'from . import x', 'from .x import y', 'import pk.a.b'):
    t(s)
print([m in sys.modules for m in ('bad', 'badpk', 'badpk.m', 'c3', 'c4', 'pk.sub.c')])
def i(*a):
    try: print(__import__(*a))
    except Exception as e: print(a, type(e).__name__, '' if type(e) is TypeError else e)
i('pk.a'); i('pk.a', None, None, None); i('pk.a', None, None, ()); i('pk.a', {}, {}, ('X',), 0); i(b'pk.a', None, None, 1)
i('pk.a', 5, 5, (), 0)
# Where a relative import starts is what the globals say that are handed over.
i('a', {'__name__': 'pk.q'}, {}, ('X',), 1); i('a', {'__name__': 'pk.q'}, {}, None, 1)
i('a', {'__name__': 'pk', '__path__': 1}, {}, (), 1); i('a', {'__name__': 'pk'}, {}, (), 1)
i('', {'__name__': 'pk.q'}, {}, (), 1); i('a', {'__name__': 'pk.q.r'}, {}, (), 2); i('a', {'__name__': 'pk.q'}, {}, (), 2)
i('a', {'__name__': 5}, {}, (), 1); i('a', {}, {}, (), 1); i('a', None, {}, (), 1); i('a', 5, {}, (), 1)
i(''); i('', None, None, (), 1); i('pk', None, None, (), -1); i(bytearray(b'pk')); i(5)
# What stands in sys.path counts only until the module is found; its entries may be bytes.
def p(*entries):
    sys.path[:] = entries
    sys.modules.pop('c1', None)
    sys.modules.pop('c2', None)
    try: print(__import__('c1'))
    except Exception as e: print(entries, type(e).__name__, e)
p('/r'); p(b'/r'); p('/r', 5); p('/none', '/r', None); p(5, '/r'); p('/none', 5); p('/r/'); p('/none'); p()
