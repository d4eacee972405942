// The table of mounted file systems and how a path finds its way to one of them (python-dialect.md section 17). A file
// system is any object with the right methods; the table belongs to the board.
//
// What is odd: a path relative to the root is matched against mount points too; a relative path elsewhere goes unchanged
// to the file system of the current directory; whatever is mounted at `/` stays last and gets what nothing else matched.

import { ERRNO } from '../../abi/index.js';
import { callNamed } from '../core/call-named.js';
import { osError } from '../core/raise.js';
import type { Runtime } from '../core/runtime.js';
import type { Word } from '../core/word.js';
import { listAppend, newList } from '../objects/list.js';
import { isBytes, newBytes, newStr, strDataRaise } from '../objects/str-data.js';

export interface Mount {
  readonly path: string;
  readonly fs: Word;
}
/** Where a path leads: the root without a file system of its own, a file system, or nowhere. */
export type Place = 'root' | 'none' | Mount;

interface MountTable {
  mounts: Mount[];
  current: 'root' | Mount;
}
const tables = new WeakMap<Runtime, MountTable>();

export function mountTable(rt: Runtime): MountTable {
  let table = tables.get(rt);
  if (!table) {
    table = { mounts: [], current: 'root' };
    tables.set(rt, table);
  }
  return table;
}

/** Replaces the mounts; a list of their objects in a root word keeps these alive. */
function setMounts(rt: Runtime, mounts: Mount[]): void {
  const list = newList(rt, rt.sp, 0);
  for (const { fs } of mounts) listAppend(rt, list, fs);
  rt.rootWords.mounts = list;
  mountTable(rt).mounts = mounts;
}

/** True for a file system that takes over the root directory. */
const isRootMount = (mount: Mount): boolean => mount.path.length === 1;

export const rootMount = (rt: Runtime): Mount | undefined => mountTable(rt).mounts.find(isRootMount);

/** The place of a path, and the path as that file system sees it. */
export function lookupPath(rt: Runtime, path: string): { place: Place; rest: string } {
  const { mounts, current } = mountTable(rt);
  const absolute = path.startsWith('/');
  if (!absolute && current !== 'root') return { place: current, rest: path };
  const inner = absolute ? path.slice(1) : path;
  if (inner === '') return { place: 'root', rest: '' };
  for (const mount of mounts) {
    const point = mount.path.slice(1);
    if (point === '') return { place: mount, rest: path };
    if (!inner.startsWith(point)) continue;
    if (inner.length === point.length) return { place: mount, rest: '/' };
    if (inner[point.length] === '/') return { place: mount, rest: inner.slice(point.length) };
  }
  return { place: 'none', rest: '' };
}

/** A path argument: its place, and the rest of it as an object of the argument's type. */
export function lookupObject(rt: Runtime, path: Word): { place: Place; rest: string; restWord: Word } {
  const { place, rest } = lookupPath(rt, strDataRaise(rt, path));
  const restWord = isBytes(rt, path) ? newBytes(rt, rest) : newStr(rt, rest);
  return { place, rest, restWord: rt.heap.root(restWord) };
}

export function addMount(rt: Runtime, fs: Word, path: string): void {
  const { mounts } = mountTable(rt);
  const mount: Mount = { path, fs };
  const { place } = lookupPath(rt, path);
  // Inside a root file system there may be other mount points, elsewhere not.
  if (place !== 'root' && place !== 'none' && (isRootMount(mount) || !isRootMount(place))) osError(rt, ERRNO.EPERM);
  const last = mounts.findIndex(isRootMount);
  const at = last < 0 ? mounts.length : last;
  setMounts(rt, [...mounts.slice(0, at), mount, ...mounts.slice(at)]);
}

/** Takes the first mount out for which `matches` holds; undefined if there is none. */
export function removeMount(rt: Runtime, matches: (mount: Mount) => boolean): Mount | undefined {
  const table = mountTable(rt);
  const found = table.mounts.find(matches);
  if (!found) return undefined;
  rt.heap.root(found.fs);
  setMounts(
    rt,
    table.mounts.filter((mount) => mount !== found),
  );
  if (table.current === found) table.current = 'root';
  return found;
}

/** Calls a method of the file system at a place; the root itself and nowhere have none. */
export function callPlace(rt: Runtime, place: Place, name: string, ...args: readonly Word[]): Word {
  if (place === 'none') return osError(rt, ERRNO.ENODEV);
  if (place === 'root') return osError(rt, ERRNO.EPERM);
  return callNamed(rt, place.fs, name, ...args);
}
