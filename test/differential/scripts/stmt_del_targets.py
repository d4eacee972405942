# Targets of del, and objects that refuse it.
class O: pass
o = O(); o.a = 1; o.b = 2
x = [1, 2, 3, 4]; y = {'a': 1, 'b': 2}
del o.a, x[0], y['a']
print(o.__dict__, x, y)
del (x[0], y['b'])
print(x, y)
del x[:]
print(x)
def f():
    a = b = 1
    del a
    try: print(a)
    except NameError as e: print(repr(e))
    del b
    try: del b
    except NameError as e: print(repr(e))
    a = 5
    print(a)
    def inner(): return c
    c = 1
    print(inner())
    del c
    try: inner()
    except NameError as e: print(repr(e))
    try: del c
    except NameError as e: print(repr(e))
f()
def g():
    global zz
    zz = 1
    del zz
    try: del zz
    except Exception as e: print(repr(e))
    try: zz
    except Exception as e: print(repr(e))
g()
for s in ['del 1', 'del f()', 'del a+b', 'del [a]', 'del (a, b)', 'del a, b', 'del ()', 'del (a)', 'del *a', 'del "x"', 'del a if b else c', 'del lambda: 1', 'del None', 'del a.b.c', 'del a[0][1]', 'del (a.b, c[0])', 'del x := 1', 'del [a, b]', 'del -a', 'del a.b()', 'del {}', 'del f().x', 'del f()[0]', 'del (yield)', 'del not a', 'del a==b', 'del True', 'del ...', 'del ((a))', 'del (a,)', 'del ((a, b), c)']:
    try: compile(s, 'f', 'exec'); print(s, 'ok')
    except Exception as e: print(s, repr(e))
for obj, code in (([1], 'del o[5]'), ([1], 'del o["a"]'), ({}, 'del o[1]'), ((1,), 'del o[0]'), ('a', 'del o[0]'), (5, 'del o[0]'), (None, 'del o.x'), (5, 'del o.x'), (O(), 'del o.x'), (O, 'del o.x'), (len, 'del o.x'), (f, 'del o.x'), (range(3), 'del o[0]'), ({1}, 'del o[1]'), (bytearray(2), 'del o[0]'), ([1, 2, 3, 4], 'del o[1:3]'), ([1, 2, 3, 4], 'del o[::2]'), ([1, 2, 3], 'del o[-1]'), (O(), 'del o[0]')):
    try: exec(code, {'o': obj}); print(code, obj)
    except Exception as e: print(code, repr(e))
