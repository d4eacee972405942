// A board behind a serial line, with the REPLs of its firmware (boards-and-runner.md part B): bytes come in, bytes go out,
// scripts run in between. Soft resets and crashes make the board new; the line stays.
import { formatCrashReport } from '../debug/index.js';
import { History, Repl, type ReplHost, type RunEnd } from '../repl/index.js';
import { runtime as py } from '../runtime/index.js';
import { Board, type BoardOptions } from './board.js';
import { GuestCrash, GuestTimeoutError, PythonError } from './board-errors.js';
import { type ByteSource, SerialInput } from './serial-input.js';

/** What a SerialBoard takes: the line, and what `createBoard` takes. */
export interface SerialBoardOptions
  extends Omit<BoardOptions, 'input' | 'output' | 'outputBytes' | 'serial' | 'interrupted'> {
  /** What comes over the line. */
  readonly source: ByteSource;
  /** Bytes for the other side, as a byte string. */
  readonly write: (text: string) => void;
  /** Called when the board waits for input with nothing to do: time to bring out what was written. */
  readonly onIdle?: (() => void) | undefined;
  /** Makes a new board ready: mounts, sys.path. */
  readonly setUp?: ((board: Board) => void) | undefined;
  /** Lines of earlier sessions, and those of this one. */
  readonly history?: History | undefined;
  /** The machine code of a script crashed. */
  readonly onCrash?: ((report: string) => void) | undefined;
  /** A session of one person: it ends where a board would make a soft reset. */
  readonly once?: boolean | undefined;
  /** How tracebacks are shown in the friendly REPL. */
  readonly decorate?: ((traceback: string) => string) | undefined;
}

/** A board with the REPLs of its firmware at the end of a serial line. `run` serves until the line or the session ends; where
 * nothing may wait, `step` does what there is to do. */
export class SerialBoard {
  readonly board: Board;
  readonly repl: Repl;
  private readonly input: SerialInput;
  private readonly options: SerialBoardOptions;
  private running = false;
  private ended = false;
  private exitError: PythonError | undefined;

  constructor(options: SerialBoardOptions) {
    this.options = options;
    const { source, write, onIdle, setUp } = options;
    const input = new SerialInput(source, options.now ?? Date.now);
    this.input = input;
    const read = (max: number): Uint8Array => {
      if (!input.ready()) onIdle?.();
      return input.read(max, () => this.board.runtime.poll());
    };
    this.board = new Board({
      ...options,
      serial: {
        write,
        read,
        ready: () => input.ready(),
        rest: (ms) => {
          onIdle?.();
          input.rest(ms);
        },
        readLine: (prompt) => this.repl.readLine(prompt, () => read(1)[0]),
      },
      interrupted: () => this.running && input.takeInterrupt(this.board.runtime.interruptChar),
    });
    setUp?.(this.board);
    this.repl = new Repl(this.host(), options.history ?? new History(), options.once);
  }

  /** Serves until the line ends, or the session; the SystemExit that ended it. */
  run(): PythonError | undefined {
    this.repl.start();
    while (!this.ended && this.step());
    return this.exitError;
  }

  /** Takes what has arrived, waiting for it; false at the end of the line. */
  step(): boolean {
    const { input, options } = this;
    if (!input.ready()) options.onIdle?.();
    const bytes = input.read(1, () => {});
    if (bytes.length === 0) return false;
    this.repl.feed(bytes[0]!);
    return true;
  }

  private host(): ReplHost {
    const { board, options } = this;
    return {
      write: options.write,
      run: (source, mode) => this.execute(source, mode),
      memoryError: () => this.tracebackOf(() => board.run((rt) => py.memoryError(rt, rt.config.heapBytes))),
      surelyWrong: (source) => {
        const text = this.tracebackOf(() => board.run((rt) => py.refuseHopeless(rt, source, '<stdin>')));
        return text === '' ? undefined : text;
      },
      exit: () => {
        this.ended = options.once ?? false;
        return this.ended;
      },
      reset: () => {
        board.reset();
        options.setUp?.(board);
      },
      get banner() {
        return board.run((rt) => py.banner(rt));
      },
      prompt: (which) => board.run((rt) => py.promptText(rt, which)),
      get sourceLimit() {
        return board.runtime.config.heapBytes;
      },
      names: (path, prefix) => board.run((rt) => py.completions(rt, path, prefix)),
      modules: (prefix) => board.run((rt) => py.moduleNames(rt, prefix)),
    };
  }

  private execute(source: string, mode: 'file' | 'single'): RunEnd {
    const { board, input } = this;
    board.runtime.interruptChar = 3;
    input.starting();
    this.running = true;
    try {
      board.runScript(py.bytesFromBstr(source), '<stdin>', mode);
      return { error: '', next: 'prompt' };
    } catch (e) {
      return this.endOf(e);
    } finally {
      this.running = false;
    }
  }

  private endOf(e: unknown): RunEnd {
    if (e instanceof PythonError) {
      // Only the end of a session looks at the object again.
      if (e.isExit) {
        this.exitError = e;
        return { error: '', next: this.board.runtime.resetWanted && !this.options.once ? 'hard-reset' : 'exit' };
      }
      e.object.release();
      return { error: this.shown(e), next: 'prompt' };
    }
    if (e instanceof GuestTimeoutError) return { error: `${formatCrashReport(e.report)}\n`, next: 'prompt' };
    if (!(e instanceof GuestCrash)) throw e;
    // The memory of a board that crashed is not to be trusted.
    const report = formatCrashReport(e.report);
    this.options.onCrash?.(report);
    return { error: `${report}\n`, next: 'soft-reset' };
  }

  private shown(e: PythonError): string {
    const text = py.bstr(e.traceback);
    return this.options.decorate?.(text) ?? text;
  }

  /** The traceback of what `body` raises; '' if it raises nothing. */
  private tracebackOf(body: () => void): string {
    try {
      body();
      return '';
    } catch (e) {
      return this.endOf(e).error;
    }
  }
}
