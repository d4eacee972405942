import gc
import own_stats as m

for values in ([], [1], [1.5, 2.25, -4], range(10), (0.5,) * 7, [1024, -0.125, 3], {4: 1, 2: 1}):
    print(m.in_floats(values), m.in_doubles(values))
print(m.factorial(0), m.factorial(5), m.factorial(30))
steps = []
m.watch(lambda i, p: steps.append((i, p)))
gc.collect()
print(m.factorial(15), len(steps), steps[-1])


@m.watch
def stop(i, p):
    gc.collect()
    if p > 1 << 40:
        raise OverflowError(i)


try:
    m.factorial(100)
except OverflowError as e:
    print("stopped at", e.args)
m.watch(None)
print(m.factorial(25) == 15511210043330985984000000)
print(m.gcd(84, 36), m.gcd(m.factorial(20), 3**40), m.gcd(1 << 100, 6**50), m.gcd(-9, 6), m.gcd(7, 0))
m.histogram([0.5, 1, 1.25, 3, 9, -2, 2.5], 1)
m.histogram([10, 25, 39.5], 10.5)
for bad in (lambda: m.in_floats([None]), lambda: m.in_floats(3), lambda: m.gcd("a", 1), lambda: m.gcd(1, None)):
    try:
        print(bad())
    except TypeError:
        print("TypeError")
