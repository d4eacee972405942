// A remote mount as mpremote makes one (boards-and-runner.md B6), of our own writing on both sides: the device side is a
// file system in Python that talks over stdin and stdout while a program runs, the host side answers from a map of files.
import { latin1, type SerialClient } from './serial-client.js';

const MARK = '\x18';

/** Sent to the device, which then mounts the host's files at /remote. */
export const DEVICE_SIDE = `
import os, io, struct, sys, micropython, select
class Line:
    def __init__(self):
        self.inp = sys.stdin.buffer
        self.out = sys.stdout.buffer
        self.poll = select.poll()
        self.poll.register(self.inp, select.POLLIN)
        self.word = bytearray(4)
    def begin(self, command):
        micropython.kbd_intr(-1)
        self.out.write(bytes((0x18, command)))
        for i in range(30):
            for _ in self.poll.ipoll(1000):
                break
            else:
                raise OSError(110)
            if self.inp.read(1) == b'\\x18':
                return
        raise OSError(5)
    def end(self):
        micropython.kbd_intr(3)
    def fill(self, buf, n):
        view = memoryview(buf)
        at = 0
        while at < n:
            self.poll.poll(1000)
            at += self.inp.readinto(view[at:], n - at)
    def number(self, fmt='<i'):
        n = struct.calcsize(fmt)
        self.fill(self.word, n)
        return struct.unpack(fmt, self.word)[0]
    def send(self, fmt, value):
        struct.pack_into(fmt, self.word, 0, value)
        self.out.write(self.word, struct.calcsize(fmt))
    def send_data(self, data):
        if isinstance(data, str):
            data = data.encode()
        self.send('<i', len(data))
        self.out.write(data)
    def data(self):
        n = self.number()
        buf = bytearray(n)
        self.fill(buf, n)
        return buf
line = Line()
class File(io.IOBase):
    def __init__(self, fd, is_text):
        self.fd = fd
        self.is_text = is_text
    def ioctl(self, request, arg):
        if request == 4:
            if self.fd is not None:
                line.begin(5); line.send('<b', self.fd); line.end()
                self.fd = None
            return 0
        return 249 if request == 11 else -1
    def close(self):
        self.ioctl(4, 0)
    def __enter__(self):
        return self
    def __exit__(self, a, b, c):
        self.close()
    def read(self, n=-1):
        line.begin(6); line.send('<b', self.fd); line.send('<i', n)
        data = line.data(); line.end()
        return str(data, 'utf8') if self.is_text else bytes(data)
    def readinto(self, buf):
        line.begin(6); line.send('<b', self.fd); line.send('<i', len(buf))
        data = line.data(); line.end()
        buf[:] = data
        return len(data)
    def readline(self):
        line.begin(7); line.send('<b', self.fd)
        data = line.data(); line.end()
        return str(data, 'utf8') if self.is_text else bytes(data)
    def __iter__(self):
        return self
    def __next__(self):
        text = self.readline()
        if not text:
            raise StopIteration
        return text
    def write(self, data):
        line.begin(8); line.send('<b', self.fd); line.send_data(data)
        n = line.number(); line.end()
        return n
class FS:
    def mount(self, readonly, mkfs):
        pass
    def umount(self):
        pass
    def chdir(self, path):
        if not path.startswith('/'):
            path = self.cwd + path
        self.cwd = path if path.endswith('/') else path + '/'
    cwd = '/'
    def getcwd(self):
        return self.cwd
    def full(self, path):
        return path if path.startswith('/') else self.cwd + path
    def stat(self, path):
        line.begin(1); line.send_data(self.full(path))
        res = line.number('<b')
        if res:
            line.end()
            raise OSError(-res)
        mode = line.number('<I'); size = line.number('<I')
        line.number('<I'); line.number('<I'); line.number('<I'); line.end()
        return (mode, 0, 0, 0, 0, 0, size, 0, 0, 0)
    def ilistdir(self, path):
        line.begin(2); line.send_data(self.full(path))
        res = line.number('<b'); line.end()
        if res:
            raise OSError(-res)
        def entries():
            while True:
                line.begin(3)
                name = str(line.data(), 'utf8')
                if not name:
                    line.end()
                    return
                kind = line.number('<I'); line.end()
                yield (name, kind, 0)
        return entries()
    def open(self, path, mode):
        line.begin(4); line.send_data(self.full(path)); line.send_data(mode)
        fd = line.number('<b'); line.end()
        if fd < 0:
            raise OSError(-fd)
        return File(fd, 'b' not in mode)
    def remove(self, path):
        line.begin(10); line.send_data(self.full(path))
        res = line.number(); line.end()
        if res < 0:
            raise OSError(-res)
os.mount(FS(), '/remote')
os.chdir('/remote')
`;

const ENOENT = 2;
const word = (value: number): Uint8Array => {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setInt32(0, value, true);
  return bytes;
};
const data = (bytes: Uint8Array): Uint8Array => Buffer.concat([word(bytes.length), bytes]);

/** The host side: files by path, without a leading `/`. */
export class RemoteHost {
  readonly files: Map<string, Uint8Array>;
  /** Numbers of the commands that were served. */
  readonly served: number[] = [];
  private readonly client: SerialClient;
  private readonly open: { path: string; at: number; written: Uint8Array[] | undefined }[] = [];
  private listing: { name: string; kind: number }[] = [];
  constructor(client: SerialClient, files: Readonly<Record<string, Uint8Array>>) {
    this.client = client;
    this.files = new Map(Object.entries(files));
  }

  /** Runs code whose output may have commands in it; what is left of the output. */
  async exec(code: string): Promise<{ out: string; err: string }> {
    this.client.send(`${code}\x04`);
    await this.client.until('OK');
    let out = '';
    for (;;) {
      const byte = await this.client.take(1);
      if (byte === MARK) await this.serve();
      else if (byte === '\x04') break;
      else out += byte;
    }
    const err = (await this.client.until('\x04')).slice(0, -1);
    await this.client.until('>');
    return { out, err };
  }

  private async number(size: 1 | 4 = 4): Promise<number> {
    const view = new DataView(latin1(await this.client.take(size)).buffer);
    return size === 1 ? view.getInt8(0) : view.getInt32(0, true);
  }
  private async text(): Promise<string> {
    return Buffer.from(await this.bytes()).toString('utf8');
  }
  private async bytes(): Promise<Uint8Array> {
    return latin1(await this.client.take(await this.number()));
  }
  private async path(): Promise<string> {
    return (await this.text()).replace(/^\/+|\/+$/g, '');
  }
  private isFolder(path: string): boolean {
    return path === '' || [...this.files.keys()].some((name) => name.startsWith(`${path}/`));
  }

  private async serve(): Promise<void> {
    const command = (await this.client.take(1)).charCodeAt(0);
    this.served.push(command);
    this.client.send(MARK);
    await this.answer(command);
  }
  private async answer(command: number): Promise<void> {
    const { client, files } = this;
    switch (command) {
      case 1: {
        const path = await this.path();
        const file = files.get(path);
        if (!file && !this.isFolder(path)) return client.send(Uint8Array.of(-ENOENT & 255));
        const words = [file ? 0x8000 : 0x4000, file?.length ?? 0, 0, 0, 0];
        return client.send(Buffer.concat([Uint8Array.of(0), ...words.map(word)]));
      }
      case 2: {
        const path = await this.path();
        if (!this.isFolder(path)) return client.send(Uint8Array.of(-ENOENT & 255));
        const inside = path === '' ? '' : `${path}/`;
        const names = [...files.keys()]
          .filter((name) => name.startsWith(inside))
          .map((name) => name.slice(inside.length));
        this.listing = [...new Set(names.map((name) => name.split('/')[0]!))].map((name) => ({
          name,
          kind: names.includes(name) ? 0x8000 : 0x4000,
        }));
        return client.send(Uint8Array.of(0));
      }
      case 3: {
        const next = this.listing.shift();
        return client.send(next ? Buffer.concat([data(Buffer.from(next.name)), word(next.kind)]) : word(0));
      }
      case 4: {
        const path = await this.path();
        const mode = await this.text();
        const writes = mode.includes('w');
        if (!writes && !files.has(path)) return client.send(Uint8Array.of(-ENOENT & 255));
        this.open.push({ path, at: 0, written: writes ? [] : undefined });
        return client.send(Uint8Array.of(this.open.length - 1));
      }
      case 5: {
        const { path, written } = this.open[await this.number(1)]!;
        if (written) files.set(path, Buffer.concat(written));
        return;
      }
      case 6: {
        const file = this.open[await this.number(1)]!;
        const size = await this.number();
        const whole = files.get(file.path)!;
        const part = whole.subarray(file.at, size < 0 ? whole.length : file.at + size);
        file.at += part.length;
        return client.send(data(part));
      }
      case 7: {
        const file = this.open[await this.number(1)]!;
        const whole = files.get(file.path)!;
        const end = whole.indexOf(10, file.at) + 1 || whole.length;
        const part = whole.subarray(file.at, end);
        file.at = end;
        return client.send(data(part));
      }
      case 8: {
        const file = this.open[await this.number(1)]!;
        const bytes = await this.bytes();
        file.written!.push(bytes);
        return client.send(word(bytes.length));
      }
      case 10:
        return client.send(word(files.delete(await this.path()) ? 0 : -ENOENT));
      default:
        throw new Error(`command ${command} is not served here`);
    }
  }
}
