class E1(Exception): pass
class E2(E1): pass
class E3(E2, ValueError): pass
def t(exc):
    try: raise exc
    except E2: return 'E2'
    except (TypeError, KeyError) as e: return 'tuple %r' % e
    except E1: return 'E1'
    except OSError as e: return 'os', e.errno, e.args
    except ArithmeticError: return 'arith'
    except LookupError: return 'lookup'
    except Exception as e: return 'other ' + type(e).__name__
    except: return 'bare'
for e in (E1, E2(), E3('x'), TypeError('t'), KeyError, OSError(5, 'm'), ZeroDivisionError(), OverflowError, IndexError(1), ValueError('v'), NotImplementedError, StopIteration(4), KeyboardInterrupt, GeneratorExit(), SystemExit(2)):
    print(t(e))
for bad in (5, 'str', int, None, object()):
    try: raise bad
    except TypeError as e: print(e)
def dyn(cls):
    try: raise ValueError('dyn')
    except cls: return 'matched'
print(dyn(ValueError), dyn((int and KeyError, ValueError)), dyn(Exception))
try: dyn(KeyError)
except ValueError as e: print('no match', e)
def side():
    print('evaluated')
    return KeyError
try:
    try: raise ValueError('x')
    except side(): pass
except ValueError: print('passed')
try:
    try: raise KeyError('k')
    except KeyError as e:
        raise ValueError('second')
except ValueError as e: print(repr(e))
try: e
except NameError as n: print(n)
try: raise
except RuntimeError as e: print(e)
def reraise():
    try: raise E2('orig')
    except E1 as e:
        try: raise
        except E2 as f: return e is f
print(reraise())
try:
    try: raise E1('a')
    except E1 as e: raise e
except E1 as f: print(f)
