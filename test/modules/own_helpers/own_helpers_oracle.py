# What the values and helpers of the headers are by their descriptions.
def config():
    return [10, 2, 1, 1, 0, 1, 1, 1, 8, 1, 1, 1, 4, 0]


def numbers(a, b):
    if b <= 0:
        raise ValueError("b must be positive")
    swapped = (a & 255) << 8 | (a >> 8 & 255)
    return (
        max(a, b),
        min(a, b),
        (a + b - 1) // b,
        (a + b // 2) // b,
        (a + 15) // 16 * 16,
        False,
        a * b,
        a + b,
        a - b,
        0 <= a < 256,
        -128 <= a < 128,
        True,
        swapped,
        swapped,
        swapped,
    )


def turned(data):
    return bytes(reversed(data))


def kinds(text):
    data = text.encode()
    return [
        sum(1 for b in data if b & 0x80),
        sum(1 for b in data if b & 0xC0 == 0x80),
        sum(data),
        len(data),
        3,
        0,
    ]


def show(n):
    print("[%d|%d|%x|%d]end" % (n, n, n, n))


def weekday(n):
    if n in (0, 1, 2):
        return n
    raise NotImplementedError("later")
