print(eval('1 + 2'), eval('[x for x in range(3)]'), eval('(lambda v: v * 2)(4)'), eval("'a' + 'b'"))
x = 5
print(eval('x + 1'), eval('x', {'x': 9}), eval('x + y', {'x': 1}, {'y': 2}), eval('y', None, {'y': 3}) if 0 else '')
exec('z = x * 2'); print(z)
g = {}; exec('a = 1\ndef f(): return a + 1', g); print(g['a'], g['f'](), sorted(k for k in g if k != '__builtins__'))
l = {}; exec('b = x + 1', globals(), l); print(l, 'b' in globals())
g = {'v': 1}; exec('v += 1; w = v', g); print(g['v'], g['w'])
c = compile('x + 10', 'name', 'eval'); print(eval(c)); c = compile('q = x', 'name', 'exec'); exec(c); print(q)
c = compile('print(7)', 'n', 'single'); exec(c); exec(compile('8', 'n', 'single')) if 0 else None
def f():
    local = 1
    try: eval('local')
    except NameError as e: print(e)
    exec('newglobal = 2')
    return newglobal
print(f())
exec('''
class K:
    def m(self): return 'k'
for i in range(2):
    print(i, K().m())
''')
for s in ('1 +', 'x = 1', ')', '', '1; 2', 'def f(): pass', 'lambda', 'a b'):
    try: print(repr(eval(s)))
    except Exception as e: print(repr(s), type(e).__name__, e)
for s in ('x = = 1', 'if 1', 'for', 'def f(:', 'return 1', 'break', '  indented', 'if 1:\npass', "'unclosed", '(', 'x = (1,\n2', 'class', 'import', 'from x import', 'a = 1 2', '1 = x', 'None = 1', 'f() = 1', 'del 5', 'lambda x: yield' , 'global x; x = 1', 'yield 1', 'await x', 'try: pass', 'else: pass', 'nonlocal q', '*a = 1', 'a, *b, *c = 1', 'def f(a, a): pass', 'def f(*, **k): pass', 'def f(a=1, b): pass', 'f(**k, *a)', 'f(a=1, 2)', 'x = 0777', 'x = 0b12', 'x = 1e', '"\\x"', "b'\\u1234'", 'with a as 5: pass', 'for 1 in x: pass', 'import a.b as', 'raise a, b', 'print 1', 'exec "x"', '`x`', 'x <> y', 'x++', 'a ? b', '@5\ndef f(): pass', 'async x', 'def f():\n  x\n y', 'if 1:\n    x = 1\n  y = 2'):
    try: exec(s, {}); print(repr(s), 'ok')
    except Exception as e: print(repr(s), type(e).__name__, e if 'base' not in str(e) else '')
try: compile('1', 'f', 'bogus')
except ValueError as e: print(e)
try: eval(5)
except TypeError as e: print('TypeError')
try: exec('1', 5)
except TypeError as e: print('TypeError')
