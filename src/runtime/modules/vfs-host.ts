// A folder of the host as a file system of the guest. Files are read whole when they are opened and written whole when
// they are flushed or closed, when someone looks at the folder, and when the script ends, so that a half-written file
// hardly ever stands where a good one was. Who opens a file that is being written sees the same content; it follows its
// file when that is renamed, and is gone with it when that is removed. A closed file answers like one of the Unix port.

import { ERRNO, STREAM_REQUEST } from '../../abi/index.js';
import { RAM_BASE } from '../../machine/index.js';
import { bstr, textOfBstr } from '../core/bstr.js';
import { HostFileError, type HostFileSystem } from '../core/host-files.js';
import type { StreamResult } from '../core/host-function.js';
import { getiter } from '../core/iter.js';
import { osError, valueError } from '../core/raise.js';
import type { Runtime } from '../core/runtime.js';
import { defineType, fun1, fun2, fun3, funVar, type StreamProtocolDef, type TypeDef } from '../core/typedef.js';
import { type Addr, NONE, NULL, type Word } from '../core/word.js';
import type { Payload } from '../gc/heap.js';
import { newList } from '../objects/list.js';
import { newStr, strDataRaise } from '../objects/str-data.js';
import { streamMethods } from '../objects/stream-methods.js';
import { directoryEntry, S_IFDIR, S_IFREG, statTuple, tupleOfInts } from './file-status.js';
import { FileContent, Folder, normalise } from './host-folder.js';
import { addMount } from './mounts.js';

class OpenFile implements Payload {
  readonly folder: Folder;
  readonly content: FileContent;
  readonly readable: boolean;
  readonly writable: boolean;
  readonly append: boolean;
  position = 0;
  closed = false;
  constructor(folder: Folder, content: FileContent, mode: OpenMode) {
    this.folder = folder;
    this.content = content;
    this.readable = mode.read;
    this.writable = mode.write;
    this.append = mode.append;
    if (mode.write) folder.addWriter(content);
  }
  save(): void {
    if (this.writable) this.folder.save(this.content);
  }
  close(): void {
    this.save();
    this.closed = true;
    if (this.writable) this.folder.removeWriter(this.content);
  }
  /** A file that nobody closed is saved when it is collected, as far as that goes. */
  finalize(): void {
    if (this.closed) return;
    try {
      this.save();
    } catch (e) {
      if (!(e instanceof HostFileError)) throw e;
    }
    if (this.writable) this.folder.removeWriter(this.content);
  }
}

/** Runs `body`; what the host refuses becomes an OSError. */
function onHost<T>(rt: Runtime, body: () => T): T {
  try {
    return body();
  } catch (e) {
    if (e instanceof HostFileError) return osError(rt, e.errno);
    throw e;
  }
}

function folderOf(rt: Runtime, fs: Word): Folder {
  const payload = rt.heap.payload(fs);
  if (!(payload instanceof Folder)) return osError(rt, ERRNO.EINVAL);
  payload.saveAll();
  return payload;
}

function pathIn(rt: Runtime, folder: Folder, path: Word): string {
  const text = textOfBstr(strDataRaise(rt, path));
  if (text.includes('\0')) return osError(rt, ERRNO.ENOENT);
  return normalise(folder.current, text) ?? osError(rt, ERRNO.ENOENT);
}

function stat(rt: Runtime, fs: Word, path: Word): Word {
  const folder = folderOf(rt, fs);
  const found = onHost(rt, () => folder.files.stat(pathIn(rt, folder, path)));
  if (!found) return osError(rt, ERRNO.ENOENT);
  return statTuple(rt, found.directory ? S_IFDIR : S_IFREG, found.size, Math.floor(found.mtime));
}

function ilistdir(rt: Runtime, nArgs: number, at: number): Word {
  const folder = folderOf(rt, rt.stack[at]!);
  const path = nArgs > 1 ? pathIn(rt, folder, rt.stack[at + 1]!) : folder.current;
  const like = nArgs > 1 ? rt.stack[at + 1]! : NULL;
  const names = onHost(rt, () => folder.files.list(path)) ?? osError(rt, ERRNO.ENOENT);
  const first = rt.sp;
  for (const name of names) {
    const entry = onHost(rt, () => folder.files.stat(path === '' ? name : `${path}/${name}`));
    if (!entry) continue;
    rt.push(directoryEntry(rt, like, bstr(name), entry.directory ? S_IFDIR : S_IFREG, entry.size));
  }
  const list = rt.heap.root(newList(rt, first, rt.sp - first));
  rt.sp = first;
  return getiter(rt, list, 0);
}

function chdir(rt: Runtime, fs: Word, path: Word): Word {
  const folder = folderOf(rt, fs);
  const target = pathIn(rt, folder, path);
  if (target !== '' && !onHost(rt, () => folder.files.stat(target))?.directory) return osError(rt, ERRNO.ENOENT);
  folder.current = target;
  return NONE;
}

function requireWritable(rt: Runtime, folder: Folder): void {
  if (!folder.files.writable) osError(rt, ERRNO.EROFS);
}

interface OpenMode {
  read: boolean;
  write: boolean;
  append: boolean;
  create: boolean;
  truncate: boolean;
  exclusive: boolean;
  text: boolean;
}

function parseMode(rt: Runtime, text: string): OpenMode {
  const mode: OpenMode = {
    read: false,
    write: false,
    append: false,
    create: false,
    truncate: false,
    exclusive: false,
    text: true,
  };
  for (const c of text) {
    if (c === 'r') mode.read = true;
    else if (c === 'w') Object.assign(mode, { write: true, create: true, truncate: true });
    else if (c === 'a') Object.assign(mode, { write: true, create: true, append: true });
    else if (c === 'x') Object.assign(mode, { write: true, create: true, exclusive: true });
    else if (c === '+') Object.assign(mode, { read: true, write: true });
    else if (c === 'b') mode.text = false;
    else if (c !== 't') return valueError(rt);
  }
  if (!mode.read && !mode.write) mode.read = true;
  return mode;
}

const contentOnHost = (rt: Runtime, folder: Folder, path: string): Uint8Array =>
  onHost(rt, () => folder.files.read(path)) ?? osError(rt, ERRNO.ENOENT);

function open(rt: Runtime, fs: Word, pathWord: Word, modeWord: Word): Word {
  const folder = folderOf(rt, fs);
  const path = pathIn(rt, folder, pathWord);
  const mode = parseMode(rt, strDataRaise(rt, modeWord));
  const found = onHost(rt, () => folder.files.stat(path));
  if (found?.directory) return osError(rt, ERRNO.EISDIR);
  if (!found && !mode.create) return osError(rt, ERRNO.ENOENT);
  if (mode.write) requireWritable(rt, folder);
  if (found && mode.exclusive) return osError(rt, ERRNO.EEXIST);
  if (mode.write && (!found || mode.truncate)) {
    onHost(rt, () => folder.files.write(path, new Uint8Array(0)));
  }
  const content =
    folder.written(path) ?? new FileContent(path, mode.truncate ? new Uint8Array(0) : contentOnHost(rt, folder, path));
  if (mode.truncate) content.size = 0;
  const file = rt.newObject(mode.text ? hostTextFileType : hostFileType, 4 * rt.W);
  rt.heap.setPayload(file, new OpenFile(folder, content, mode));
  return file;
}

// --- open files ------------------------------------------------------------------------------------------------------

const fileOf = (rt: Runtime, o: Word): OpenFile | undefined => {
  const payload = rt.heap.payload(o);
  if (!(payload instanceof OpenFile)) return undefined;
  return payload.closed ? valueError(rt, 'I/O operation on closed file') : payload;
};

function read(rt: Runtime, o: Word, buf: Addr, size: number): StreamResult {
  const file = fileOf(rt, o);
  if (!file?.readable) return { ok: false, errno: ERRNO.EBADF };
  const { content } = file;
  const n = Math.max(0, Math.min(size, content.size - file.position));
  rt.mem.index(buf, n, 'store');
  rt.mem.u8.set(content.data.subarray(file.position, file.position + n), buf - RAM_BASE);
  file.position += n;
  return { ok: true, value: n };
}

/** The largest file that a board can write: it is in the memory of the host while it is open. */
const MAX_SIZE = 0x4000_0000;

function write(rt: Runtime, o: Word, buf: Addr, size: number): StreamResult {
  const file = fileOf(rt, o);
  if (!file?.writable) return { ok: false, errno: ERRNO.EBADF };
  const bytes = rt.mem.bytes(buf, size);
  const { content } = file;
  const start = file.append ? content.size : file.position;
  if (start + size > MAX_SIZE) return { ok: false, errno: ERRNO.EFBIG };
  if (!content.resize(start + size, MAX_SIZE)) return { ok: false, errno: ERRNO.ENOMEM };
  content.data.set(bytes, start);
  file.position = start + size;
  file.folder.unsaved.add(content);
  return { ok: true, value: size };
}

function seek(rt: Runtime, file: OpenFile, record: Addr): StreamResult {
  const lo = rt.mem.ld32(record);
  const whence = rt.mem.ld32(record + rt.W);
  const offset = rt.is64 ? rt.mem.ld32(record + 4) * 0x1_0000_0000 + (lo >>> 0) : lo;
  const origin = [0, file.position, file.content.size][whence];
  const target = origin === undefined ? -1 : offset + origin;
  if (!(target >= 0 && target <= MAX_SIZE)) return { ok: false, errno: ERRNO.EINVAL };
  file.position = target;
  rt.setField(record, 0, target);
  return { ok: true, value: 0 };
}

function ioctl(rt: Runtime, o: Word, request: number, arg: number): StreamResult {
  const payload = rt.heap.payload(o);
  if (request === STREAM_REQUEST.CLOSE && payload instanceof OpenFile && payload.closed) return { ok: true, value: 0 };
  const file = fileOf(rt, o);
  if (!file) return { ok: false, errno: ERRNO.EBADF };
  try {
    switch (request) {
      case STREAM_REQUEST.FLUSH:
        file.save();
        return { ok: true, value: 0 };
      case STREAM_REQUEST.CLOSE:
        file.close();
        return { ok: true, value: 0 };
      case STREAM_REQUEST.SEEK:
        return seek(rt, file, arg);
      default:
        return { ok: false, errno: ERRNO.EINVAL };
    }
  } catch (e) {
    if (e instanceof HostFileError) return { ok: false, errno: e.errno };
    throw e;
  }
}

const fileLocals = {
  read: streamMethods.read,
  readinto: streamMethods.readinto,
  readline: streamMethods.readline,
  readlines: streamMethods.readlines,
  write: streamMethods.write,
  flush: streamMethods.flush,
  close: streamMethods.close,
  seek: streamMethods.seek,
  tell: streamMethods.tell,
  __enter__: fun1((_rt, self) => self),
  __exit__: funVar(4, 4, (rt, _n, at) => {
    const answer = ioctl(rt, rt.stack[at]!, STREAM_REQUEST.CLOSE, 0);
    return answer.ok ? NONE : osError(rt, answer.errno);
  }),
};

function fileType(name: string, isText: boolean): TypeDef {
  const protocol: StreamProtocolDef = { read, write, ioctl, isText };
  return defineType({ name, streamIter: true, protocol, locals: fileLocals });
}

export const hostTextFileType: TypeDef = fileType('TextIOWrapper', true);
export const hostFileType: TypeDef = fileType('FileIO', false);

export const vfsHostType: TypeDef = defineType({
  name: 'VfsHost',
  locals: {
    mount: fun3(() => NONE),
    umount: fun1(() => NONE),
    open: fun3(open),
    stat: fun2(stat),
    statvfs: fun2((rt, fs, path) => {
      stat(rt, fs, path);
      return tupleOfInts(rt, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0);
    }),
    ilistdir: funVar(1, 2, ilistdir),
    chdir: fun2(chdir),
    getcwd: fun1((rt, fs) => newStr(rt, bstr(`/${folderOf(rt, fs).current}`))),
    mkdir: fun2((rt, fs, path) => {
      const folder = folderOf(rt, fs);
      requireWritable(rt, folder);
      onHost(rt, () => folder.files.makeDirectory(pathIn(rt, folder, path)));
      return NONE;
    }),
    remove: fun2((rt, fs, path) => removeEntry(rt, fs, path, false)),
    rmdir: fun2((rt, fs, path) => removeEntry(rt, fs, path, true)),
    rename: fun3((rt, fs, from, to) => {
      const folder = folderOf(rt, fs);
      requireWritable(rt, folder);
      const [old, target] = [pathIn(rt, folder, from), pathIn(rt, folder, to)];
      onHost(rt, () => folder.files.rename(old, target));
      folder.moved(old, target);
      return NONE;
    }),
  },
});

function removeEntry(rt: Runtime, fs: Word, path: Word, directory: boolean): Word {
  const folder = folderOf(rt, fs);
  const target = pathIn(rt, folder, path);
  const found = onHost(rt, () => folder.files.stat(target));
  if (!found) return osError(rt, ERRNO.ENOENT);
  if (found.directory !== directory) return osError(rt, directory ? ERRNO.ENOTDIR : ERRNO.EISDIR);
  requireWritable(rt, folder);
  onHost(rt, () => folder.files.remove(target, directory));
  folder.removed(target);
  return NONE;
}

// --- mounting --------------------------------------------------------------------------------------------------------

/** Mounts a folder of the host at an absolute path. */
export function mountHostFolder(rt: Runtime, files: HostFileSystem, path: string): void {
  const fs = rt.newObject(vfsHostType, 4 * rt.W);
  rt.heap.setPayload(fs, new Folder(files));
  addMount(rt, fs, path);
}
