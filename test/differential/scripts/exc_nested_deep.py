def run(f):
    try: print('result', f())
    except BaseException as e: print('raised', type(e).__name__, e.args)
log = []
def a():
    try:
        try:
            try: raise ValueError(1)
            except KeyError: log.append('no')
            finally: log.append('f1')
        except ValueError as e:
            log.append('caught %s' % e)
            raise TypeError(2)
        finally: log.append('f2')
    except TypeError as e:
        log.append('outer %s' % e)
        return 'a'
    finally: log.append('f3')
run(a); print(log)
def b():
    for i in range(3):
        try:
            for j in range(3):
                try:
                    if j == 1: continue
                    if j == 2: break
                    raise ValueError(j)
                except ValueError: print('v', i, j)
                else: print('else')
                finally: print('fin', i, j)
            else: print('no break')
        finally:
            if i == 1: return 'from finally'
run(b)
def c():
    try: return 'try'
    finally:
        try: raise ValueError
        except ValueError: pass
run(c)
def d():
    try:
        raise ValueError('first')
    except ValueError:
        try: raise KeyError('second')
        except KeyError: pass
        raise
run(d)
def e():
    while True:
        try:
            try: break
            finally: print('inner')
        finally: print('outer')
    else: print('never')
    return 'e'
run(e)
def f():
    try: pass
    except: print('no')
    else:
        try: raise OSError(3)
        finally: print('else finally')
    finally: print('last')
run(f)
def g(n):
    try:
        if n: return g(n - 1) + 1
        raise KeyError(n)
    except KeyError:
        if n == 2: return 100
        raise
    finally: print('g', n)
run(lambda: g(4))
def h():
    with open_cm('a') as x:
        try:
            with open_cm('b') as y: raise ValueError(x + y)
        except ValueError as e: return str(e)
class open_cm:
    def __init__(self, n): self.n = n
    def __enter__(self): print('in', self.n); return self.n
    def __exit__(self, *a): print('out', self.n, a[0] is not None)
run(h)
def k():
    try: yield 1
    except GeneratorExit: print('exit'); raise
    finally: print('gen fin')
i = k(); next(i); i.close(); print(list(i))
def m():
    x = [1, 2, 3]
    for v in x:
        try: x.remove(v)
        finally: continue
    return x
run(m)
run(lambda: [1 // v for v in (1, 0)])
run(lambda: {}['missing'])
run(lambda: (_ for _ in ()).throw(OSError(5)))
