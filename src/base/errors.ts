// The two kinds of error that `base` owns: user mistakes as data (`Diagnostic`), and our own bugs (`InternalError`).
// Guest faults are results (machine/), Python exceptions are guest objects (runtime/): see ARCHITECTURE.md.

/** Where in the user's input a diagnostic points. All parts are optional; `offset` is a byte offset. */
export interface Where {
  readonly file?: string | undefined;
  readonly section?: string | undefined;
  readonly offset?: number | undefined;
  readonly symbol?: string | undefined;
  /** The place in the user's source, as `main.c:12`, when known. */
  readonly source?: string | undefined;
  /** The function that the place is in. */
  readonly function?: string | undefined;
}

/** A message for the user: a stable code, a text that says what is wrong, where, and what to do about it. */
export interface Diagnostic {
  /** `folder/what-is-wrong`, stable over releases. */
  readonly code: string;
  readonly severity: 'error' | 'warning' | 'note';
  /** One sentence, without the place. */
  readonly message: string;
  readonly where?: Where | undefined;
  /** What to do about it. */
  readonly notes?: readonly string[] | undefined;
}

/** Thrown at a checkpoint with everything that was collected up to it. */
export class DiagnosticError extends Error {
  readonly diagnostics: readonly Diagnostic[];
  constructor(diagnostics: readonly Diagnostic[]) {
    super(diagnostics.map(formatDiagnostic).join('\n'));
    this.name = 'DiagnosticError';
    this.diagnostics = diagnostics;
  }
}

/** An invariant of natmod itself does not hold. Never caught except at the edge of the program. */
export class InternalError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'InternalError';
  }
}

/** Throws one error diagnostic. */
export function fail(code: string, message: string, where?: Where, notes?: readonly string[]): never {
  throw new DiagnosticError([{ code, severity: 'error', message, where, notes }]);
}

/** `file:(section+0xOFF): message`, with its notes on lines of their own. No colour: that belongs to the command line. */
export function formatDiagnostic(d: Diagnostic): string {
  const where = formatWhere(d.where);
  const head = `${where ? `${where}: ` : ''}${d.severity === 'error' ? '' : `${d.severity}: `}${d.message}`;
  return [head, ...notesOf(d).map((note) => `  ${note}`)].join('\n');
}

/** The lines below a diagnostic: the place in the source, then what to do. */
export function notesOf({ where, notes = [] }: Diagnostic): readonly string[] {
  const { source, function: name } = where ?? {};
  const parts = [...(source === undefined ? [] : [`at ${source}`]), ...(name === undefined ? [] : [`in ${name}`])];
  return parts.length === 0 ? notes : [parts.join(', '), ...notes];
}

/** The position part of a diagnostic, '' when there is none. */
export function formatWhere(where: Where | undefined): string {
  if (!where) return '';
  const { file, section, offset, symbol } = where;
  const at = offset === undefined ? undefined : `0x${offset.toString(16)}`;
  const place = section !== undefined ? `(${section}${at ? `+${at}` : ''})` : at !== undefined ? at : '';
  return [file, place, symbol].filter((part) => part !== undefined && part !== '').join(':');
}
