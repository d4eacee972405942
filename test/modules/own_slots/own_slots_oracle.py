class Probe:
    size = 3

    def __str__(self):
        return "str"

    def __repr__(self):
        return "repr"

    def __call__(self, *args, **kw):
        return len(args) + 10 * len(kw)

    def __add__(self, other):
        return self, other

    def __getitem__(self, index):
        return index


class ProbeError(ValueError):
    pass


def slots():
    return [True] * 9


def kind(o):
    for t, name in (
        (bool, "bool"),
        (int, "int"),
        (str, "str"),
        (bytes, "bytes"),
        (bytearray, "bytearray"),
        (tuple, "tuple"),
        (list, "list"),
        (dict, "dict"),
        (type, "type"),
    ):
        if type(o) is t:
            return name
    if o is None:
        return "NoneType"
    return "function" if type(o) is type(kind) else None


def tests(o):
    return (
        type(o) is int and -(1 << 30) <= o < 1 << 30,
        type(o) is int,
        type(o) is bool,
        type(o) is str,
        False,
        type(o) is list,
        True,
        o is None or type(o) is bool,
    )


def fail(what, arg):
    if what == 0:
        raise EOFError
    if what == 1:
        raise NotImplementedError("not yet")
    if what == 2:
        raise TypeError("no")
    if what == 3:
        raise IndexError
    if what == 4:
        raise KeyError(arg)
    if what == 5:
        raise ProbeError(arg)
    if what == 6:
        raise ProbeError("of its own")
    if what == 7:
        raise OSError(22)
    raise NotImplementedError


def sum_of(*args):
    return sum(args)


def signature(f):
    if f is sum_of:
        return True
    return {slots: slots(), fail: 2}.get(f, 1)


def filled(d):
    return [len(d), True, 1, True, (), b""]
