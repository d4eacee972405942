// Finding the file of an imported module in host folders: `NAME.mpy`, `NAME_<arch>.mpy` or `<arch>/NAME.mpy`. The last
// two let one folder serve boards of several architectures.
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { readBytes } from './files.js';

export interface HostModule {
  readonly path: string;
  readonly bytes: Uint8Array;
}

const isFile = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isFile() === true;

/** The module's file in the first folder that has one. `name` comes from the guest, so only identifiers are looked up. */
export function findModuleFile(name: string, folders: readonly string[], arch: string): HostModule | undefined {
  if (!/^[\p{L}\p{N}_]+(\.[\p{L}\p{N}_]+)*$/u.test(name)) return undefined;
  const parts = name.split('.');
  const last = parts.pop()!;
  for (const folder of folders) {
    const base = join(folder, ...parts);
    for (const path of [
      join(base, `${last}.mpy`),
      join(base, `${last}_${arch}.mpy`),
      join(base, arch, `${last}.mpy`),
    ]) {
      if (isFile(path)) return { path, bytes: readBytes(path) };
    }
  }
  return undefined;
}
