import gc
import own_guard as m


def fails(*args):
    gc.collect()
    raise KeyError(*args)


print(m.held(lambda: 5), m.held(max, 3, 9), m.counts())
try:
    m.held(fails, "k")
except KeyError as e:
    print(repr(e), m.counts())
print(m.held(m.held, m.held, m.held, len, "abc"), m.counts())
try:
    m.held(m.held, fails, 1)
except KeyError as e:
    print(e.args, m.counts())


def leave():
    raise SystemExit(3)


for ok, value in m.results([lambda: 1, fails, lambda: 1 // 0, leave, lambda: m.held(fails), lambda: [1].x]):
    print(ok, value if ok else type(value).__name__)


def third(i):
    gc.collect()
    if i < 2:
        raise m.GuardError(i)
    return "third"


print(m.retry(third, 5), m.counts())
for f, n in ((third, 2), (third, 0), (fails, 3), (lambda i: m.retry(third, 1), 2)):
    try:
        print(m.retry(f, n))
    except m.LostError as e:
        print("lost", e.args, isinstance(e, OSError), e.errno)
    except KeyError as e:
        print("KeyError", e.args)
print(m.counts())


def deep(n):
    return n if n == 0 else m.held(deep, n - 1)


print(m.held(deep, 6), m.counts())
try:
    m.held(lambda: m.results(5))
except TypeError:
    print("TypeError", m.counts())
