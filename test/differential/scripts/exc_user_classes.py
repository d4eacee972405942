class MyErr(Exception):
    def __init__(self, code, msg='none'):
        super().__init__(code, msg)
        self.code = code
    def __str__(self): return 'code %d' % self.code
e = MyErr(5)
print(str(e), repr(e), e.args, e.code, e.value, isinstance(e, Exception))
class NoSuper(ValueError):
    def __init__(self, a, b): self.a = a
n = NoSuper(1, 2)
print(n.args, repr(n), str(n), n.a)
class Plain(Exception): pass
print(repr(Plain()), repr(Plain('x')), repr(Plain('x', 1)), str(Plain()), str(Plain('x')), str(Plain(1, 2)))
class Rep(Exception):
    def __repr__(self): return 'custom repr'
print(repr(Rep('q')), str(Rep('q')), [Rep()])
try: raise Rep('in raise')
except Rep as r: print(r, r.args)
class Attr(Exception): extra = 'class attr'
a = Attr('z'); a.more = 1
print(a.extra, a.more, a.args[0])
for x in (ValueError('a'), KeyError('k'), OSError(2), OSError(2, 'm'), OSError(9999), IndexError(), StopIteration(7), Exception(1, 2, 3), KeyError(1, 2), OSError()):
    print(repr(x), str(x), x.args)
x = ValueError('a')
try: x.foo = 1
except AttributeError as e: print(e)
try: x.bar
except AttributeError as e: print(e)
print(x == x, x == ValueError('a'), hash(x) == hash(x))
print(issubclass(KeyError, LookupError), issubclass(MyErr, Exception), isinstance(KeyError(), (ValueError, LookupError)))
class Multi(KeyError, AttributeError): pass
for c in (KeyError, AttributeError, LookupError):
    try: raise Multi('m')
    except c as e: print(c.__name__, repr(e))
