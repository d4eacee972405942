// Tokens of the language (bytecode.md section 10). The kind of a keyword, operator or delimiter is its own text.

export interface Token {
  kind: string;
  /** Names: the name; numbers: the text without underscores; strings: the bytes of the value. */
  text: string;
  /** Line of the first character; of a NEWLINE: the line that it ends. */
  line: number;
}

/** Kinds that are no text of the source. Spaces keep them apart from every operator. */
export const T = {
  NAME: ' name',
  INTEGER: ' integer',
  FLOAT: ' float',
  STRING: ' string',
  BYTES: ' bytes',
  NEWLINE: ' newline',
  INDENT: ' indent',
  DEDENT: ' dedent',
  /** A dedent to a column that no open block has. */
  DEDENT_MISMATCH: ' dedent mismatch',
  INVALID: ' invalid',
  END: ' end',
} as const;

export const KEYWORDS: ReadonlySet<string> = new Set(
  (
    'False None True and as assert async await break class continue def del elif else except finally for from ' +
    'global if import in is lambda nonlocal not or pass raise return try while with yield'
  ).split(' '),
);

/** Operators and delimiters by length, so that the longest match comes first. */
export const OPERATORS: readonly ReadonlySet<string>[] = [
  new Set(['<<=', '>>=', '**=', '//=', '...']),
  new Set(':= <= << >= >> *= ** += -= -> &= |= /= // %= ^= @= == !='.split(' ')),
  new Set('()[]{},;~:<>*+-&|/%^@=.'.split('')),
];
