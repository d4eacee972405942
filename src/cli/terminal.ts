// Output: program output to stdout, messages to stderr, every message with the prefix `natmod: `. Colours only where a
// terminal shows them, and never when NO_COLOR is set.
import { type Diagnostic, formatWhere, notesOf } from '../base/index.js';
import { named } from './own-name.js';

const CODES = { bold: 1, dim: 2, red: 31, yellow: 33 } as const;
type Style = keyof typeof CODES;

const wantsColor = (stream: NodeJS.WriteStream): boolean =>
  stream.isTTY === true && !process.env.NO_COLOR && process.env.TERM !== 'dumb';

export const stderrHasColor = (): boolean => wantsColor(process.stderr);
export const stdoutHasColor = (): boolean => wantsColor(process.stdout);

const paint = (style: Style, text: string): string =>
  wantsColor(process.stderr) ? `\x1b[${CODES[style]}m${text}\x1b[0m` : text;

/** A traceback for a terminal: where it happened dimmed, what happened in red. */
export function inColor(traceback: string): string {
  const color = (style: Style, text: string): string => `\x1b[${CODES[style]}m${text}\x1b[0m`;
  return traceback
    .split('\n')
    .map((line) => (line === '' ? '' : color(/^(Traceback| {2}File )/.test(line) ? 'dim' : 'red', line)))
    .join('\n');
}

/** Colours only where the terminal shows them. */
export const tracebackForStderr = (text: string): string => (wantsColor(process.stderr) ? inColor(text) : text);

/** Names from hostile files must not drive the terminal. Newlines and tabs stay. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu, (c) => {
    if (c === '\n' || c === '\t') return c;
    const code = c.codePointAt(0)!;
    return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`;
  });
}

export function print(text: string): void {
  process.stdout.write(text);
}

export function printError(text: string): void {
  process.stderr.write(text);
}

/** `natmod: message`, with notes on lines of their own. */
export function say(message: string, notes: readonly string[] = []): void {
  const lines = [
    `${paint('red', 'natmod:')} ${printable(named(message))}`,
    ...notes.map((n) => paint('dim', `  ${printable(named(n))}`)),
  ];
  printError(`${lines.join('\n')}\n`);
}

/** Diagnostics beyond this many are counted, not shown. */
const MAX_SHOWN = 20;

export function sayDiagnostics(diagnostics: readonly Diagnostic[]): void {
  for (const d of diagnostics.slice(0, MAX_SHOWN)) {
    const where = formatWhere(d.where);
    const place = where === '' ? '' : `${paint('bold', printable(where))}: `;
    const severity = d.severity === 'error' ? '' : `${paint('yellow', `${d.severity}:`)} `;
    const head = `${paint('red', 'natmod:')} ${place}${severity}${printable(named(d.message))}`;
    const notes = notesOf(d).map((note) => paint('dim', `  ${printable(named(note))}`));
    printError(`${[head, ...notes].join('\n')}\n`);
  }
  if (diagnostics.length > MAX_SHOWN) say(`${diagnostics.length - MAX_SHOWN} more`);
}
