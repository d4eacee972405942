// The module `os`: directories and files of the mounted file systems (python-dialect.md section 17).

import { ERRNO } from '../../abi/index.js';
import { callNamed } from '../core/call-named.js';
import { iternext } from '../core/iter.js';
import { newIterator } from '../core/iter-buffer.js';
import { osError } from '../core/raise.js';
import type { Runtime } from '../core/runtime.js';
import { sequenceItemsRaise } from '../core/sequence.js';
import { subscr } from '../core/subscr.js';
import { fun0, fun1, fun2, funVar, type ModuleDef, value } from '../core/typedef.js';
import { NONE, SENTINEL, STOP_ITERATION, smallInt, type Word } from '../core/word.js';
import { listAppend, newList } from '../objects/list.js';
import { newStr, strDataRaise } from '../objects/str-data.js';
import { directoryEntry, S_IFDIR, statTuple, tupleOfInts } from './file-status.js';
import { callPlace, lookupObject, mountTable, rootMount } from './mounts.js';
import { mountFunction, umountFunction } from './vfs.js';

/** Next entry of the root directory: first the mount points, then what the file system mounted there has. The iterator
 * holds a list of the path argument (its type says what names are) and the inner iterator, once there is one. */
function rootNext(rt: Runtime, it: Word): Word {
  const state = rt.ldObj(it + 2 * rt.W);
  const { len, items } = sequenceItemsRaise(rt, state);
  if (len > 1) return iternext(rt, rt.ldObj(items + rt.W));
  const like = rt.ldObj(items);
  const position = rt.ldWord(it + 3 * rt.W);
  const mount = mountTable(rt).mounts[position];
  if (mount === undefined) return STOP_ITERATION;
  rt.stWord(it + 3 * rt.W, position + 1);
  if (mount.path.length === 1) {
    listAppend(rt, state, callNamed(rt, mount.fs, 'ilistdir', newStr(rt, '/')));
    return rootNext(rt, it);
  }
  return directoryEntry(rt, like, mount.path.slice(1), S_IFDIR);
}

function rootEntries(rt: Runtime, path: Word): Word {
  const at = rt.sp;
  rt.push(path);
  const state = newList(rt, at, 1);
  rt.sp = at;
  return newIterator(rt, 0, rt.gate('iternext', rootNext), state, 0);
}

const pathOr = (rt: Runtime, nArgs: number, at: number): Word => (nArgs > 0 ? rt.stack[at]! : newStr(rt, ''));

function ilistdir(rt: Runtime, nArgs: number, at: number): Word {
  const path = pathOr(rt, nArgs, at);
  const { place, restWord } = lookupObject(rt, path);
  return place === 'root' ? rootEntries(rt, path) : callPlace(rt, place, 'ilistdir', restWord);
}

function listdir(rt: Runtime, nArgs: number, at: number): Word {
  const it = rt.heap.root(ilistdir(rt, nArgs, at));
  const names = newList(rt, rt.sp, 0);
  const mark = rt.heap.mark();
  for (let entry = iternext(rt, it); entry !== STOP_ITERATION; entry = iternext(rt, it)) {
    listAppend(rt, names, subscr(rt, rt.heap.root(entry), smallInt(0), SENTINEL));
    rt.heap.release(mark);
  }
  return names;
}

function chdir(rt: Runtime, path: Word): Word {
  const table = mountTable(rt);
  const { place, restWord } = lookupObject(rt, path);
  if (place === 'none') return osError(rt, ERRNO.ENODEV);
  if (place === 'root') {
    const root = rootMount(rt);
    if (root) callNamed(rt, root.fs, 'chdir', newStr(rt, '/'));
    table.current = 'root';
    return NONE;
  }
  callNamed(rt, place.fs, 'chdir', restWord);
  table.current = place;
  return NONE;
}

function getcwd(rt: Runtime): Word {
  const { current } = mountTable(rt);
  if (current === 'root') return newStr(rt, '/');
  const inner = callNamed(rt, current.fs, 'getcwd');
  if (current.path.length === 1) return inner;
  const text = strDataRaise(rt, inner);
  return newStr(rt, current.path + (text === '/' ? '' : text));
}

function mkdir(rt: Runtime, path: Word): Word {
  const { place, rest, restWord } = lookupObject(rt, path);
  if (place === 'root' || (place !== 'none' && rest === '/')) return osError(rt, ERRNO.EEXIST);
  return callPlace(rt, place, 'mkdir', restWord);
}

function rename(rt: Runtime, from: Word, to: Word): Word {
  const a = lookupObject(rt, from);
  const b = lookupObject(rt, to);
  if (a.place !== b.place) return osError(rt, ERRNO.EPERM);
  return callPlace(rt, a.place, 'rename', a.restWord, b.restWord);
}

function stat(rt: Runtime, path: Word): Word {
  const { place, restWord } = lookupObject(rt, path);
  if (place === 'root') return statTuple(rt, S_IFDIR, 0, 0);
  return callPlace(rt, place, 'stat', restWord);
}

function statvfs(rt: Runtime, path: Word): Word {
  const { place, restWord } = lookupObject(rt, path);
  if (place !== 'root') return callPlace(rt, place, 'statvfs', restWord);
  const root = rootMount(rt);
  if (root) return callNamed(rt, root.fs, 'statvfs', newStr(rt, '/'));
  return tupleOfInts(rt, 0, 0, 0, 0, 0, 0, 0, 0, 0, 512);
}

/** A function that hands its path to the method `name`. */
const forward =
  (name: string) =>
  (rt: Runtime, path: Word): Word => {
    const { place, restWord } = lookupObject(rt, path);
    return callPlace(rt, place, name, restWord);
  };
const remove = fun1(forward('remove'));

export const osModule: ModuleDef = {
  name: 'os',
  extensible: true,
  members: {
    remove,
    sep: value((rt) => newStr(rt, '/')),
    chdir: fun1(chdir),
    getcwd: fun0(getcwd),
    ilistdir: funVar(0, 1, ilistdir),
    listdir: funVar(0, 1, listdir),
    mkdir: fun1(mkdir),
    mount: mountFunction,
    rename: fun2(rename),
    rmdir: fun1(forward('rmdir')),
    stat: fun1(stat),
    statvfs: fun1(statvfs),
    umount: umountFunction,
    unlink: remove,
  },
};
