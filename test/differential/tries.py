# What scripts print of calls, expressions and statements that may raise. Their line `from tries import *` stands for it.

def t(f, *a, **k):
    try:
        r = f(*a, **k)
        print(repr(r), type(r).__name__ if hasattr(type(r), '__name__') else '')
    except BaseException as e:
        print(type(e).__name__, repr(e.args) if len(e.args) != 1 else e)


def x(s, g=None):
    try:
        r = eval(s, g or globals())
        print(s, '->', repr(r))
    except BaseException as e:
        print(s, '!!', type(e).__name__, e)


def xs(text, g=None):
    for s in text.strip().split('\n'):
        if s.strip(): x(s.strip(), g)


def ex(s, g=None):
    try:
        exec(s, g if g is not None else {})
        print('ok')
    except BaseException as e:
        print(type(e).__name__, e)
