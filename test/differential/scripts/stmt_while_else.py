n = 0
while n < 5:
    n += 1
    if n == 2: continue
    if n == 4: break
    print(n)
else:
    print('not reached')
while n < 6:
    n += 1
else:
    print('else', n)
while False:
    print('never')
else:
    print('else of false')
i = 0
while True:
    i += 1
    j = 0
    while True:
        j += 1
        if j > i: break
        if (i + j) % 5 == 0: break
    else:
        print('unreachable')
    print(i, j)
    if i == 6: break
def f():
    while 1:
        try:
            return 'from loop'
        finally:
            print('finally')
print(f())
while not (x := n > 3): n += 1
print(n, x)
