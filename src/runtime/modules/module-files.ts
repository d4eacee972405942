// Finding modules in the mounted file systems: the entries of sys.path, or the directory of the package that the module
// belongs to (python-dialect.md section 16, boards-and-runner.md A10).

import { archName } from '../../abi/index.js';
import { loadAttr, loadMethodMaybe } from '../core/attr.js';
import { callNamed } from '../core/call-named.js';
import { protect } from '../core/protect.js';
import { valueError } from '../core/raise.js';
import type { FoundModule, Runtime } from '../core/runtime.js';
import { sequenceItemsRaise } from '../core/sequence.js';
import { NULL, type Word } from '../core/word.js';
import { BaseExceptionType } from '../objects/exceptions.js';
import { toIndex } from '../objects/int.js';
import { isStrOrBytes, newStr, strDataRaise, strValue } from '../objects/str-data.js';
import { readFile } from './file-reader.js';
import { S_IFDIR, STAT_ITEMS } from './file-status.js';
import { FROZEN, frozenModule } from './frozen/index.js';
import { hostFolderAt } from './host-folder.js';
import { lookupPath } from './mounts.js';

/** What a path is. Whatever `stat` raises means that nothing is there; a result of another form is an error. */
function kindOf(rt: Runtime, path: string): 'none' | 'directory' | 'file' {
  const { place, rest } = lookupPath(rt, path);
  if (place === 'none' || place === 'root') return 'none';
  const mark = rt.heap.mark();
  const result = protect(
    rt,
    [BaseExceptionType],
    () => callNamed(rt, place.fs, 'stat', newStr(rt, rest)),
    () => NULL,
  );
  if (result === NULL) {
    rt.heap.release(mark);
    return 'none';
  }
  const { len, items } = sequenceItemsRaise(rt, result);
  if (len !== STAT_ITEMS) valueError(rt, `requested length ${STAT_ITEMS} but object has length ${len}`);
  const mode = toIndex(rt, rt.ldObj(items));
  rt.heap.release(mark);
  return (mode & S_IFDIR) !== 0 ? 'directory' : 'file';
}

/** `stem` with the endings of module files; source wins over compiled code. */
function findFile(rt: Runtime, stem: string): FoundModule | undefined {
  for (const kind of ['py', 'mpy'] as const) {
    const path = `${stem}.${kind}`;
    if (kindOf(rt, path) === 'file') return { kind, path, bytes: readFile(rt, path) };
  }
  return undefined;
}

/** In folders of the host a module may also have its architecture in its name: `foo_<arch>.mpy`, `<arch>/foo.mpy`. */
function findOnHost(rt: Runtime, stem: string): FoundModule | undefined {
  const folder = hostFolderAt(rt, stem);
  if (!folder) return undefined;
  const arch = archName(rt.config.mpyArch);
  const slash = stem.lastIndexOf('/') + 1;
  const candidates = [`${stem}_${arch}.mpy`, `${stem.slice(0, slash)}${arch}/${stem.slice(slash)}.mpy`];
  for (const path of candidates) {
    const found = hostFolderAt(rt, path);
    const stat = found?.files.stat(found.rest);
    if (!found || !stat || stat.directory) continue;
    const bytes = found.files.read(found.rest);
    if (bytes) return { kind: 'mpy', path, bytes };
  }
  return undefined;
}

function findAt(rt: Runtime, stem: string): FoundModule | undefined {
  if (kindOf(rt, stem) !== 'directory') return findFile(rt, stem) ?? findOnHost(rt, stem);
  return { kind: 'package', path: stem, init: findFile(rt, `${stem}/__init__`) };
}

/** sys.path as it is now; it must be on the root stack while it is used. */
function searchList(rt: Runtime): Word | undefined {
  const sys = rt.builtinModules.get('sys');
  return sys === undefined ? undefined : rt.heap.root(loadAttr(rt, sys, rt.qstrs.intern('path')));
}

/** Whether there is anything in sys.path. */
export function isSearching(rt: Runtime): boolean {
  const mark = rt.heap.mark();
  const path = searchList(rt);
  const found = path !== undefined && sequenceItemsRaise(rt, path).len > 0;
  rt.heap.release(mark);
  return found;
}

/** Directory of the submodules of a module; undefined if it is no package. Scripts may put anything into sys.modules. */
function packagePath(rt: Runtime, module: Word): string | undefined {
  const at = rt.sp;
  rt.push(NULL);
  rt.push(NULL);
  loadMethodMaybe(rt, module, rt.qstrs.intern('__path__'), at);
  const path = rt.stack[at]!;
  rt.sp = at;
  return path !== NULL && isStrOrBytes(rt, path) ? strValue(rt, path) : undefined;
}

/** The module of a full dotted name in the file systems; `parent` is the module before the last dot, NULL if none. */
export function findModuleFile(rt: Runtime, name: string, parent: Word): FoundModule | undefined {
  const leaf = parent === NULL ? name : name.slice(name.lastIndexOf('.') + 1);
  if (parent !== NULL) {
    const path = packagePath(rt, parent);
    return path === undefined || path.startsWith(`${FROZEN}/`) ? undefined : findAt(rt, `${path}/${leaf}`);
  }
  const path = searchList(rt);
  // What stands behind the entry that has the module is not looked at, whatever it is. A file system may change the list.
  for (let i = 0; path !== undefined; i++) {
    const { len, items } = sequenceItemsRaise(rt, path);
    if (i >= len) break;
    const entry = strDataRaise(rt, rt.ldObj(items + i * rt.W));
    const found = entry === FROZEN ? frozenModule(leaf) : findAt(rt, entry === '' ? leaf : `${entry}/${leaf}`);
    if (found) return found;
  }
  return undefined;
}
