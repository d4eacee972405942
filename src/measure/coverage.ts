// Line coverage as data: what reports hold, shards merge, and writers make files and tables of.
import { fail } from '../base/index.js';

export interface FunctionCoverage {
  readonly name: string;
  readonly line: number;
  /** Calls. */
  readonly count: number;
}

export interface LineCoverage {
  readonly line: number;
  /** Executions; 0 for code that never ran. */
  readonly count: number;
}

export interface FileCoverage {
  readonly path: string;
  /** By line. */
  readonly lines: readonly LineCoverage[];
  /** By line, then by name. */
  readonly functions: readonly FunctionCoverage[];
}

/** Files by path. */
export interface Coverage {
  readonly files: readonly FileCoverage[];
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** The same sources as they were run by several tests, on several boards, in several shards: counts are sums. */
export function mergeCoverage(all: readonly Coverage[]): Coverage {
  const files = new Map<string, { lines: Map<number, number>; functions: Map<string, FunctionCoverage> }>();
  for (const file of all.flatMap((coverage) => coverage.files)) {
    let merged = files.get(file.path);
    if (!merged) files.set(file.path, (merged = { lines: new Map(), functions: new Map() }));
    for (const { line, count } of file.lines) merged.lines.set(line, (merged.lines.get(line) ?? 0) + count);
    for (const { name, line, count } of file.functions) {
      const known = merged.functions.get(name);
      const first = known ? Math.min(known.line, line) : line;
      merged.functions.set(name, { name, line: first, count: (known?.count ?? 0) + count });
    }
  }
  return {
    files: [...files]
      .sort(([a], [b]) => compare(a, b))
      .map(([path, { lines, functions }]) => ({
        path,
        lines: [...lines].sort(([a], [b]) => a - b).map(([line, count]) => ({ line, count })),
        functions: [...functions.values()].sort((a, b) => a.line - b.line || compare(a.name, b.name)),
      })),
  };
}

/** Checks what came out of a report; `file` is for messages. */
export function checkCoverage(value: unknown, file: string): Coverage {
  const isCount = (n: unknown) => typeof n === 'number' && Number.isFinite(n) && n >= 0;
  const isLine = (n: unknown) => Number.isSafeInteger(n) && (n as number) > 0;
  const list = (v: unknown): Partial<Record<string, unknown>>[] | undefined =>
    Array.isArray(v) && v.every((item) => typeof item === 'object' && item !== null) ? v : undefined;
  const files = list((value as Partial<Coverage> | null)?.files);
  const sound = files?.every(
    ({ path, lines, functions }) =>
      typeof path === 'string' &&
      !/[\r\n]/.test(path) &&
      list(lines)?.every(({ line, count }) => isLine(line) && isCount(count)) &&
      list(functions)?.every(
        ({ name, line, count }) => typeof name === 'string' && !/[\r\n,]/.test(name) && isLine(line) && isCount(count),
      ),
  );
  if (!sound) fail('test/report', 'the coverage in this report is none', { file });
  return value as Coverage;
}

const ran = (list: readonly { readonly count: number }[]): number => list.filter(({ count }) => count > 0).length;

/** The tracefile format of lcov, which genhtml, editors and services read. */
export function formatLcov({ files }: Coverage): string {
  const out: string[] = [];
  for (const { path, lines, functions } of files) {
    out.push('TN:', `SF:${path}`);
    for (const { name, line } of functions) out.push(`FN:${line},${name}`);
    for (const { name, count } of functions) out.push(`FNDA:${count},${name}`);
    out.push(`FNF:${functions.length}`, `FNH:${ran(functions)}`);
    for (const { line, count } of lines) out.push(`DA:${line},${count}`);
    out.push(`LF:${lines.length}`, `LH:${ran(lines)}`, 'end_of_record');
  }
  return out.map((line) => `${line}\n`).join('');
}

function percent(list: readonly { readonly count: number }[]): string {
  if (list.length === 0) return '-';
  // Rounded down: 100 % is all of them.
  return `${(Math.floor((1000 * ran(list)) / list.length) / 10).toFixed(1)}% ${ran(list)}/${list.length}`;
}

/** A table for people: a line for each file, and their sum. */
export function formatCoverageTable({ files }: Coverage): string {
  const rows = files.map(({ path, lines, functions }) => [path, percent(lines), percent(functions)]);
  const all = ['all', percent(files.flatMap((f) => f.lines)), percent(files.flatMap((f) => f.functions))];
  const table = [['file', 'lines', 'functions'], ...rows, ...(files.length === 1 ? [] : [all])];
  const widths = [0, 1, 2].map((i) => Math.max(...table.map((row) => row[i]!.length)));
  return table
    .map((row) => `${row[0]!.padEnd(widths[0]!)}  ${row[1]!.padStart(widths[1]!)}  ${row[2]!.padStart(widths[2]!)}\n`)
    .join('');
}
