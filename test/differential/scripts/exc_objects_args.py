# Exception objects: arguments, attributes, what may be raised and caught.
from tries import *
class E(Exception): pass
class E2(E):
    def __init__(self, a, b): self.a = a; self.b = b
class E3(ValueError):
    def __init__(self, *args): super().__init__(*args); self.extra = len(args)
    def __str__(self): return 'E3 str'
class E4(Exception):
    def __str__(self): return 'E4str'
    def __repr__(self): return 'E4repr'
class E5(KeyError): pass
class E6(OSError): pass
class E7(Exception):
    msg = 'class attr'
    @property
    def prop(self): return self.args
    def __eq__(self, o): return isinstance(o, E7)
    def __len__(self): return 3
    def __getitem__(self, i): return 'item%s' % i
    def __iter__(self): return iter(self.args)
    def __bool__(self): return False
    def __call__(self): return 'called'
    def __add__(self, o): return 'added'
xs('''
E()
E('a')
E('a', 1)
E(None)
E(())
E(E('n'))
str(E())
str(E('a'))
str(E('a', 1))
E('a').args
E().args
E('x').value
E().value
E('x').errno
E().errno
E2(1, 2)
E2(1, 2).args
E2(1, 2).a
str(E2(1, 2))
E2(1)
E2(a=1, b=2)
E3(1, 2)
str(E3(1))
E3(1, 2).extra
E4('q')
str(E4('q'))
E5('k')
str(E5('k'))
E6(2)
str(E6(2))
str(E6(2, 'file'))
E6(2, 'file').errno
E6(2).args
OSError(2)
str(OSError(2))
str(OSError(2, 'x'))
str(OSError(2, 'x', 'y'))
str(OSError(9999))
str(OSError('a'))
str(OSError())
OSError(2).errno
OSError('a', 'b').errno
str(KeyError('a'))
str(KeyError(1))
str(KeyError())
repr(KeyError('a'))
ValueError('a') == ValueError('a')
ValueError(1)[0]
len(ValueError(1))
bool(ValueError())
hash(ValueError()) != 0
list(ValueError(1))
ValueError(1)()
ValueError('a').foo
ValueError(a=1)
E(a=1)
E7(1, 2).prop
E7() == E7()
len(E7())
E7()[3]
list(E7(1, 2))
bool(E7())
E7()()
E7() + 1
E7.msg
isinstance(E5(), KeyError)
isinstance(E5(), E)
issubclass(E3, Exception)
issubclass(OSError, ValueError)
Exception.__bases__
E.__bases__
E5.__bases__
E.__name__
BaseException('a')
StopIteration(1).value
StopIteration(1, 2).value
StopIteration().value
SystemExit(3).args
SystemExit(3).code
SystemExit(3).value
UnicodeError(1, 2)
ImportError('m').name
SyntaxError('x')
type(E('a'))
E('a').__class__
E('a').__traceback__
E('a').__cause__
E('a').with_traceback(None)
''')
e = ValueError('orig')
for c in ('e.foo = 1', 'e.args = (1, 2)', 'e.value = 3', 'del e.args', 'e.__traceback__ = None', 'e.__traceback__ = 5', 'e.__class__ = E', 'del e.foo'):
    try: exec(c, globals()); print(c, repr(e))
    except Exception as q: print(c, repr(q))
u = E('user')
for c in ('u.foo = 1', 'u.args = (1, 2)', 'u.value = 3', 'print(u.args, u.value, u.errno)', 'del u.args', 'u.__traceback__ = None', 'u.args = 5', 'print(u.args)', 'print(u.__dict__)'):
    try: exec(c, globals()); print(c, repr(u))
    except Exception as q: print(c, repr(q))
for r in ('raise 1', 'raise None', 'raise "a"', 'raise E', 'raise E()', 'raise E("x"), "y"', 'raise int', 'raise int(5)', 'raise Exception', 'raise (E, 1)', 'raise [E]', 'raise E from None', 'raise', 'raise type', 'raise E.__class__', 'raise lambda: 1', 'raise E2', 'raise E2(1, 2)', 'raise NotImplemented', 'raise NotImplementedError', 'raise ...', 'raise BaseException("b")', 'raise GeneratorExit', 'raise StopIteration(5)', 'raise KeyboardInterrupt', 'raise SystemExit', 'raise object()', 'raise undefined'):
    try: exec(r, globals())
    except BaseException as q: print(r, '->', repr(q))
for h in ('ValueError', '(ValueError, KeyError)', '[ValueError]', '((ValueError,), KeyError)', '()', '5', 'None', '"a"', 'int', 'object', 'Exception()', '(5, ValueError)', '(ValueError, 5)', 'E', 'type', 'BaseException', 'lambda: 1', 'undefined', '1/0', 'Exception if True else 1', '(KeyError, (E, ValueError))'):
    try:
        exec('''try: raise ValueError("v")
except %s as q: print("caught")''' % h, globals())
    except BaseException as q: print(h, '->', repr(q))
