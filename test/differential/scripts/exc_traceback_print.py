import sys, io
def show(e):
    s = io.StringIO()
    sys.print_exception(e, s)
    print(s.getvalue(), end='')
def a(): b()
def b():
    c()
def c():
    raise ValueError('deep')
try: a()
except ValueError as e: show(e)
try:
    try: a()
    except ValueError as e: raise KeyError('second')
except KeyError as e: show(e)
show(TypeError('never raised'))
def rr():
    try: c()
    except ValueError: raise
try: rr()
except ValueError as e: show(e)
def re2():
    try: c()
    except ValueError as e: raise e
try: re2()
except ValueError as e: show(e)
class K:
    def m(self): return self.n
    @property
    def n(self): return 1 / 0
try: K().m()
except ZeroDivisionError as e: show(e)
try: [x / 0 for x in [1]]
except ZeroDivisionError as e: show(e)
try: (lambda: undefined)()
except NameError as e: show(e)
def g():
    yield 1
    raise IndexError
try: list(g())
except IndexError as e: show(e)
try: exec('x = 1\n\n1/0')
except ZeroDivisionError as e: show(e)
try: exec('x = = 1')
except SyntaxError as e: show(e)
try: eval('1 +')
except SyntaxError as e: show(e)
try:
    class Z:
        q = 1
        raise OSError(2)
except OSError as e: show(e)
try: sorted([1, 2], key=lambda v: v / 0)
except ZeroDivisionError as e: show(e)
try:
    x = (1 +
         2 +
         None)
except TypeError as e: show(e)
try: int('zz',
         36) + int('$',
                   10)
except ValueError as e: print('ValueError')
