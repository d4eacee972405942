// The functions of GNU make that only work on texts. Those that need variables, files or evaluation are in makefile.ts.

/** The words of a list. */
export const words = (text: string): string[] => text.split(/\s+/).filter((word) => word !== '');
/** A list with each word replaced. */
export const mapWords = (text: string, map: (word: string) => string): string => words(text).map(map).join(' ');

/** One word by a pattern with at most one %. */
export function patsubst(from: string, to: string, word: string): string {
  const at = from.indexOf('%');
  if (at < 0) return word === from ? to : word;
  const [head, tail] = [from.slice(0, at), from.slice(at + 1)];
  if (word.length < head.length + tail.length || !word.startsWith(head) || !word.endsWith(tail)) return word;
  return to.replace('%', () => word.slice(head.length, word.length - tail.length));
}

/** Whether a word is among patterns as `filter` and `vpath` have them. */
export const fitsAny = (patterns: string, word: string): boolean =>
  words(patterns).some((pattern) =>
    pattern.includes('%') ? patsubst(pattern, '%\0', word) !== word : pattern === word,
  );

/** By name, from arguments that are expanded already. */
export const TEXT_FUNCTIONS: ReadonlyMap<string, (args: readonly string[]) => string> = new Map<
  string,
  (args: readonly string[]) => string
>([
  ['addprefix', ([prefix = '', list = '']) => mapWords(list, (word) => prefix + word)],
  ['addsuffix', ([suffix = '', list = '']) => mapWords(list, (word) => word + suffix)],
  ['patsubst', ([from = '', to = '', list = '']) => mapWords(list, (word) => patsubst(from.trim(), to.trim(), word))],
  ['subst', ([from = '', to = '', text = '']) => (from === '' ? text + to : text.replaceAll(from, to))],
  ['strip', ([text = '']) => words(text).join(' ')],
  ['findstring', ([what = '', text = '']) => (text.includes(what) ? what : '')],
  [
    'filter',
    ([patterns = '', list = '']) =>
      words(list)
        .filter((word) => fitsAny(patterns, word))
        .join(' '),
  ],
  [
    'filter-out',
    ([patterns = '', list = '']) =>
      words(list)
        .filter((word) => !fitsAny(patterns, word))
        .join(' '),
  ],
  ['sort', ([list = '']) => [...new Set(words(list))].sort().join(' ')],
  ['word', ([n = '', list = '']) => words(list)[Number(n) - 1] ?? ''],
  ['words', ([list = '']) => String(words(list).length)],
  [
    'wordlist',
    ([from = '', to = '', list = '']) =>
      words(list)
        .slice(Math.max(Number(from), 1) - 1, Math.max(Number(to), 0))
        .join(' '),
  ],
  [
    'join',
    ([left = '', right = '']) => {
      const [a, b] = [words(left), words(right)];
      return Array.from({ length: Math.max(a.length, b.length) }, (_, i) => (a[i] ?? '') + (b[i] ?? '')).join(' ');
    },
  ],
  ['firstword', ([list = '']) => words(list)[0] ?? ''],
  ['lastword', ([list = '']) => words(list).at(-1) ?? ''],
  ['notdir', ([list = '']) => mapWords(list, (word) => word.slice(word.lastIndexOf('/') + 1))],
  [
    'dir',
    ([list = '']) => mapWords(list, (word) => (word.includes('/') ? word.slice(0, word.lastIndexOf('/') + 1) : './')),
  ],
  ['basename', ([list = '']) => mapWords(list, (word) => word.replace(/\.[^./]*$/, ''))],
  [
    'suffix',
    ([list = '']) =>
      words(list)
        .map((word) => /\.[^./]*$/.exec(word)?.[0] ?? '')
        .filter((s) => s !== '')
        .join(' '),
  ],
  // What they print is nobody's business here.
  ['info', () => ''],
  ['warning', () => ''],
]);
