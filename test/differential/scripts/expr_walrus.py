if (n := 10) > 5: print(n)
print((y := 3) + y, [z := 1, z + 1])
while (n := n - 3) > 0: print(n, end=' ')
print(n)
l = [w for v in range(5) if (w := v * v) % 2 == 0]
print(l, w)
def f():
    if (a := 5) and (b := a + 1): return a, b
print(f())
print((lambda x: (q := x) + q)(4))
def running():
    total = 0
    for v in range(5): print(total := total + v, end=' ')
    return total
print(running())
print(any((hit := v) > 3 for v in [1, 4, 9]), hit)
d = {(k := 'a'): (v := 1)}
print(d, k, v)
def g(x, y=(dflt := 8)): return x + y
print(g(1), dflt)
print((t := 1, 2), t)
x = (p := (q := 2) + 1)
print(x, p, q)
