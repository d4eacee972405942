// The difference of two texts by lines, with some lines around each change: what a person wants to see of a wrong output.
// The longest common subsequence is found after equal ends have been cut off; texts that differ in very many lines are shown
// one behind the other instead.

const CONTEXT = 3;
/** Cells of the table of common lengths. */
const MAX_CELLS = 4_000_000;

export interface DiffLine {
  readonly kind: ' ' | '-' | '+';
  readonly text: string;
}

function lines(text: string): string[] {
  const list = text.split('\n');
  if (list.at(-1) === '') list.pop();
  return list;
}

/** `-`: expected and missing; `+`: printed and not expected. */
function diffLines(expected: string, actual: string): DiffLine[] {
  const a = lines(expected);
  const b = lines(actual);
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head++;
  let tail = 0;
  while (tail < a.length - head && tail < b.length - head && a.at(-1 - tail) === b.at(-1 - tail)) tail++;
  const keep = (text: string): DiffLine => ({ kind: ' ', text });
  return [
    ...a.slice(0, head).map(keep),
    ...middle(a.slice(head, a.length - tail), b.slice(head, b.length - tail)),
    ...a.slice(a.length - tail).map(keep),
  ];
}

function middle(a: readonly string[], b: readonly string[]): DiffLine[] {
  const remove = (text: string): DiffLine => ({ kind: '-', text });
  const add = (text: string): DiffLine => ({ kind: '+', text });
  if (a.length * b.length > MAX_CELLS) return [...a.map(remove), ...b.map(add)];
  const width = b.length + 1;
  const common = new Uint32Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      common[i * width + j] =
        a[i] === b[j]
          ? common[(i + 1) * width + j + 1]! + 1
          : Math.max(common[(i + 1) * width + j]!, common[i * width + j + 1]!);
    }
  }
  const out: DiffLine[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      out.push({ kind: ' ', text: a[i++]! });
      j++;
    } else if (i < a.length && (j === b.length || common[(i + 1) * width + j]! >= common[i * width + j + 1]!)) {
      out.push(remove(a[i++]!));
    } else out.push(add(b[j++]!));
  }
  return out;
}

/** Changes with their surroundings; `limit` lines at most. `paint` colours a line. */
export function formatDiff(
  expected: string,
  actual: string,
  limit = 60,
  paint: (line: DiffLine, text: string) => string = (_, text) => text,
): string {
  const all = diffLines(expected, actual);
  const near = all.map((_, i) =>
    all.slice(Math.max(0, i - CONTEXT), i + CONTEXT + 1).some((line) => line.kind !== ' '),
  );
  const out: string[] = [];
  let skipped = false;
  for (const [i, line] of all.entries()) {
    if (!near[i]) {
      skipped = true;
      continue;
    }
    if (skipped) out.push('  ...');
    skipped = false;
    out.push(paint(line, `${line.kind} ${line.text}`));
  }
  if (skipped) out.push('  ...');
  if (out.length > limit) return [...out.slice(0, limit), `  ... ${out.length - limit} lines more`].join('\n');
  // Equal lines can still differ in how the text ends.
  if (out.length === 1 && all.every((line) => line.kind === ' '))
    return 'the texts differ only in the end of the last line';
  return out.join('\n');
}
