// Prints measurements of size.ts: as a table of text, as Markdown for a pull request, as JSON for programs. With an older
// version beside it, every figure shows its difference.
import {
  growth,
  type ModuleSize,
  SIZE_COLUMNS,
  type SizeBreakdown,
  type SizeChange,
  type SizeColumn,
  type SizePart,
} from './size.js';

export const SIZE_FORMATS = ['text', 'json', 'markdown'] as const;
export type SizeFormat = (typeof SIZE_FORMATS)[number];

/** How `formatSizes` shows sizes. */
export interface SizeTextOptions {
  readonly format: SizeFormat;
  /** Whether `old` was asked for: no difference is shown otherwise. */
  readonly compared: boolean;
  /** Breakdowns below the table; JSON has all of them. */
  readonly by: readonly SizeBreakdown[];
}

type Row = readonly string[];

const signed = (n: number): string => (n > 0 ? `+${n}` : String(n));

/** `12`, or `12 (+4)` beside an older figure. */
function figure(now: number | undefined, before: number | undefined, compared: boolean): string {
  if (now === undefined && before === undefined) return '-';
  const shown = now === undefined ? '-' : String(now);
  if (!compared || before === undefined || now === undefined || now === before) return shown;
  return `${shown} (${signed(now - before)})`;
}

/** The table of `natmod size`, or its JSON, with a newline at the end. All figures are bytes. */
export function formatSizes(changes: readonly SizeChange[], options: SizeTextOptions): string {
  if (options.format === 'json') return `${JSON.stringify(toJson(changes, options.compared), null, 2)}\n`;
  const tables = [mainTable(changes, options.compared)];
  for (const by of options.by) {
    for (const change of changes) {
      if (change.new === undefined) continue;
      tables.push(partsTable(change, by, options.compared));
    }
  }
  const print = options.format === 'markdown' ? markdownTable : textTable;
  return tables.map(print).join('\n');
}

interface Table {
  readonly title: string | undefined;
  readonly head: Row;
  readonly rows: readonly Row[];
}

function mainTable(changes: readonly SizeChange[], compared: boolean): Table {
  const hasNotes = compared && changes.some((change) => change.old === undefined || change.new === undefined);
  const columns = SIZE_COLUMNS.filter(
    (column) => column !== 'got' || changes.some((change) => change.new?.sizes.got !== undefined),
  );
  const get = (size: ModuleSize | undefined, column: SizeColumn) => size?.sizes[column];
  const rows = changes.map(({ name, old, new: now }) => [
    name,
    now?.arch ?? old?.arch ?? '',
    ...columns.map((column) => figure(get(now, column), get(old, column), compared)),
    ...(hasNotes ? [old === undefined ? 'new' : now === undefined ? 'removed' : ''] : []),
  ]);
  if (changes.length > 1) {
    const sum = (which: 'old' | 'new', column: SizeColumn) =>
      changes.reduce((total, change) => total + (change[which]?.sizes[column] ?? 0), 0);
    const sums = columns.map((column) => figure(sum('new', column), sum('old', column), compared));
    rows.push(['total', '', ...sums, ...(hasNotes ? [''] : [])]);
  }
  return { title: undefined, head: ['module', 'arch', ...columns, ...(hasNotes ? ['note'] : [])], rows };
}

const PART_COLUMNS = ['text', 'rodata', 'bss'] as const;

function partsTable({ name, old, new: now }: SizeChange, by: SizeBreakdown, compared: boolean): Table {
  const before = new Map(old?.parts[by].map((part) => [part.name, part]));
  const after = now?.parts[by] ?? [];
  const gone = [...before.values()].filter((part) => !after.some((p) => p.name === part.name));
  const row = (part: SizePart, was: SizePart | undefined, is: SizePart | undefined): Row => [
    part.name,
    // Where there is an older map, a part that it lacks had no bytes.
    ...PART_COLUMNS.map((c) => figure(is?.[c] ?? 0, old?.mapUsed ? (was?.[c] ?? 0) : undefined, compared)),
  ];
  return {
    title: now?.mapUsed ? `${name}, by ${by}` : `${name}, by ${by}: no map (natmod link --map)`,
    head: [by, ...PART_COLUMNS],
    rows: [
      ...after.map((part) => row(part, before.get(part.name), part)),
      ...(compared && now?.mapUsed ? gone.map((part) => row(part, part, undefined)) : []),
    ],
  };
}

function textTable({ title, head, rows }: Table): string {
  const lines = title === undefined ? [] : [title];
  const isNumber = (column: number) => column > 0 && head[column] !== 'arch' && head[column] !== 'note';
  const widths = head.map((cell, i) => Math.max(cell.length, ...rows.map((row) => row[i]!.length)));
  for (const row of rows.length > 0 || title === undefined ? [head, ...rows] : []) {
    const cells = row.map((cell, i) => (isNumber(i) ? cell.padStart(widths[i]!) : cell.padEnd(widths[i]!)));
    lines.push(cells.join('  ').trimEnd());
  }
  return `${lines.join('\n')}\n`;
}

/** What would end a cell or begin markup in Markdown. */
const escapeCell = (text: string): string => text.replace(/[\\|`*_<>]/g, (c) => `\\${c}`).replace(/[\r\n]/g, ' ');

function markdownTable({ title, head, rows }: Table): string {
  const line = (cells: Row) => `| ${cells.map(escapeCell).join(' | ')} |`;
  const rule = head.map((cell, i) => (i === 0 || cell === 'arch' || cell === 'note' ? '---' : '---:'));
  const lines = title === undefined ? [] : [escapeCell(title), ''];
  if (rows.length > 0 || title === undefined) lines.push(line(head), `| ${rule.join(' | ')} |`, ...rows.map(line));
  return `${lines.join('\n')}\n`;
}

function toJson(changes: readonly SizeChange[], compared: boolean): unknown {
  return {
    modules: changes.map((change) => {
      const { name, old, new: now } = change;
      return { name, ...now, ...(compared ? { old: old ?? null, growth: growth(change) } : {}) };
    }),
  };
}
