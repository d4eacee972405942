# poll objects and RingIO: arguments, states, errors of user streams.
from tries import *
import select, io, micropython
class P(io.IOBase):
    def __init__(self, st=0): self.st = st; self.log = []
    def ioctl(self, r, a): self.log.append((r, a)); return self.st & a if r == 3 else -22
    def readinto(self, b): return 0
xs('''
select.poll().register(5)
select.poll().register()
select.poll().poll(0)
select.poll().poll(0, 1)
select.poll().modify(P(), 1)
select.poll().unregister(P())
select.poll().unregister(5)
select.poll().foo
select.poll(1)
select.select([], [], [], 0)
select.select([], [], [])  if 0 else 1
select.select([P(1)], [], [], 0)[0] != []
select.select([P(0)], [], [], 0)
select.select([5], [], [], 0)
select.select(5, [], [], 0)
select.select()
select.select([], [])
select.POLLIN, select.POLLOUT, select.POLLERR, select.POLLHUP
''')
p = select.poll()
a, b = P(1), P(4)
print(p.register(a), p.register(b, select.POLLOUT), p.register(a, 4), p.register(b))
print([(o is a, o is b, e) for o, e in p.poll(0)], a.log, b.log)
a.st = 5; p.modify(a, 5); print([(o is a, e) for o, e in p.poll(0)]); p.unregister(b); print(len(p.poll(0)))
it = p.ipoll(0)
for t in it: print(t[1], len(t))
print([(e) for o, e in p.ipoll(0, 1)], [(e) for o, e in p.ipoll(0)], [e for o, e in p.ipoll(0)])
a.st = 16; p = select.poll(); p.register(a, 1); print(p.poll(0))
class H(P):
    def ioctl(self, r, x): return 16 | 8
h = H(); p.register(h, 1); print([e for o, e in p.poll(0)])
class N(P):
    def ioctl(self, r, x): return -5
p = select.poll(); p.register(N(), 1)
try: print(p.poll(0))
except Exception as e: print(repr(e))
class X(P):
    def ioctl(self, r, x): raise ValueError('ioctl')
p = select.poll(); p.register(X(), 1)
try: print(p.poll(0))
except Exception as e: print(repr(e))
class NoI(io.IOBase): pass
p = select.poll()
try: print(p.register(NoI(), 1)); print(p.poll(0))
except Exception as e: print(repr(e))
R = micropython.RingIO
xs('''
R()
R(0)
R(-1)
R(65535)
R(5)
R('a')
R(b'abc')
R(bytearray(5))
R(bytearray(1))
R(bytearray(0))
R([])
R(5, 6)
R(5).any()
R(5).read()
R(5).read(3)
R(5).readline()
R(5).write(b'abc')
R(5).write(b'abcdefgh')
R(5).write('abc')
R(5).write(5)
R(5).write(b'abcd', 2)
R(5).write(b'abcd', 1, 2)
R(5).close()
R(5).foo
R(5).readinto(bytearray(3))
R(5).readinto(b'ab')
len(R(5))
list(R(5))
R(5) == R(5)
''')
r = R(6)
for op in ('r.write(b"abc")', 'r.any()', 'r.read(2)', 'r.write(b"defgh\\nij")', 'r.any()', 'r.readline()', 'r.read()', 'r.any()', 'r.write(b"x\\ny\\nz")', 'r.readline()', 'r.readline(1)', 'list(r)', 'r.read(-1)', 'r.write(b"")', 'r.readinto(q)', 'r.write(b"12345678")', 'r.readinto(q)', 'q', 'r.readinto(q, 1)', 'q', 'r.close()', 'r.any()', 'r.read()', 'r.write(b"a")'):
    q = globals().get('q') or bytearray(4)
    try: print(op, eval(op, globals()))
    except Exception as e: print(op, repr(e))
r = R(bytearray(4)); print(r.write(b'abcdef'), r.any(), r.read())
p = select.poll(); r = R(3); p.register(r); print([e for o, e in p.poll(0)]); r.write(b'abc'); print([e for o, e in p.poll(0)])
print('x', file=r); r.read(1); print('yz', file=r); print(r.read())
