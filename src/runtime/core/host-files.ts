// What a board sees of a folder of the host. The implementation belongs to whoever has files (node/); paths are relative
// to the folder, with `/`, without `.` and `..`, and never leave it.

/** What is known of a file or a directory. */
export interface HostStat {
  readonly directory: boolean;
  /** Bytes; 0 for a directory. */
  readonly size: number;
  /** Seconds since 1970. */
  readonly mtime: number;
}

/** Every operation gives undefined, or throws HostFileError, when it cannot be done. */
export interface HostFileSystem {
  /** May the guest write? Where not, it gets EROFS. */
  readonly writable: boolean;
  stat(path: string): HostStat | undefined;
  /** Names in a directory, sorted. */
  list(path: string): readonly string[] | undefined;
  read(path: string): Uint8Array | undefined;
  write(path: string, bytes: Uint8Array): void;
  makeDirectory(path: string): void;
  remove(path: string, directory: boolean): void;
  rename(from: string, to: string): void;
}

/** An operation on the host failed; `errno` is what the guest sees (newlib numbers). */
export class HostFileError extends Error {
  readonly errno: number;
  constructor(errno: number, message: string) {
    super(message);
    this.name = 'HostFileError';
    this.errno = errno;
  }
}
