// What runs on the board before a test: it tells what it is, then gets the files that the test needs into memory, mounted as
// a file system (boards-and-runner.md D3 has upstream's way; here large files come in pieces, and in base64 where the board
// knows that). Everything is kept out of the test's own names.

/** Where the files of a test are on the board. */
export const MOUNT_POINT = '/__remote';

export const PROBE = `
import sys
def p():
    i = sys.implementation
    try:
        import vfs as v
    except ImportError:
        try:
            import os as v
        except ImportError:
            v = None
    try:
        from binascii import a2b_base64 as b
    except ImportError:
        b = None
    try:
        from io import BytesIO as m
    except ImportError:
        m = None
    print('natmod-target', sys.platform, getattr(i, '_mpy', 0), 64 if sys.maxsize > 2147483647 else 32, int(hasattr(v, 'mount') and m is not None), int(b is not None), getattr(i, '_machine', i.name), sep='\\t')
p()
del p
`;

export interface TargetInfo {
  readonly platform: string;
  /** sys.implementation._mpy: version, sub-version, architecture and its flags; 0 where no .mpy is loaded. */
  readonly mpy: number;
  readonly wordBits: 32 | 64;
  readonly canMount: boolean;
  readonly hasBase64: boolean;
  readonly machine: string;
}

/** Reads what PROBE prints; undefined if it is something else. */
export function readProbe(out: string): TargetInfo | undefined {
  const line = out.split(/\r?\n/).find((each) => each.startsWith('natmod-target\t'));
  const fields = line?.split('\t') ?? [];
  if (fields.length !== 7 || !fields.slice(2, 6).every((field) => /^\d{1,10}$/.test(field))) return undefined;
  const [, platform, mpy, bits, canMount, hasBase64, machine] = fields as [string, ...string[]];
  return {
    platform: platform!,
    mpy: Number(mpy),
    wordBits: bits === '64' ? 64 : 32,
    canMount: canMount === '1',
    hasBase64: hasBase64 === '1',
    machine: machine!,
  };
}

/** Defines `__natmod`: (name, size) makes room for a file, (offset, bytes) fills it, () mounts them all. */
const HOLDER = `
def __natmod():
    import sys, io
    try:
        import vfs
    except ImportError:
        import os as vfs
    files = {}
    class FS:
        def mount(self, readonly, mkfs):
            pass
        def umount(self):
            pass
        def chdir(self, path):
            pass
        def getcwd(self):
            return '/'
        def stat(self, path):
            path = path.strip('/')
            if path in files:
                return (0x8000, 0, 0, 0, 0, 0, len(files[path]), 0, 0, 0)
            if path == '' or any(name.startswith(path + '/') for name in files):
                return (0x4000, 0, 0, 0, 0, 0, 0, 0, 0, 0)
            raise OSError(2)
        def ilistdir(self, path):
            path = path.strip('/')
            path += '/' if path else ''
            below = sorted(set(name[len(path):].split('/')[0] for name in files if name.startswith(path)))
            return iter([(name, 0x8000 if path + name in files else 0x4000, 0) for name in below])
        def open(self, path, mode):
            path = path.strip('/')
            if not ('r' in mode or mode == 'b' or mode == '') or '+' in mode:
                raise OSError(30)
            if path not in files:
                raise OSError(2)
            data = files[path]
            return io.BytesIO(data) if 'b' in mode else io.StringIO(str(data, 'utf-8'))
    buf = None
    def take(*args):
        nonlocal buf
        if len(args) == 0:
            vfs.mount(FS(), '${MOUNT_POINT}')
            while '' in sys.path:
                sys.path.remove('')
            sys.path.insert(0, '${MOUNT_POINT}')
            try:
                import os
                os.chdir('${MOUNT_POINT}')
            except Exception:
                pass
        elif isinstance(args[0], str):
            buf = files[args[0]] = bytearray(args[1])
        else:
            data = args[1]
            buf[args[0]:args[0] + len(data)] = data
    return take
__natmod = __natmod()
`;

/** Bytes of a file that go over in one piece. */
const PIECE = 2048;

const quote = (text: string): string =>
  `'${text.replace(/[^\x20-\x7e]|['\\]/gu, (c) => {
    const code = c.codePointAt(0)!;
    return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\U${code.toString(16).padStart(8, '0')}`;
  })}'`;

function bytesLiteral(bytes: Uint8Array): string {
  let text = "b'";
  for (const byte of bytes) {
    text +=
      byte >= 0x20 && byte < 0x7f && byte !== 0x27 && byte !== 0x5c
        ? String.fromCharCode(byte)
        : `\\x${byte.toString(16).padStart(2, '0')}`;
  }
  return `${text}'`;
}

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

export function base64(bytes: Uint8Array): string {
  let text = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const left = bytes.length - i;
    const word = (bytes[i]! << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    text += BASE64[word >> 18]! + BASE64[(word >> 12) & 63]!;
    text += left > 1 ? BASE64[(word >> 6) & 63]! : '=';
    text += left > 2 ? BASE64[word & 63]! : '=';
  }
  return text;
}

/** The scripts that put files (by their path below the mount point) on the board, one after the other. */
export function uploadScripts(files: ReadonlyMap<string, Uint8Array>, info: TargetInfo): string[] {
  const scripts = [HOLDER];
  for (const [name, bytes] of files) {
    let head = `__natmod(${quote(name)}, ${bytes.length})\n`;
    for (let at = 0; at < bytes.length || head !== ''; at += PIECE) {
      const piece = bytes.subarray(at, at + PIECE);
      const literal = info.hasBase64 ? `a2b_base64(b'${base64(piece)}')` : bytesLiteral(piece);
      const needs = info.hasBase64 ? 'from binascii import a2b_base64\n' : '';
      scripts.push(`${needs}${head}__natmod(${at}, ${literal})\n`);
      head = '';
    }
  }
  scripts.push('__natmod()\n');
  return scripts;
}

/** The last step before the test: what it is called, its stand-in for a built-in module, and no trace of all this. */
export function readyScript(argv: readonly string[], replaced: ReplacedModule | undefined): string {
  const names = argv.map(quote).join(', ');
  const replace =
    replaced === undefined
      ? ''
      : `    sys.modules[${quote(replaced.name)}] = __import__(${quote(replaced.importedAs)})\n`;
  return `
def __natmod():
    import sys, gc
    try:
        sys.argv[:] = [${names}]
    except Exception:
        pass
${replace}    g = globals()
    for name in ('a2b_base64', '__natmod'):
        g.pop(name, None)
    gc.collect()
__natmod()
`;
}

/** A script that ends with SystemExit resets the board, and the status is lost. One that may do so with a status runs inside
 * of this, from its file; others run as themselves, which takes less stack and memory. */
export const STATUS_FILE = '__main__.py';
const STATUS_MARK = '\x18natmod status';
const MAY_EXIT = /\b(?:exit|SystemExit)\s*\(\s*[^)\s]/;

export const mayExitWithStatus = (source: string): boolean => MAY_EXIT.test(source);

export const statusScript = (file: string): string => `
try:
    exec(compile(open('${MOUNT_POINT}/${STATUS_FILE}').read(), ${quote(file)}, 'exec'))
except SystemExit as __natmod:
    print('\\x18natmod status', repr(__natmod.args))
`;
/** The frame of statusScript itself in a traceback. */
const STATUS_FRAME = / {2}File "<stdin>", line 3, in <module>\r?\n/;

/** Takes out of what statusScript printed what is not the test's. */
export function readStatus(
  out: string,
  err: string,
): { readonly out: string; readonly err: string; readonly status: number } {
  const at = out.lastIndexOf(STATUS_MARK);
  const args = at < 0 ? undefined : /^\((.*?),?\)\r?\n$/s.exec(out.slice(at + STATUS_MARK.length + 1))?.[1];
  const frameless = err.replace(STATUS_FRAME, '');
  if (args === undefined) return { out, err: frameless, status: 0 };
  const number = /^-?\d+$/.test(args) ? Number(BigInt.asUintN(8, BigInt(args))) : undefined;
  const plain = { '': 0, None: 0, False: 0, True: 1 }[args];
  return { out: out.slice(0, at), err: frameless, status: number ?? plain ?? 1 };
}

export interface ReplacedModule {
  readonly name: string;
  /** Its file was uploaded under this name: the built-in one would be found first. */
  readonly importedAs: string;
}
