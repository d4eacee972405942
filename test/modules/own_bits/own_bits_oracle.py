# The same by the definition of each operation, with ints that have no end.
ALL = (1 << 64) - 1


def _bits(n, size):
    return [n >> i & 1 for i in range(size)]


def _zeros(bits):
    return bits.index(1)


def counts(n):
    b64, b32 = _bits(n, 64), _bits(n, 32)
    return (
        sum(b64),
        sum(b64) % 2,
        _zeros(list(reversed(b64))),
        _zeros(b64),
        sum(b32),
        _zeros(list(reversed(b32))),
        _zeros(b32),
    )


def turn(n, by):
    by %= 64
    return (n << by | n >> (64 - by)) & ALL


def swapped(n):
    return int.from_bytes(n.to_bytes(8, "little"), "big")


def _signed(n):
    n &= ALL
    return n - (1 << 64) if n >> 63 else n


def signed_ops(a, b):
    a, b = _signed(a), _signed(b)
    return tuple(r if -(1 << 63) <= r < 1 << 63 else None for r in (a + b, a - b, a * b))


def divided(a, b):
    if b == 0:
        raise ValueError("division by nothing")
    sa, sb = _signed(a), _signed(b)
    q = abs(sa) // abs(sb)
    if (sa < 0) != (sb < 0):
        q = -q
    a &= ALL
    b &= ALL
    return a // b, a % b, q, sa - q * sb
