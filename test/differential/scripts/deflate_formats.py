# Streams of each format, whole, cut and damaged.
from tries import *
import deflate, io
xs('''
deflate.DeflateIO()
deflate.DeflateIO(5)
deflate.DeflateIO(5).read()
deflate.DeflateIO(io.BytesIO(b''), 9)
deflate.DeflateIO(io.BytesIO(b''), -1)
deflate.DeflateIO(io.BytesIO(b''), deflate.RAW, 4)
deflate.DeflateIO(io.BytesIO(b''), deflate.RAW, 16)
deflate.DeflateIO(io.BytesIO(b''), deflate.RAW, 5).read()
deflate.DeflateIO(io.BytesIO(b''), deflate.RAW, 0, 1, 1)
deflate.DeflateIO(io.BytesIO(b'\\x01\\x05\\x00\\xfa\\xffhello'), deflate.RAW).read()
deflate.DeflateIO(io.BytesIO(b'\\x01\\x05\\x00\\xfa\\xffhello'), deflate.RAW).read(3)
deflate.DeflateIO(io.BytesIO(b'\\x01\\x05\\x00\\xfa\\xffhel'), deflate.RAW).read()
deflate.DeflateIO(io.BytesIO(b'\\x01\\x05\\x00\\xfa\\xfehello'), deflate.RAW).read()
deflate.DeflateIO(io.BytesIO(b'\\x06'), deflate.RAW).read()
deflate.DeflateIO(io.BytesIO(b'\\x07'), deflate.RAW).read()
deflate.DeflateIO(io.BytesIO(b'\\xcbH\\xcd\\xc9\\xc9W\\xc8@\\x90\\x00'), deflate.RAW).read()
deflate.DeflateIO(io.BytesIO(b'x\\x9c\\xcbH\\xcd\\xc9\\xc9\\x07\\x00\\x06,\\x02\\x15')).read()
deflate.DeflateIO(io.BytesIO(b'x\\x9c\\xcbH\\xcd\\xc9\\xc9\\x07\\x00\\x06,\\x02\\x15'), deflate.ZLIB).read()
deflate.DeflateIO(io.BytesIO(b'x\\x9c\\xcbH\\xcd\\xc9\\xc9\\x07\\x00\\x06,\\x02\\x16'), deflate.ZLIB).read()
deflate.DeflateIO(io.BytesIO(b'x\\x9d\\xcbH\\xcd\\xc9\\xc9\\x07\\x00\\x06,\\x02\\x15'), deflate.ZLIB).read()
deflate.DeflateIO(io.BytesIO(b'x\\x9c\\xcbH\\xcd\\xc9\\xc9\\x07\\x00\\x06,\\x02'), deflate.ZLIB).read()
deflate.DeflateIO(io.BytesIO(b'\\x1f\\x8b\\x08\\x00\\x00\\x00\\x00\\x00\\x02\\xff\\xcbH\\xcd\\xc9\\xc9\\x07\\x00\\x86\\xa6\\x106\\x05\\x00\\x00\\x00')).read()
deflate.DeflateIO(io.BytesIO(b'\\x1f\\x8b\\x08\\x08\\x00\\x00\\x00\\x00\\x02\\xffname\\x00\\xcbH\\xcd\\xc9\\xc9\\x07\\x00\\x86\\xa6\\x106\\x05\\x00\\x00\\x00'), deflate.GZIP).read()
deflate.DeflateIO(io.BytesIO(b'\\x1f\\x8b\\x08\\x00\\x00\\x00\\x00\\x00\\x02\\xff\\xcbH\\xcd\\xc9\\xc9\\x07\\x00\\x86\\xa6\\x107\\x05\\x00\\x00\\x00'), deflate.GZIP).read()
deflate.DeflateIO(io.BytesIO(b'\\x1f\\x8b'), deflate.GZIP).read()
deflate.DeflateIO(io.BytesIO(b'zz'), deflate.GZIP).read()
deflate.DeflateIO(io.BytesIO(b'')).read()
deflate.DeflateIO(io.BytesIO(b'hello world')).read()
deflate.DeflateIO(io.BytesIO(b'x\\x9c\\xcbH\\xcd\\xc9\\xc9\\x07\\x00\\x06,\\x02\\x15')).readline()
deflate.DeflateIO(io.BytesIO(b'x\\x9c\\xcbH\\xcd\\xc9\\xc9\\x07\\x00\\x06,\\x02\\x15')).foo
deflate.DeflateIO(io.StringIO('x')).read()
deflate.DeflateIO(io.BytesIO(b'x\\x9c'), 0, 0, True).close()
''')
src = io.BytesIO(b'x\x9c\xcbH\xcd\xc9\xc9\x07\x00\x06,\x02\x15tail')
d = deflate.DeflateIO(src, deflate.ZLIB)
print(d.read(2), d.read(1), d.read(), d.read(), src.read())
src = io.BytesIO(b'x\x9c\xcbH\xcd\xc9\xc9\x07\x00\x06,\x02\x15')
with deflate.DeflateIO(src, deflate.AUTO, 15, True) as d:
    b = bytearray(3); print(d.readinto(b), b, d.readinto(b), b, d.readinto(b))
try: src.read()
except Exception as e: print(repr(e))
try: d.read()
except Exception as e: print(repr(e))
class S(io.IOBase):
    def __init__(self, d): self.d = d; self.n = []
    def readinto(self, b):
        self.n.append(len(b)); n = min(len(b), len(self.d)); b[:n] = self.d[:n]; self.d = self.d[n:]; return n
s = S(b'x\x9c\xcbH\xcd\xc9\xc9\x07\x00\x06,\x02\x15'); print(deflate.DeflateIO(s).read(), s.n)
