// vfs.VfsRom: a read-only file system in a ROMFS image (python-dialect.md section 17; image format: boards-and-runner.md
// A10). An image is any buffer of the guest; it is parsed anew at each request, and every length in it is checked.
//
// Layout of a file system object: base, image object, address and length of the image's records, length of the image.
// Of a file: base, file system, address of the data, their length, position, closed flag.

import { BYTES_TYPECODE, ERRNO, STREAM_REQUEST } from '../../abi/index.js';
import { type Entry, lookup, nextEntry, rootRange } from '../../romfs/index.js';
import { argCheckNum } from '../core/args.js';
import { loadAttr } from '../core/attr.js';
import { type BufferInfo, bufferBytes, getBufferRaise, MP_BUFFER_READ } from '../core/buffer.js';
import type { StreamResult } from '../core/host-function.js';
import { newIterator } from '../core/iter-buffer.js';
import { osError } from '../core/raise.js';
import type { Runtime } from '../core/runtime.js';
import { defineType, fun1, fun2, fun3, funVar, type TypeDef } from '../core/typedef.js';
import { type Addr, NONE, STOP_ITERATION, smallInt, type Word } from '../core/word.js';
import { listAppend } from '../objects/list.js';
import { newMemoryview } from '../objects/memoryview.js';
import { newStr, strDataRaise } from '../objects/str-data.js';
import { streamMethods } from '../objects/stream-methods.js';
import { newTuple } from '../objects/tuple.js';
import { directoryEntry, S_IFDIR, S_IFREG, statTuple, tupleOfInts } from './file-status.js';
import { addMount } from './mounts.js';

const NAME_MAX = 32767;
const MOUNT_POINT = '/rom';

// --- the file system -------------------------------------------------------------------------------------------------

const imageInfo = (rt: Runtime, fs: Word): BufferInfo => getBufferRaise(rt, rt.ldObj(fs + rt.W), MP_BUFFER_READ);
const imageBytes = (rt: Runtime, fs: Word): Uint8Array => bufferBytes(rt, imageInfo(rt, fs));

function makeNew(rt: Runtime, type: Addr, nArgs: number, nKw: number, at: number): Word {
  argCheckNum(rt, nArgs, nKw, 1, 1, false);
  const image = bufferBytes(rt, getBufferRaise(rt, rt.stack[at]!, MP_BUFFER_READ));
  if (!rootRange(image)) return osError(rt, ERRNO.ENODEV);
  const fs = rt.newObject(vfsRomType, 2 * rt.W);
  rt.stPtr(fs, type);
  rt.stObj(fs + rt.W, rt.stack[at]!);
  return fs;
}

/** Mounts the image in the ROM partition, as the boards do when they start; nothing happens where it is none. */
export function mountRom(rt: Runtime): void {
  const { rom } = rt;
  if (!rom || !rootRange(rt.mem.bytes(rom.addr, rom.size))) return;
  const fs = rt.newObject(vfsRomType, 2 * rt.W);
  rt.stObj(fs + rt.W, newMemoryview(rt, BYTES_TYPECODE, rom.size, rom.addr, false));
  addMount(rt, fs, MOUNT_POINT);
  const path = loadAttr(rt, rt.builtinModules.get('sys')!, rt.qstrs.intern('path'));
  for (const folder of [MOUNT_POINT, `${MOUNT_POINT}/lib`]) listAppend(rt, path, newStr(rt, folder));
}

/** The entry that a path argument means. */
function find(rt: Runtime, fs: Word, path: Word): Entry {
  const image = imageBytes(rt, fs);
  const root = rootRange(image);
  return (root && lookup(image, root, strDataRaise(rt, path))) ?? osError(rt, ERRNO.ENOENT);
}

const sizeOf = ({ body }: Entry): number => body.end - body.at;
const modeOf = (entry: Entry): number => (entry.isDirectory ? S_IFDIR : S_IFREG);

function stat(rt: Runtime, fs: Word, path: Word): Word {
  const entry = find(rt, fs, path);
  return statTuple(rt, modeOf(entry), sizeOf(entry), 0);
}

/** The whole image: header and records. */
function statvfs(rt: Runtime, fs: Word): Word {
  const root = rootRange(imageBytes(rt, fs));
  return tupleOfInts(rt, 1, 0, root ? root.end - root.at : 0, 0, 0, 0, 0, 0, 0, NAME_MAX);
}

function chdir(rt: Runtime, _fs: Word, path: Word): Word {
  if (strDataRaise(rt, path) !== '/') return osError(rt, ERRNO.EOPNOTSUPP);
  return NONE;
}

/** Directory iterator: a pair of file system and end offset; the position is the offset of the next record. */
function dirNext(rt: Runtime, it: Word): Word {
  const state = rt.ldObj(it + 2 * rt.W);
  const fs = rt.ldObj(state + 2 * rt.W);
  const like = rt.ldObj(state + 3 * rt.W);
  const end = rt.ldObj(state + 4 * rt.W) >> 1;
  const image = imageBytes(rt, fs);
  const found = nextEntry(image, { at: rt.ldWord(it + 3 * rt.W), end: Math.min(end, image.length) });
  if (!found) return STOP_ITERATION;
  rt.stWord(it + 3 * rt.W, found.next);
  const { entry } = found;
  return directoryEntry(rt, like, entry.name, modeOf(entry), sizeOf(entry));
}

function ilistdir(rt: Runtime, fs: Word, path: Word): Word {
  const entry = find(rt, fs, path);
  // A file has no entries; the boards say that it is not there.
  if (!entry.isDirectory) return osError(rt, ERRNO.ENOENT);
  const at = rt.sp;
  rt.push(fs);
  rt.push(path);
  rt.push(smallInt(entry.body.end));
  const state = newTuple(rt, at, 3);
  rt.sp = at;
  return newIterator(rt, 0, rt.gate('iternext', dirNext), state, entry.body.at);
}

function open(rt: Runtime, fs: Word, path: Word, modeWord: Word): Word {
  const mode = strDataRaise(rt, modeWord);
  if (/[wa+]/.test(mode)) return osError(rt, ERRNO.EROFS);
  const entry = find(rt, fs, path);
  if (entry.isDirectory) return osError(rt, ERRNO.EISDIR);
  const file = rt.newObject(mode.includes('b') ? romFileIOType : romTextIOType, 6 * rt.W);
  rt.stObj(file + rt.W, fs);
  rt.setField(file, 2, imageInfo(rt, fs).buf + entry.body.at);
  rt.setField(file, 3, sizeOf(entry));
  return file;
}

const none1 = (): Word => NONE;
const none3 = (): Word => NONE;

export const vfsRomType: TypeDef = defineType({
  name: 'VfsRom',
  make_new: makeNew,
  locals: {
    open: fun3(open),
    chdir: fun2(chdir),
    getcwd: fun1((rt) => newStr(rt, '/')),
    ilistdir: fun2(ilistdir),
    mount: fun3(none3),
    stat: fun2(stat),
    statvfs: fun2(statvfs),
    umount: fun1(none1),
  },
});

// --- files -----------------------------------------------------------------------------------------------------------

const position = (rt: Runtime, file: Word): number => rt.field(file, 4);
const isClosed = (rt: Runtime, file: Word): boolean => rt.field(file, 5) !== 0;

function read(rt: Runtime, file: Word, buf: Addr, size: number): StreamResult {
  if (isClosed(rt, file)) return { ok: false, errno: ERRNO.EINVAL };
  const at = position(rt, file);
  const n = Math.max(0, Math.min(size, rt.field(file, 3) - at));
  if (n > 0)
    rt.mem.u8.copyWithin(rt.mem.index(buf, n, 'store'), sourceIndex(rt, file, at, n), sourceIndex(rt, file, at, n) + n);
  rt.setField(file, 4, at + n);
  return { ok: true, value: n };
}
const sourceIndex = (rt: Runtime, file: Word, at: number, n: number): number => rt.mem.index(rt.field(file, 2) + at, n);

function ioctl(rt: Runtime, file: Word, request: number, arg: number): StreamResult {
  if (request === STREAM_REQUEST.CLOSE) {
    rt.setField(file, 5, 1);
    return { ok: true, value: 0 };
  }
  if (request !== STREAM_REQUEST.SEEK || isClosed(rt, file)) return { ok: false, errno: ERRNO.EINVAL };
  // The record is guest data: offset as a signed word, whence.
  const offset = signedField(rt, arg);
  const whence = rt.mem.ld32(arg + rt.W);
  const size = rt.field(file, 3);
  const base = whence === 0 ? 0 : whence === 1 ? position(rt, file) : size;
  const target = base + offset;
  if (whence === 0 && target < 0) return { ok: false, errno: ERRNO.EINVAL };
  rt.setField(file, 4, Math.min(size, Math.max(0, target)));
  rt.setField(arg, 0, position(rt, file));
  return { ok: true, value: 0 };
}
function signedField(rt: Runtime, addr: Addr): number {
  const low = rt.mem.ld32(addr);
  return rt.is64 ? rt.mem.ld32(addr + 4) * 0x1_0000_0000 + (low >>> 0) : low;
}

const enter = (_rt: Runtime, file: Word): Word => file;
function exit(rt: Runtime, _nArgs: number, at: number): Word {
  ioctl(rt, rt.stack[at]!, STREAM_REQUEST.CLOSE, 0);
  return NONE;
}

function fileBuffer(rt: Runtime, file: Word, info: BufferInfo, flags: number): boolean {
  if (flags !== MP_BUFFER_READ || isClosed(rt, file)) return false;
  info.buf = rt.field(file, 2);
  info.len = rt.field(file, 3);
  info.typecode = 66;
  return true;
}

function fileType(name: string, isText: boolean): TypeDef {
  const { read: readMethod, readinto, readline, readlines, seek, tell, close } = streamMethods;
  return defineType({
    name,
    streamIter: true,
    protocol: { read, ioctl, isText },
    ...(isText ? {} : { buffer: fileBuffer }),
    locals: {
      read: readMethod,
      readinto,
      readline,
      readlines,
      seek,
      tell,
      close,
      __enter__: fun1(enter),
      __exit__: funVar(4, 4, exit),
    },
  });
}
const romFileIOType: TypeDef = fileType('FileIO', false);
const romTextIOType: TypeDef = fileType('TextIOWrapper', true);

/** Types of this file that no module attribute names. */
export const ROM_FILE_TYPES: readonly TypeDef[] = [romFileIOType, romTextIOType];
