# try, except and finally.
class GuardError(OSError):
    pass


class LostError(GuardError):
    pass


_held = _most = 0


def held(f, *args):
    global _held, _most
    _held += 1
    _most = max(_most, _held)
    try:
        return f(*args)
    finally:
        _held -= 1


def counts():
    return _held, _most


def results(functions):
    out = []
    for f in functions:
        try:
            out.append((True, f()))
        except BaseException as e:
            out.append((False, e))
    return out


def retry(f, times):
    for i in range(times):
        try:
            return held(f, i)
        except GuardError:
            pass
    raise LostError(times)
