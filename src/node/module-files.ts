// Finding the file of an imported module in host folders: `NAME.py`, `NAME.mpy`, `NAME_<arch>.mpy` or `<arch>/NAME.mpy`
// (design of the command line: the last two let one folder serve boards of several architectures), or a package, which
// is a folder with `__init__.py` or `__init__.mpy`.
import { join, relative, resolve, sep } from 'node:path';
import { hasThisSpelling } from './exact-case.js';
import { readBytes } from './files.js';

const { statSync } = process.getBuiltinModule('node:fs');

export type HostModule =
  | { readonly kind: 'mpy' | 'py'; readonly path: string; readonly bytes: Uint8Array }
  | { readonly kind: 'package'; readonly path: string; readonly init: HostModule | undefined };

const isFile = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isFile() === true;
const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;

/** The module's file in the first folder that has one. `name` comes from the guest, so only identifiers are looked up. */
export function findModuleFile(name: string, folders: readonly string[], arch: string): HostModule | undefined {
  if (!/^[\p{L}\p{N}_]+(\.[\p{L}\p{N}_]+)*$/u.test(name) || name.length > 255) return undefined;
  const parts = name.split('.');
  const last = parts.pop()!;
  const places = folders.map((folder) => join(folder, ...parts));
  for (const place of places) {
    const found = packageIn(join(place, last)) ?? fileIn(place, last, arch);
    if (found && isSpelt(folders, found.path)) return found;
  }
  // A folder without __init__ is a package as well, but a module of that name anywhere is more likely what is meant.
  const folder = places.map((place) => join(place, last)).find(isFolder);
  return folder === undefined || !isSpelt(folders, folder)
    ? undefined
    : { kind: 'package', path: folder, init: undefined };
}

/** A module is not found under the name of another case. */
function isSpelt(folders: readonly string[], path: string): boolean {
  const full = resolve(path);
  const root = folders.map((folder) => resolve(folder)).find((folder) => full.startsWith(join(folder, sep)));
  return root === undefined || hasThisSpelling(root, relative(root, full).split(sep));
}

function packageIn(folder: string): HostModule | undefined {
  for (const kind of ['py', 'mpy'] as const) {
    const path = join(folder, `__init__.${kind}`);
    if (isFile(path)) return { kind: 'package', path: folder, init: { kind, path, bytes: readBytes(path) } };
  }
  return undefined;
}

function fileIn(folder: string, name: string, arch: string): HostModule | undefined {
  for (const file of [`${name}.py`, `${name}.mpy`, `${name}_${arch}.mpy`, join(arch, `${name}.mpy`)]) {
    const path = join(folder, file);
    if (isFile(path)) return { kind: file.endsWith('.py') ? 'py' : 'mpy', path, bytes: readBytes(path) };
  }
  return undefined;
}
