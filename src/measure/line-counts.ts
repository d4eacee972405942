// From executed instructions to lines of the source, by the linked ELF file of a module. The count of a line is that of its
// most executed instruction, in each function apart (a line of a header, or an inlined one, is in several).
//
// Of several lines that begin at one address, code belongs to the last; the others are lines whose own instructions were
// optimised away, such as a call that was inlined: they count as the instruction there. Rows that are no statements are
// pieces of a line that the compiler moved; they count only where a line has no others.
import { ELF, type ElfObject, type LineRange, readLineRanges, readLinked } from '../elf/index.js';
import { hashImages } from '../mpy/index.js';
import { type Coverage, type FunctionCoverage, mergeCoverage } from './coverage.js';
import type { ModuleCounts } from './module-counts.js';

/** `codeLines` of a file; `file` is for messages. */
export function readCodeLines(bytes: Uint8Array, file: string): CodeLines | undefined {
  return codeLines(readLinked(bytes, file));
}

/** The code of a linked ELF file, with what its debug information says. */
export interface CodeLines {
  readonly hash: string;
  /** By offset in the text; undefined without debug information. */
  readonly ranges: readonly LineRange[] | undefined;
  readonly functions: readonly { readonly name: string; readonly offset: number; readonly size: number }[];
}

/** `linked`: as `natmod build` and `link --elf` make them. */
export function codeLines(linked: ElfObject): CodeLines | undefined {
  const text = linked.sections.find((s) => s.name === '.text');
  if (!text) return undefined;
  const rodata = linked.sections.find((s) => s.name === '.rodata');
  return {
    hash: hashImages(text.bytes, rodata?.bytes),
    ranges: readLineRanges(linked)?.filter((range) => range.section === text.index && range.to <= text.size),
    functions: linked.symbols
      .filter((s) => s.type === ELF.STT_FUNC && s.place === text.index)
      .map((s) => ({ name: s.name, offset: s.value - text.address, size: s.size })),
  };
}

/** What the compiler appends to the name of a function that it made another one of. */
const CLONE = /\.(?:part|isra|constprop|cold|lto_priv|localalias|llvm)(?:\.\d+)*(?=\.|$)/g;

/** `pathOf`: what a source is called in the report; undefined leaves it out. */
export function lineCoverage(
  { ranges, functions }: CodeLines,
  { executed }: Pick<ModuleCounts, 'executed'>,
  pathOf: (path: string) => string | undefined,
): Coverage {
  const names = new Map<string, string | undefined>();
  const nameOf = (path: string): string | undefined => {
    if (!names.has(path)) names.set(path, pathOf(path));
    return names.get(path);
  };
  const ordered = [...functions].sort((a, b) => a.offset - b.offset);
  // path -> line -> function -> count; and whether any of it is a statement.
  const files = new Map<string, Map<number, { isStatement: boolean; counts: Map<number, number> }>>();
  let at = -1;
  for (const range of ranges ?? []) {
    while (at + 1 < ordered.length && ordered[at + 1]!.offset <= range.from) at++;
    const path = nameOf(range.path);
    if (path === undefined) continue;
    let lines = files.get(path);
    if (!lines) files.set(path, (lines = new Map()));
    let line = lines.get(range.line);
    if (!line) lines.set(range.line, (line = { isStatement: range.isStatement, counts: new Map() }));
    if (line.isStatement && !range.isStatement) continue;
    if (!line.isStatement && range.isStatement) {
      line.isStatement = true;
      line.counts.clear();
    }
    line.counts.set(at, Math.max(line.counts.get(at) ?? 0, mostExecuted(executed, range)));
  }
  const found = functionsOf(ordered, ranges ?? [], executed, nameOf);
  return mergeCoverage([
    {
      files: [...files].map(([path, lines]) => ({
        path,
        lines: [...lines].map(([line, { counts }]) => ({
          line,
          count: [...counts.values()].reduce((a, b) => a + b, 0),
        })),
        functions: found.get(path) ?? [],
      })),
    },
  ]);
}

function mostExecuted(executed: Float64Array, { from, to }: LineRange): number {
  let most = executed[from >> 1] ?? 0;
  for (let i = from >> 1; i < to >> 1; i++) most = Math.max(most, executed[i] ?? 0);
  return most;
}

/** Functions by file, each where its first line is. */
function functionsOf(
  functions: CodeLines['functions'],
  ranges: readonly LineRange[],
  executed: Float64Array,
  nameOf: (path: string) => string | undefined,
): Map<string, FunctionCoverage[]> {
  const starts = new Map<number, LineRange>();
  for (const range of ranges) if (!starts.has(range.from)) starts.set(range.from, range);
  const files = new Map<string, FunctionCoverage[]>();
  const seen = new Set<string>();
  for (const { name: symbol, offset } of functions) {
    const start = starts.get(offset);
    const path = start && nameOf(start.path);
    const name = symbol.replace(CLONE, '');
    // One function may have several symbols, and a name that lcov's format cannot hold is none.
    if (!start || path === undefined || seen.has(`${offset} ${name}`) || /[\r\n,]/.test(name)) continue;
    seen.add(`${offset} ${name}`);
    const list = files.get(path) ?? [];
    files.set(path, list);
    // What was split off a function has no calls of its own.
    const isPart = /\.(?:part|cold)\b/.test(symbol);
    list.push({ name, line: start.line, count: isPart ? 0 : (executed[offset >> 1] ?? 0) });
  }
  return files;
}
