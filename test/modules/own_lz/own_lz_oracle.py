class LzError(ValueError):
    pass

def pack(data):
    out, start, i = bytearray(), 0, 0
    if isinstance(data, int):
        raise TypeError
    while i <= len(data):
        best = back = 0
        if i < len(data):
            for b in range(1, min(i, 255) + 1):
                n = 0
                while n < 130 and i + n < len(data) and data[i + n - b] == data[i + n]:
                    n += 1
                if n > best:
                    best, back = n, b
        if i < len(data) and best < 3 and i - start < 128:
            i += 1
            continue
        if i > start:
            out.append(i - start - 1)
            out.extend(data[start:i])
            start = i
        if i == len(data):
            break
        if best >= 3:
            out.extend(bytes([best + 125, back]))
            i += best
            start = i
    return bytes(out)

def unpack(data, limit=-1):
    out, i = bytearray(), 0
    while i < len(data):
        code = data[i]
        i += 1
        if code < 128:
            if i + code + 1 > len(data):
                raise LzError("cut short", i)
            out.extend(data[i : i + code + 1])
            i += code + 1
        else:
            if i == len(data) or data[i] == 0 or data[i] > len(out):
                raise LzError("bad distance", i)
            for _ in range(code - 125):
                out.append(out[-data[i]])
            i += 1
        if 0 <= limit < len(out):
            raise OSError(12)
    return bytes(out)
