# Ways through try, except, else and finally; bare raise; names of handlers.
def a(n):
    try:
        try:
            if n == 0: raise ValueError('v')
            if n == 1: raise KeyError('k')
            if n == 2: return 'ret'
            if n == 3: raise TypeError('t')
            if n == 4: [][1]
        except ValueError as e:
            raise RuntimeError('from v')
        except KeyError:
            raise
        else: return 'else'
        finally:
            if n == 3: return 'swallowed'
            if n == 4: raise OSError('replaced')
    except RuntimeError as e: return 'outer R ' + str(e)
    except Exception as e: return 'outer ' + repr(e)
print([a(i) for i in range(6)])
def reraise():
    try: 1 / 0
    except ZeroDivisionError as e:
        try: raise ValueError
        except ValueError: pass
        raise
try: reraise()
except Exception as e: print(repr(e))
def reraise2():
    try: 1 / 0
    except ZeroDivisionError:
        try: [][0]
        except IndexError: raise
try: reraise2()
except Exception as e: print(repr(e))
def reraise3():
    try: 1 / 0
    except ZeroDivisionError: pass
    raise
try: reraise3()
except Exception as e: print(repr(e))
def inner_raise(): raise
def reraise4():
    try: 1 / 0
    except ZeroDivisionError: inner_raise()
try: reraise4()
except Exception as e: print(repr(e))
def reraise5():
    try: raise KeyError('a')
    except KeyError:
        for i in range(2):
            try: raise IndexError(i)
            except IndexError: continue
        raise
try: reraise5()
except Exception as e: print(repr(e))
def reraise6():
    try: raise KeyError('a')
    finally:
        try: raise
        except Exception as e: print('in finally', repr(e))
try: reraise6()
except Exception as e: print(repr(e))
def reraise7():
    while True:
        try: raise KeyError('brk')
        except KeyError:
            break
    try: raise
    except Exception as e: print(repr(e))
reraise7()
def e_scope():
    e = 'before'
    try: raise ValueError
    except ValueError as e: pass
    try: print(e)
    except NameError as q: print(repr(q))
e_scope()
def e_scope2():
    try: raise ValueError('x')
    except ValueError as e:
        def f(): return e
        print(f())
    try: f()
    except NameError as q: print(repr(q))
e_scope2()
def e_scope3():
    try: raise ValueError('x')
    except ValueError as e: del e
    try: e
    except NameError as q: print(repr(q))
e_scope3()
def e_scope4():
    try: raise ValueError('x')
    except ValueError as e: e = 5; return e
print(e_scope4())
def order():
    try: print('a'); return print('b')
    finally: print('c')
order()
def val():
    x = 1
    try: return x
    finally: x = 2
print(val())
def lst():
    x = [1]
    try: return x
    finally: x.append(2)
print(lst())
def deep(n):
    try:
        if n == 0: raise ValueError('deep')
        deep(n - 1)
    finally: out.append(n)
out = []
try: deep(6)
except ValueError as e: print(repr(e), out)
def loop_else():
    for i in range(3):
        try: continue
        finally: out.append(i)
    else: return 'else'
out = []; print(loop_else(), out)
def while_fin():
    i = 0
    while i < 5:
        i += 1
        try:
            if i == 2: continue
            if i == 4: break
        finally: out.append(i)
    else: return 'no'
    return 'brk'
out = []; print(while_fin(), out)
def nested_loops():
    for i in range(3):
        for j in range(3):
            try:
                if j == 1: break
                if i == 1: continue
                out.append((i, j))
            finally:
                if i == 2: break
        else: out.append('else')
out = []; nested_loops(); print(out)
def fin_overrides():
    for i in range(2):
        try: return 'try'
        finally: continue
    return 'loop end'
print(fin_overrides())
def fin_break():
    while True:
        try: raise ValueError
        finally: break
    return 'broke'
print(fin_break())
def gen_fin():
    try: yield 1
    finally: return 'gf'
try: print(list(gen_fin()))
except Exception as e: print(repr(e))
assert True
for a_ in ('assert 0', 'assert 0, "msg"', 'assert (0, "x")', 'assert [], [1, 2]', 'assert 1 == 2, f"{1}"', 'assert None, ValueError("v")', 'assert not 1, (1, 2)'):
    try: exec(a_); print('no', a_)
    except AssertionError as e: print(a_, repr(e), e.args)
def multi():
    try: raise ValueError
    except (KeyError, IndexError): return 1
    except (TypeError, ValueError): return 2
    except: return 3
print(multi())
def evaluated():
    def f(): print('evaluated'); return KeyError
    try: pass
    except f(): pass
    try: raise KeyError
    except f(): print('matched')
    try:
        try: raise ValueError
        except f(): print('no')
    except ValueError: print('fell')
evaluated()
import sys
def exit_codes():
    for v in (None, 0, 1, 'msg', 1.5, True, [1], -1, 256):
        try: sys.exit(v)
        except SystemExit as e: print(repr(e), e.args, e.value)
    try: sys.exit()
    except SystemExit as e: print(repr(e), e.args, e.value)
    try: sys.exit(1, 2)
    except BaseException as e: print(repr(e))
exit_codes()
