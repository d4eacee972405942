BLOCK = 16

class Slot:
    def __init__(self, room, step=65535):
        if not 0 <= room <= 1000:
            raise ValueError("room")
        self.room, self.step, self.data, self.open = room, step, "", True

    def write(self, text):
        if not self.open:
            raise OSError(9)
        n = min(len(text), self.step, self.room - len(self.data))
        self.data += text[:n]
        return n

    def close(self):
        self.open = False

    def text(self):
        return self.data

class _Encoder:
    def __init__(self, stream, fallback, indent, sort):
        self.stream, self.fallback, self.indent, self.sort = stream, fallback, indent, sort
        self.buf, self.total, self.depth = "", 0, 0

    def flush(self):
        while self.buf:
            n = self.stream.write(self.buf)
            if n == 0:
                raise OSError(28)
            self.buf = self.buf[n:]

    def put(self, text):
        for c in text:
            self.total += 1
            self.buf += c
            if len(self.buf) == BLOCK:
                self.flush()

    def text(self, s):
        self.put('"')
        for c in s:
            if c in '"\\':
                self.put("\\" + c)
            elif c == "\n":
                self.put("\\n")
            elif c < " ":
                self.put("\\u00%02x" % ord(c))
            else:
                self.put(c)
        self.put('"')

    def line(self):
        if self.indent >= 0:
            self.put("\n" + " " * (self.indent * self.depth))

    def group(self, ends, items, each):
        self.put(ends[0])
        self.depth += 1
        if self.depth > 6:
            raise RuntimeError("nested too deeply")
        for i, item in enumerate(items):
            if i:
                self.put(",")
            self.line()
            each(item)
        self.depth -= 1
        if items:
            self.line()
        self.put(ends[1])

    def encode(self, o):
        def pair(key):
            if not isinstance(key, str):
                raise KeyError(key)
            self.text(key)
            self.put(": ")
            self.encode(o[key])

        if o is None:
            self.put("null")
        elif o is True or o is False:
            self.put("true" if o else "false")
        elif isinstance(o, str):
            self.text(o)
        elif isinstance(o, int):
            self.put(str(o))
        elif isinstance(o, dict):
            self.group("{}", sorted(o) if self.sort else list(o), pair)
        elif isinstance(o, (list, tuple)):
            self.group("[]", o, self.encode)
        elif self.fallback is not None:
            self.encode(self.fallback(o))
        else:
            raise TypeError("not serialisable")

def dump(obj, stream, *, default=None, indent=-1, sort_keys=False):
    if not hasattr(stream, "write"):
        raise OSError("stream operation not supported")
    e = _Encoder(stream, default, indent, sort_keys)
    e.encode(obj)
    e.flush()
    return e.total
