import gc
from own_lazy import chunks, scan, first, get_setting, set_setting, describe, settings

print(list(chunks(range(7), 3)), list(chunks("", 2)), [c for c in chunks("abcd", 2)])
it = scan(lambda a, b: a + b, (1, 2, 3), 10)
print(next(it), iter(it) is it)
gc.collect()
print(list(it), list(it))
try:
    for x in scan(lambda a, b: a // b, [2, 0, 1], 100):
        print(x)
except ZeroDivisionError:
    print("ZeroDivisionError")
print(first([5, 6]), first([]), first((), default="none"), first("abc", skip=2), first("abc", skip=3, default=0))
print(first(iter([1, 2]), log=True, skip=1))
for bad in (lambda: chunks([], 0), lambda: first(), lambda: first([], 1), lambda: first([], what=1), lambda: chunks(5, 1)):
    try:
        bad()
    except (TypeError, ValueError) as e:
        print(type(e).__name__)
print(get_setting("depth"), set_setting("x", [1]), set_setting("depth", 4), sorted(settings))
gc.collect()
print(get_setting("x"), get_setting("depth"), describe("abc"), describe(5), describe(b"q"))
try:
    get_setting("y")
except KeyError as e:
    print(e.args)
