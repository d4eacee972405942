# A pipe over a bytearray. It is a stream by io.IOBase.
import io


class PipeFull(OSError):
    pass


class PipeSize(ValueError):
    pass


_on_close = None


class Pipe(io.IOBase):
    def __init__(self, size):
        if size < 1 or size > 4096:
            raise PipeSize("from 1 to 4096")
        self.size = size
        self.data = b""
        self.closed = False

    def _take(self, n):
        if self.closed:
            raise OSError(22)
        part, self.data = self.data[:n], self.data[n:]
        return part

    def read(self, n=-1):
        return self._take(len(self.data) if n < 0 else n)

    def readinto(self, buf, n=None):
        part = self._take(len(buf) if n is None else n)
        buf[: len(part)] = part
        return len(part)

    def readline(self):
        at = self.data.find(b"\n")
        return self._take(len(self.data) if at < 0 else at + 1)

    def write(self, data):
        if self.closed:
            raise OSError(22)
        data = data.encode() if isinstance(data, str) else bytes(data)
        if len(data) > self.size - len(self.data):
            raise PipeFull(28, self.size - len(self.data))
        self.data += data
        return len(data)

    def close(self):
        if not self.closed:
            self.closed = True
            if _on_close is not None:
                _on_close(len(self.data))

    def used(self):
        return len(self.data)


def when_closed(function):
    global _on_close
    before, _on_close = _on_close, function
    return before


def table(pipe, rows):
    i = 0
    for name, n in rows:
        pipe.write("%2d %-6s|%5d|%05x\n" % (i, name, n, n))
        i += 1
    return i
