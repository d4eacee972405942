def _height(image, width):
    if not isinstance(width, int):
        raise TypeError
    if width <= 0 or len(image) % width:
        raise ValueError
    return len(image) // width

def _clamp(v, low, high):
    return max(low, min(high, v))

def convolve(source, width, kernel, *, out=None, divide=1, offset=0):
    if len(kernel) != 9:
        raise ValueError
    height = _height(source, width)
    if out is None:
        out = bytearray(len(source))
    if isinstance(out, bytes):
        raise TypeError
    if len(out) != len(source) or divide == 0:
        raise ValueError
    for y in range(height):
        for x in range(width):
            total = 0
            for i in range(9):
                px = _clamp(x + i % 3 - 1, 0, width - 1)
                py = _clamp(y + i // 3 - 1, 0, height - 1)
                total += kernel[i] * source[py * width + px]
            r = total % abs(divide) if divide > 0 else None
            if divide > 0:
                v = total // divide
            else:
                # As C's remainder has it for a negative divisor.
                rem = total - int(total / divide) * divide
                rem = rem + divide
                rem = rem - int(rem / divide) * divide
                v = int((total - rem) / divide)
            out[y * width + x] = _clamp(v + offset, 0, 255)
    return out

def threshold(image, width, limit):
    _height(image, width)
    above = 0
    for i in range(len(image)):
        above += image[i] > limit
        image[i] = 255 if image[i] > limit else 0
    return above

def histogram(image):
    counts = [0] * 4
    for b in image:
        counts[b >> 6] += 1
    return tuple(counts)
