x, y, name = 5, 2.5, 'bob'
d = {'k': 'v', 'n': {'m': [1, 2]}}
l = [3, 1, 2]
print(f'{x}', f'{x + 1}', f'{x!r}', f'{name!r:>8}', f'{x:>5}|', f'{x:05d}', f'{{x}}', f'{x}{name}')
print(f"{d['k']} {d['n']['m'][1]} {l[0]} {l[1:]} {sorted(l)}")
print(f'{x=} {name=!r} {x + 1=}')
print(f'{"a" if x > 3 else "b"} {x > 3} {not x} {x and y}')
print(f'{x:{x}}|{x:>{x * 2}}|{name:{"^"}{9}}|')
print(f'{[i * 2 for i in range(3)]}', f'{ {1: 2}[1] }')
print(f'''multi
{x}
line''', f"{'nested'}" f'{x}' 'plain', rf'\n{x}')
print(f'{name.upper()} {name.replace("b", "c")} {len(name)} {max(1, 2)}')
print(f'{x,}', f'{x, y}', f'{(x, 1)}', f'{x:x} {255:#X} {-x:+d} {x:,}')
def f(a, b=1): return a + b
print(f'{f(1)} {f(1, b=3)} {f(*[1, 2])}')
print(f'{"{}"}', f'{{{x}}}', f'{{{{{x}}}}}')
print(f'{None} {True} {...} {()} {[]} { {} }')
class A:
    v = 3
    def __str__(self): return 'A!'
a = A()
print(f'{a} {a.v} {a.v:>4}', f'{a!s:>5}')
print(f'', f'{""}', f'a{""}b')
w = 10
print(f'{"left":<{w}}|{"right":>{w}}|{"mid":^{w}}|')
print(f'{x!r}{x!s}', f'{x :>3}', f'{ x }', f'{x}' + f'{y}' * 2)
