// Programs of the host that are run to their end.
import { spawnGuarded } from './guarded.js';

export interface ProgramOptions {
  /** Milliseconds; after them the program is ended. */
  readonly limit?: number | undefined;
  /** Gets what ends the program at once. */
  readonly onStart?: ((kill: () => void) => void) | undefined;
}

export interface ProgramEnd {
  readonly status: number;
  /** What it printed, both streams in the order of arrival. */
  readonly output: Uint8Array;
  readonly isLate: boolean;
}

/** What a shell gives for a program that is not there, or is none. */
const NOT_FOUND: readonly number[] = [126, 127];

/** Runs a program with `input` on its standard input. Undefined if it cannot be started. It does not outlive us. */
export function runProgram(
  command: readonly string[],
  input: Uint8Array,
  { limit, onStart }: ProgramOptions = {},
): Promise<ProgramEnd | undefined> {
  return new Promise((done) => {
    const program = spawnGuarded(command);
    const chunks: Buffer[] = [];
    let isLate = false;
    const late = (): void => {
      isLate = true;
      program.kill();
    };
    const timer = limit === undefined ? undefined : setTimeout(late, limit);
    program.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    program.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
    const drained = [program.stdout, program.stderr].map(
      (stream) =>
        new Promise<void>((closed) => {
          stream.once('close', closed);
          stream.once('error', () => closed());
        }),
    );
    program.onEnd((_, status) => {
      clearTimeout(timer);
      // All that it started has been ended with it: its streams end too.
      void Promise.all(status === -1 && chunks.length === 0 ? [] : drained).then(() =>
        done(
          NOT_FOUND.includes(status) ? undefined : { status, output: new Uint8Array(Buffer.concat(chunks)), isLate },
        ),
      );
    });
    onStart?.(() => program.kill());
    program.stdin.end(input);
  });
}
