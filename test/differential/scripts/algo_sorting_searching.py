def quick(l): return l if len(l) < 2 else quick([x for x in l[1:] if x < l[0]]) + [l[0]] + quick([x for x in l[1:] if x >= l[0]])
def merge(l):
    if len(l) < 2: return l
    m = len(l) // 2; a, b = merge(l[:m]), merge(l[m:]); r = []
    while a and b: r.append((a if a[0] <= b[0] else b).pop(0))
    return r + a + b
def bubble(l):
    l = l[:]
    for i in range(len(l)):
        for j in range(len(l) - 1 - i):
            if l[j] > l[j + 1]: l[j], l[j + 1] = l[j + 1], l[j]
    return l
def heap(l):
    import heapq
    h = []
    for x in l: heapq.heappush(h, x)
    return [heapq.heappop(h) for _ in range(len(h))]
seed = 42
def rnd(n):
    global seed
    seed = (seed * 1103515245 + 12345) & 0x7fffffff
    return seed % n
data = [rnd(100) for _ in range(30)]
print(data, sum(data)); r = sorted(data); print(quick(data) == r, merge(data) == r, bubble(data) == r, heap(data) == r, r)
def bsearch(l, x):
    lo, hi = 0, len(l)
    while lo < hi:
        mid = (lo + hi) >> 1
        if l[mid] < x: lo = mid + 1
        else: hi = mid
    return lo
print([bsearch(r, x) for x in (0, 50, 99, 200)])
def sieve(n):
    s = bytearray(b'\x01') * 1 if 0 else bytearray([1] * (n + 1)); s[0] = s[1] = 0
    for i in range(2, int(n ** 0.5) + 1):
        if s[i]:
            for j in range(i * i, n + 1, i): s[j] = 0
    return [i for i, v in enumerate(s) if v]
print(sieve(60), len(sieve(1000)))
def gcd(a, b):
    while b: a, b = b, a % b
    return a
print(gcd(48, 36), gcd(2 ** 50, 6 ** 20), [gcd(i, 12) for i in range(1, 13)])
def hanoi(n, a, b, c): return 0 if n == 0 else hanoi(n - 1, a, c, b) + 1 + hanoi(n - 1, c, b, a)
print([hanoi(n, 'a', 'b', 'c') for n in range(8)])
def collatz(n):
    s = 0
    while n != 1: n = n // 2 if n % 2 == 0 else 3 * n + 1; s += 1
    return s
print([collatz(n) for n in range(1, 20)], max(range(1, 200), key=collatz))
def crc32(data):
    c = 0xffffffff
    for b in data:
        c ^= b
        for _ in range(8): c = (c >> 1) ^ (0xedb88320 & -(c & 1))
    return c ^ 0xffffffff
print(hex(crc32(b'123456789')), hex(crc32(b'')), hex(crc32(bytes(range(256)))))
def fnv(s):
    h = 0x811c9dc5
    for c in s.encode(): h = ((h ^ c) * 0x01000193) & 0xffffffff
    return h
print([hex(fnv(s)) for s in ('', 'a', 'hello', 'foobar')])
def matmul(a, b): return [[sum(x * y for x, y in zip(r, c)) for c in zip(*b)] for r in a]
m = [[1, 1], [1, 0]]; p = m
for _ in range(60): p = matmul(p, m)
print(p, matmul([[1, 2], [3, 4]], [[5, 6], [7, 8]]), list(zip(*[[1, 2], [3, 4]])))
memo = {}
def part(n, k):
    if n == 0: return 1
    if n < 0 or k == 0: return 0
    if (n, k) not in memo: memo[n, k] = part(n - k, k) + part(n, k - 1)
    return memo[n, k]
print([part(n, n) for n in range(1, 21)])
def queens(n, row=0, cols=(), d1=(), d2=()):
    if row == n: return 1
    return sum(queens(n, row + 1, cols + (c,), d1 + (row - c,), d2 + (row + c,)) for c in range(n) if c not in cols and row - c not in d1 and row + c not in d2)
print([queens(n) for n in range(1, 7)])
def lev(a, b):
    p = list(range(len(b) + 1))
    for i, x in enumerate(a):
        q = [i + 1]
        for j, y in enumerate(b): q.append(min(p[j] + (x != y), p[j + 1] + 1, q[-1] + 1))
        p = q
    return p[-1]
print(lev('kitten', 'sitting'), lev('', 'abc'), lev('flaw', 'lawn'))
def roman(n):
    r = ''
    for v, s in ((1000, 'M'), (900, 'CM'), (500, 'D'), (400, 'CD'), (100, 'C'), (90, 'XC'), (50, 'L'), (40, 'XL'), (10, 'X'), (9, 'IX'), (5, 'V'), (4, 'IV'), (1, 'I')):
        while n >= v: r += s; n -= v
    return r
print([roman(n) for n in (1, 4, 9, 14, 40, 90, 400, 1994, 2024)])
def base(n, b): return '0' if n == 0 else (base(n // b, b).lstrip('0') + '0123456789abcdefghijklmnopqrstuvwxyz'[n % b])
print(base(255, 16), base(255, 2), base(12345678901234567890, 36), int(base(987654321, 7), 7))
def isqrt(n):
    x = n
    y = (x + 1) // 2
    while y < x: x = y; y = (x + n // x) // 2
    return x
print(isqrt(10 ** 40), isqrt(2 * 10 ** 30), [isqrt(n) for n in (0, 1, 2, 15, 16, 17)])
