# Where an assignment expression may stand.
from tries import *
def f():
    if (n := 10) > 5: print(n)
    while (n := n - 3) > 0: print('w', n)
    print([y := 1, y ** 2, y])
    print([last := i for i in range(3)], last)
    total = 0
    print([total := total + v for v in (1, 2, 3)], total)
    print((lambda: (q := 5) + q)())
    print({(k := 'a'): (v := 1)}, k, v)
    x = (p := 1, q := 2)
    print(x, p, q)
    print(any((w := c) == 'b' for c in 'abc'))
    print(max(m := 3, m + 1))
try: f()
except Exception as e: print(repr(e))
for s in ['x := 1', '(x := 1)', 'f(x := 1)', 'x = y := 1', 'x = (y := 1)', '(x.a := 1)', '(x[0] := 1)', '((a, b) := 1)', '(1 := 2)', '[x := 1]', '{x := 1}', '{x := 1: 2}', '{1: x := 2}', '(x := 1, y := 2)', 'if x := 1: pass', 'while x := 0: pass', 'assert x := 1', 'return x := 1', 'lambda: x := 1', 'lambda: (x := 1)', 'lambda x := 1: x', 'def f(a=(b := 1)): pass', 'def f(a := 1): pass', 'a[x := 1]', 'a[x := 1, y := 2]', 'a[x := 1:y]', 'a[(x := 1):(y := 2)]', '[i := 0 for i in x]', '[i for i in (x := y)]', '[i for i in x if (j := i)]', '[i for i in x if j := i]', 'del (x := 1)', 'for (x := 1) in y: pass', 'with (x := y): pass', 'import (x := 1)', '(None := 1)', '(x := yield)', 'print(x := 1, end="")', '(x := *a, b)', '(x := lambda: 1)', '(x := 1 if a else b)', '(x := not a)', 'x := y := 1', '(x := (y := 1))', 'global x := 1', 'raise x := 1', 'f"{x:=5}"', 'f"{(x:=5)}"', 'await x := 1', '@(x := y)\ndef f(): pass', 'class A(x := B): pass', 'x: int := 1', '(x: int := 1)', 'x += y := 1', 'x += (y := 1)', 'not x := 1', '-x := 1', '(a.b.c := 1)', '(x() := 1)', '(True := 1)', '("x" := 1)']:
    try: compile(s, 'f', 'exec'); print(repr(s), 'ok')
    except Exception as e: print(repr(s), repr(e))
class A:
    a = (b := 3)
    c = [i for i in range(2)]
print(A.a, A.b, hasattr(A, 'd'), 'd' in globals())
print([g := 1, [h := 2 for _ in 'x']], g, h)
def outer():
    def inner():
        nonlocal t
        (t := t + 1)
    t = 1
    inner()
    return t
print(outer())
def gg():
    global glob
    print([glob := i for i in range(4)])
gg(); print(glob)
