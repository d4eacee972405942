// Whether what was typed so far wants another line, and how far that line is indented (boards-and-runner.md B1). Both
// look at characters only: the parser is not asked.

const COMPOUND = ['@', 'if', 'while', 'for', 'try', 'with', 'def', 'class', 'async'] as const;
const INDENT = 4;

const isNameChar = (c: string | undefined): boolean => c !== undefined && /[A-Za-z0-9_]/.test(c);

function startsCompound(text: string): boolean {
  return COMPOUND.some((word) => text.startsWith(word) && (word === '@' || !isNameChar(text[word.length])));
}

/** What is open at the end: brackets of a kind, or a string in triple quotes. */
function leavesOpen(text: string): boolean {
  const depth = { '(': 0, '[': 0, '{': 0 };
  let quote = '';
  for (let i = 0; i < text.length; i++) {
    const c = text[i]!;
    if (c === '\\' && quote !== '' && i + 1 < text.length) {
      // Any escaped character, but the quotes are what matters.
      if (text[i + 1] === "'" || text[i + 1] === '"' || text[i + 1] === '\\') i++;
      continue;
    }
    if (c === "'" || c === '"') {
      const triple = c + c + c;
      if (quote === '' || quote === triple) {
        if (text.startsWith(triple, i)) {
          quote = quote === '' ? triple : '';
          i += 2;
        } else if (quote === '') quote = c;
      } else if (quote === c) quote = '';
    } else if (quote === '') {
      if (c === '(') depth['(']++;
      else if (c === ')') depth['(']--;
      else if (c === '[') depth['[']++;
      else if (c === ']') depth['[']--;
      else if (c === '{') depth['{']++;
      else if (c === '}') depth['{']--;
    }
  }
  // A string that ends with its line is an error that no further line mends.
  if (quote !== '') return quote.length === 3;
  return depth['('] > 0 || depth['['] > 0 || depth['{'] > 0;
}

/** True if the statement goes on in another line. `text` has no newline at its end, unless that line was empty. */
export function wantsMore(text: string): boolean {
  if (text === '') return false;
  if (leavesOpen(text)) return true;
  if (text.endsWith('\\')) return true;
  return startsCompound(text) && !text.endsWith('\n');
}

const indentOf = (line: string): number => line.length - line.replace(/^ +/, '').length;

/** Spaces that the line after `text`, which ends with a newline, begins with. */
export function autoIndent(text: string): string {
  const lines = text.split('\n');
  const last = lines[lines.length - 2];
  if (last === undefined) return '';
  const before = lines[lines.length - 3];
  const spaces = indentOf(last);
  // Two empty lines in a row end a block.
  if (before !== undefined && spaces === last.length && indentOf(before) === before.length) return '';
  const levels = Math.floor(spaces / INDENT) + (last.endsWith(':') ? 1 : 0);
  return ' '.repeat(INDENT * levels);
}
