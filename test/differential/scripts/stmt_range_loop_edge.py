def f(a, b, c):
    out = []
    for i in range(a, b, c): out.append(i)
    return out
for t in ((0, 3, 1), (3, 0, 1), (3, 0, -1), (0, 10, 3), (10, 0, -3), (-3, 3, 2), (5, 5, 1), (0, 1, 100)):
    print(t, f(*t), list(range(*t)))
def g(n):
    for i in range(n):
        if i == 2:
            del i
            continue
    try: return i
    except NameError: return 'gone'
print(g(3), g(5))
for i in range(3):
    try:
        if i == 1: continue
        print('body', i)
    finally:
        print('fin', i)
try:
    for i in range(1, 5, 0): print(i)
except ValueError as e: print('ValueError', e)
try:
    for i in range('a'): print(i)
except TypeError as e: print('TypeError', e)
try:
    for i in 5: print(i)
except TypeError as e: print('TypeError', e)
