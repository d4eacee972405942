def f(n):
    try:
        if n == 0: return 'try'
        if n == 1: raise ValueError
        if n == 2: raise KeyError('k')
        print('body end')
    except ValueError: return 'except'
    else: return 'else'
    finally:
        print('finally', n)
        if n == 3: return 'finally wins'
for i in range(5):
    try: print(f(i))
    except KeyError as e: print('escaped', repr(e))
def g():
    for i in range(4):
        try:
            try:
                if i == 1: continue
                if i == 3: break
                print('i', i)
            finally: print('inner', i)
        finally: print('outer', i)
    return 'done'
print(g())
def h():
    try: raise ValueError('lost')
    finally: return 'swallowed'
print(h())
def k():
    while True:
        try: return 1
        finally: break
    return 2
print(k())
def m():
    for i in range(3):
        try: raise ValueError(i)
        except ValueError:
            continue
        finally: print('f', i)
    return 'm'
print(m())
def n():
    try:
        try: raise ValueError('a')
        finally: raise TypeError('b')
    except TypeError as e: return repr(e)
print(n())
def p():
    x = 1
    try: return x
    finally: x = 2
print(p())
def q():
    try:
        try: 1 / 0
        except ZeroDivisionError: raise
        finally: print('q finally')
    except ZeroDivisionError: print('q outer')
    else: print('no')
q()
def r():
    for i in range(2):
        for j in range(2):
            try:
                if j: break
            finally:
                print(i, j)
                if i: continue
    return 'r'
print(r())
