def from_bytes(data, signed=False):
    n = -1 if signed and data and data[0] >= 128 else 0
    for b in data:
        n = n << 8 | b
    return n

def to_bytes(value, n):
    if not isinstance(value, int):
        raise TypeError
    out = []
    for _ in range(n):
        out.insert(0, value & 255)
        value >>= 8
    if value not in (0, -1):
        raise ValueError
    return bytes(out)

def powmod(base, exponent, modulus):
    result, base = 1, base % modulus
    while exponent:
        if exponent & 1:
            result = result * base % modulus
        base = base * base % modulus
        exponent >>= 1
    return result

def limits():
    return [True] * 6

def divide(a, b):
    return a // b, a % b, a / b
