// A mounted folder of the host, apart from the file system type that the guest sees (vfs-host.ts): what the search for
// modules needs of it. This file must not need anything that is defined when files are loaded, since core/import.ts
// depends on it.

import { textOfBstr } from '../core/bstr.js';
import { HostFileError, type HostFileSystem } from '../core/host-files.js';
import type { Runtime } from '../core/runtime.js';
import type { Payload } from '../gc/heap.js';
import { lookupPath, mountTable } from './mounts.js';

export class Folder implements Payload {
  readonly files: HostFileSystem;
  /** Directory of relative paths, '' for the folder itself. */
  current = '';
  constructor(files: HostFileSystem) {
    this.files = files;
  }
  /** Open files with something that the host has not yet. */
  readonly unsaved = new Set<{ save(): void }>();
  /** Brings the host up to date, before anyone looks at the folder. What the host refuses is `failed`'s business; the
   * file is tried again when it is closed. */
  saveAll(failed: (error: HostFileError) => void = () => {}): void {
    for (const file of [...this.unsaved]) {
      try {
        file.save();
      } catch (e) {
        if (!(e instanceof HostFileError)) throw e;
        failed(e);
      }
    }
  }
  /** Holds nothing of the guest. */
  trace(): void {}
}

/** `a/./b/../c` relative to `current`, or absolute; undefined if it leaves the folder. */
export function normalise(current: string, path: string): string | undefined {
  const parts: string[] = path.startsWith('/') || current === '' ? [] : current.split('/');
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..') {
      if (parts.pop() === undefined) return undefined;
    } else parts.push(part);
  }
  return parts.join('/');
}

/** The folder that a path leads into, and the rest of the path; undefined if it is no folder of the host. */
export function hostFolderAt(rt: Runtime, path: string): { files: HostFileSystem; rest: string } | undefined {
  const { place, rest } = lookupPath(rt, path);
  if (place === 'root' || place === 'none') return undefined;
  const payload = rt.heap.payload(place.fs);
  if (!(payload instanceof Folder)) return undefined;
  payload.saveAll();
  const inside = normalise(payload.current, textOfBstr(rest));
  return inside === undefined ? undefined : { files: payload.files, rest: inside };
}

/** Saves what open files of mounted folders have, as at the end of a script that did not close them. */
export function saveOpenFiles(rt: Runtime): void {
  for (const { fs } of mountTable(rt).mounts) {
    const payload = rt.heap.payload(fs);
    if (payload instanceof Folder) payload.saveAll((e) => rt.warn(e.message));
  }
}
