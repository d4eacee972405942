def kind(n):
    if n < 0:
        return 'negative'
    elif n == 0:
        return 'zero'
    elif n < 10: return 'digit'
    else:
        if n % 2: return 'odd'
        return 'even'
for n in (-5, 0, 3, 11, 12):
    print(n, kind(n))
if 1: print('one line')
if 0: print('never')
else: print('else')
x = 5
if x: pass
elif y: print('not evaluated')
print('a' if x > 3 else 'b', 'a' if x > 9 else 'b' if x > 4 else 'c')
if not x: print('no')
elif x and not None: print('yes')
if (x > 1 and
    x < 10):
    print('in range')
if '' or [] or {} or 0 or None or False: print('truthy')
else: print('all empty')
