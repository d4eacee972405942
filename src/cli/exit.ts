// Exit statuses: a contract with scripts that call natmod.

export const EXIT = {
  OK: 0,
  /** The module raised, or the link was refused. */
  FAILED: 1,
  /** Wrong usage, or a file named on the command line that cannot be used. */
  USAGE: 2,
  /** The machine code crashed. */
  CRASH: 3,
  TIMEOUT: 4,
  /** A bug of natmod (EX_SOFTWARE): none of the above, so that nobody takes it for a result. */
  INTERNAL: 70,
  INTERRUPTED: 130,
} as const;

/** Wrong usage: its text is printed and the program ends with status 2. */
export class UsageError extends Error {
  readonly hints: readonly string[];
  constructor(message: string, hints: readonly string[] = []) {
    super(message);
    this.name = 'UsageError';
    this.hints = hints;
  }
}
