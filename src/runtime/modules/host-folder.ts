// A mounted folder of the host, apart from the file system type that the guest sees (vfs-host.ts): what the search for
// modules needs of it. This file must not need anything that is defined when files are loaded, since core/import.ts
// depends on it.

import { textOfBstr } from '../core/bstr.js';
import { HostFileError, type HostFileSystem } from '../core/host-files.js';
import type { Runtime } from '../core/runtime.js';
import type { Payload } from '../gc/heap.js';
import { lookupPath, mountTable } from './mounts.js';

/** What is in a file that somebody has open. */
export class FileContent {
  /** Undefined once the file was removed. */
  path: string | undefined;
  data: Uint8Array;
  size: number;
  writers = 0;
  constructor(path: string, data: Uint8Array) {
    this.path = path;
    this.data = data;
    this.size = data.length;
  }
  /** Makes room for `end` bytes, zeros between the old end and the new; false if the host has not so much memory. */
  resize(end: number, most: number): boolean {
    if (end > this.data.length) {
      try {
        const grown = new Uint8Array(Math.min(most, Math.max(end, this.data.length * 2)));
        grown.set(this.data.subarray(0, this.size));
        this.data = grown;
      } catch (e) {
        if (!(e instanceof RangeError)) throw e;
        return false;
      }
    } else if (end > this.size) this.data.fill(0, this.size, end);
    this.size = Math.max(this.size, end);
    return true;
  }
}

export class Folder implements Payload {
  readonly files: HostFileSystem;
  /** Directory of relative paths, '' for the folder itself. */
  current = '';
  constructor(files: HostFileSystem) {
    this.files = files;
  }
  /** Files with something that the host has not yet. */
  readonly unsaved = new Set<FileContent>();
  /** Files that are open for writing, by path. */
  private readonly open = new Map<string, FileContent>();

  written(path: string): FileContent | undefined {
    return this.open.get(path);
  }
  addWriter(content: FileContent): void {
    content.writers++;
    if (content.path !== undefined) this.open.set(content.path, content);
  }
  removeWriter(content: FileContent): void {
    if (--content.writers > 0) return;
    this.unsaved.delete(content);
    this.forget(content);
  }
  private forget(content: FileContent): void {
    if (content.path !== undefined && this.open.get(content.path) === content) this.open.delete(content.path);
  }
  removed(path: string): void {
    const content = this.open.get(path);
    if (!content) return;
    this.forget(content);
    content.path = undefined;
  }
  /** A file, or a folder with the files in it, has another path now. */
  moved(from: string, to: string): void {
    if (from === to) return;
    this.removed(to);
    for (const [path, content] of [...this.open]) {
      if (path !== from && !path.startsWith(`${from}/`)) continue;
      this.forget(content);
      content.path = to + path.slice(from.length);
      this.open.set(content.path, content);
    }
  }
  save(content: FileContent): void {
    if (!this.unsaved.has(content)) return;
    if (content.path !== undefined) this.files.write(content.path, content.data.subarray(0, content.size));
    this.unsaved.delete(content);
  }
  /** Brings the host up to date, before anyone looks at the folder. What the host refuses is `failed`'s business; the
   * file is tried again when it is closed. */
  saveAll(failed: (error: HostFileError) => void = () => {}): void {
    for (const content of [...this.unsaved]) {
      try {
        this.save(content);
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
