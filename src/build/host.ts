// What a build needs of the computer that it runs on: files, programs, nothing else. src/node has the real one, tests make
// their own. Paths have forward slashes and are relative to the project's folder unless they begin at a root.

/** A program that has ended. */
export interface Finished {
  /** Exit status; -1 if a signal ended it. */
  readonly status: number;
  /** The signal that ended it. */
  readonly signal?: string | undefined;
  /** The command that had not ended when its time was over, shortened. */
  readonly late?: string | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

export interface BuildHost {
  /** The folder with py/dynruntime.h. */
  readonly mpyDir: string;
  /** Processor for which the computer's own gcc makes ELF objects, as in its -dumpmachine; undefined if it makes none. */
  readonly machine: string | undefined;
  /** For names of files that no other process may touch. */
  readonly mark: string;
  /** Undefined if there is no such file. Throws when a file that is there cannot be read. */
  readBytes(path: string): Uint8Array | undefined;
  /** Names in a folder, folders with a trailing slash, sorted; empty if there is none. */
  list(path: string): readonly string[];
  /** Writes aside, then renames; makes the folders on the way. */
  write(path: string, content: Uint8Array | string): void;
  /** With the folders on the way; nothing if it is there. */
  makeFolder(path: string): void;
  remove(path: string): void;
  /** Over what is there. False if there is no such file. */
  rename(from: string, to: string): boolean;
  /** Seconds for an answer of a compiler about itself: one that takes longer hangs. Undefined: any time. */
  readonly patience: number | undefined;
  /**
   * Runs a program in the project's folder to its end, or until so many seconds are over: then it is ended, and not started
   * again with a limit. Undefined if it cannot be started.
   */
  run(command: readonly string[], limit?: number): Promise<Finished | undefined>;
  /** Full path of a program, searched as a shell does; undefined if there is none. */
  findProgram(name: string): string | undefined;
  /** Whether a program is a text that another program runs. */
  isScript(path: string): boolean;
  /** Milliseconds on the clock of the stamps. */
  time(): number;
  /** Changes when the file changes: its time and size, without reading it. Undefined if there is none. */
  stamp(path: string): string | undefined;
  /** A hash of many bits. */
  hash(content: Uint8Array | string): string;
  /** Links with a target outside become what they point to; undefined if there is no such file. */
  realPath(path: string): string | undefined;
}

/** Text of a file, undefined if there is none. */
export function readText(host: BuildHost, path: string): string | undefined {
  const bytes = host.readBytes(path);
  return bytes === undefined ? undefined : new TextDecoder().decode(bytes);
}
