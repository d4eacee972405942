// Which MicroPython releases read which .mpy files (boards-and-runner.md C7; versions 0 to 4 from the release history of
// the format). A native file needs the right version, sub-version and architecture; a bytecode file only the version.

export interface ReleaseInfo {
  /** First and last release of the row; last is undefined for "and later". */
  readonly first: string;
  readonly last?: string | undefined;
  readonly date: string;
  readonly version: number;
  /** Sub-version of native code; 0 where there was none yet. */
  readonly subVersion: number;
  /** Entries of mp_fun_table; 0 before native modules existed. */
  readonly funTable: number;
  /** Highest architecture code that the loader knows. */
  readonly maxArch: number;
  /** Understands the arch-flags varuint. */
  readonly archFlags: boolean;
}

const row = (
  first: string,
  last: string | undefined,
  date: string,
  version: number,
  subVersion: number,
  funTable: number,
  maxArch: number,
  archFlags = false,
): ReleaseInfo => ({ first, last, date, version, subVersion, funTable, maxArch, archFlags });

export const RELEASES: readonly ReleaseInfo[] = [
  row('v1.5.1', 'v1.8.7', '2015-11', 0, 0, 0, 0),
  row('v1.9', 'v1.9.2', '2017-05', 2, 0, 0, 0),
  row('v1.9.3', 'v1.10', '2017-11', 3, 0, 0, 0),
  row('v1.11', 'v1.11', '2019-05', 4, 0, 0, 0),
  row('v1.12', 'v1.18', '2019-12', 5, 0, 80, 10),
  row('v1.19', 'v1.19.1', '2022-06', 6, 0, 80, 10),
  row('v1.20.0', 'v1.20.0', '2023-04', 6, 1, 80, 10),
  row('v1.21.0', 'v1.21.0', '2023-10', 6, 1, 80, 10),
  row('v1.22.0', 'v1.22.2', '2023-12', 6, 2, 80, 10),
  row('v1.23.0', 'v1.23.0', '2024-05', 6, 3, 87, 10),
  row('v1.24.0', 'v1.26.1', '2024-10', 6, 3, 87, 11),
  // Knows code 12, but no board of that release loads RV64 native code.
  row('v1.27.0', 'v1.27.0', '2025-12', 6, 3, 87, 11, true),
  row('v1.28.0', undefined, '2026-04', 6, 3, 87, 12, true),
];

export interface FileTraits {
  readonly version: number;
  readonly subVersion: number;
  readonly arch: number;
  readonly hasArchFlags: boolean;
}

/** The releases that load a file with this header. */
export function releasesReading(file: FileTraits): readonly ReleaseInfo[] {
  return RELEASES.filter((r) => {
    if (r.version !== file.version) return false;
    if (file.hasArchFlags && !r.archFlags) return false;
    if (file.version < 6) return true;
    if (file.arch === 0) {
      // v1.19 wants the two bits to be 0 in every file; later releases do not look at them in bytecode files.
      return r.subVersion !== 0 || file.subVersion === 0;
    }
    return r.subVersion === file.subVersion && file.arch <= r.maxArch;
  });
}

/** `v1.24.0 to v1.26.1`, `v1.23.0 and later`; neighbouring rows are joined. '' for none. */
export function formatReleases(list: readonly ReleaseInfo[]): string {
  const ranges: { first: string; last: string | undefined; index: number }[] = [];
  for (const r of list) {
    const index = RELEASES.indexOf(r);
    const previous = ranges[ranges.length - 1];
    if (previous && previous.index === index - 1) {
      previous.last = r.last;
      previous.index = index;
    } else ranges.push({ first: r.first, last: r.last, index });
  }
  return ranges
    .map(({ first, last }) =>
      last === undefined ? `${first} and later` : last === first ? first : `${first} to ${last}`,
    )
    .join(', ');
}
