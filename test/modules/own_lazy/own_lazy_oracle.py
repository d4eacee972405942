import sys

settings = {"depth": 3}

def chunks(iterable, n):
    if n < 1:
        raise ValueError
    return _chunks(iter(iterable), n)

def _chunks(it, n):
    part = []
    for x in it:
        part.append(x)
        if len(part) == n:
            yield part
            part = []
    if part:
        yield part

def scan(function, iterable, start):
    for x in iterable:
        start = function(start, x)
        yield start

def first(iterable, *, default=None, skip=0, log=False):
    for i, x in enumerate(iterable):
        if log:
            print("%d: item|%-4d|00ab|7%%" % (i, i))
        if i >= skip:
            return x
    return default

def get_setting(key):
    return settings[key]

def set_setting(key, value):
    settings[key] = value
    return len(settings)

def describe(o):
    name = type(o).__name__
    return name, o.upper() if hasattr(o, "upper") else None, sys.byteorder, len(name)
