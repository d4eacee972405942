// The module `vfs`: mounting file systems (python-dialect.md section 17), and the ROM partition (boards-and-runner.md
// A10).

import { BYTES_TYPECODE, ERRNO } from '../../abi/index.js';
import { RAM_BASE } from '../../machine/index.js';
import { callNamed, hasMethod } from '../core/call-named.js';
import { namedArgs } from '../core/keyword-args.js';
import { osError } from '../core/raise.js';
import { ROM_PARTITION_BYTES, type Runtime } from '../core/runtime.js';
import { fun1, funKw, funVar, type ModuleDef, typeMember } from '../core/typedef.js';
import { FALSE, NONE, NULL, smallInt, type Word } from '../core/word.js';
import { toIndex } from '../objects/int.js';
import { listAppend, newList } from '../objects/list.js';
import { newMemoryview } from '../objects/memoryview.js';
import { isStr, newStr, strDataRaise, strValue } from '../objects/str-data.js';
import { newTuple } from '../objects/tuple.js';
import { addMount, mountTable, removeMount } from './mounts.js';
import { vfsRomType } from './vfs-rom.js';

/** `vfs.mount()`: what is mounted, as (fs, path) pairs. */
function listMounts(rt: Runtime): Word {
  const list = newList(rt, rt.sp, 0);
  for (const { fs, path } of mountTable(rt).mounts) {
    const at = rt.sp;
    rt.push(fs);
    rt.push(newStr(rt, path));
    listAppend(rt, list, newTuple(rt, at, 2));
    rt.sp = at;
  }
  return list;
}

function mount(rt: Runtime, nArgs: number, nKw: number, at: number): Word {
  if (nArgs === 0) return listMounts(rt);
  // The two positional parameters have no names on the boards either.
  const [fs, path, readonly, mkfs] = namedArgs(rt, nArgs, nKw, at, ['', '', 'readonly', 'mkfs'], 2, 2);
  const text = strDataRaise(rt, path!);
  // Without `mount` it could be a block device, but the boards have no file system that lives on one.
  if (!hasMethod(rt, fs!, 'mount')) return osError(rt, ERRNO.ENODEV);
  const or = (w: Word | undefined): Word => (w === undefined || w === NULL ? FALSE : w);
  callNamed(rt, fs!, 'mount', or(readonly), or(mkfs));
  addMount(rt, fs!, text);
  return NONE;
}

function umount(rt: Runtime, what: Word): Word {
  const path = isStr(rt, what) ? strValue(rt, what) : undefined;
  const found = removeMount(rt, (m) => (path === undefined ? m.fs === what : m.path === path));
  if (!found) return osError(rt, ERRNO.EINVAL);
  callNamed(rt, found.fs, 'umount');
  return NONE;
}

export const mountFunction = funKw(0, mount);
export const umountFunction = fun1(umount);

const ROM_PARTITIONS = 1;
const ROM_COUNT = 1;
const ROM_SEGMENT = 2;

/** The ROM partition of a board is flash outside of RAM; without an image nothing is there, so that reading it faults. */
function romIoctl(rt: Runtime, nArgs: number, at: number): Word {
  const request = toIndex(rt, rt.stack[at]!);
  if (request === ROM_COUNT) return smallInt(ROM_PARTITIONS);
  if (request !== ROM_SEGMENT || nArgs < 2 || toIndex(rt, rt.stack[at + 1]!) !== 0) return smallInt(-ERRNO.EINVAL);
  if (rt.rom) return newMemoryview(rt, BYTES_TYPECODE, rt.rom.size, rt.rom.addr, false);
  const behindRam = Math.ceil((RAM_BASE + rt.mem.u8.length) / 0x1_0000) * 0x1_0000;
  return newMemoryview(rt, BYTES_TYPECODE, ROM_PARTITION_BYTES, behindRam, false);
}

export const vfsModule: ModuleDef = {
  name: 'vfs',
  extensible: false,
  members: {
    mount: mountFunction,
    umount: umountFunction,
    rom_ioctl: funVar(1, 4, romIoctl),
    VfsRom: typeMember(vfsRomType),
  },
};
