// A MicroPython at the other end of a line as something that runs tests. Each test begins with a soft reset; whatever goes
// wrong is an outcome, after which the line is opened anew where it has to be.
import {
  mayExitWithStatus,
  PROBE,
  type ReplacedModule,
  readProbe,
  readStatus,
  readyScript,
  STATUS_FILE,
  statusScript,
  type TargetInfo,
  uploadScripts,
} from './device-code.js';
import { type Line, type OpenLine, RemoteError } from './line.js';
import { LineReader } from './line-reader.js';
import { latin1, pause, RawRepl, type RawResult } from './raw-repl.js';
import { splitDump } from './trap-dump.js';

export interface RemoteTest {
  /** Its name in tracebacks. */
  readonly file: string;
  readonly source: Uint8Array;
  /** Source that runs first, in the same `__main__`. */
  readonly begin: Uint8Array | undefined;
  /** What the test may import or open, by path. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly replaced: ReplacedModule | undefined;
  /** Seconds; undefined for no limit. */
  readonly limit: number | undefined;
}

export interface RemoteOutcome {
  readonly kind: 'done' | 'raised' | 'crashed' | 'timeout' | 'error';
  readonly output: Uint8Array;
  readonly traceback: string;
  /** That SystemExit asked for. */
  readonly status: number;
  readonly report: string;
  /** Why the test cannot run there. */
  readonly skip?: string;
  readonly milliseconds: number;
}

/** For a piece of preparation, beyond what its sending takes. */
const STEP_MS = 20_000;
/** For a script to end after Ctrl-C. */
const INTERRUPT_MS = 1500;
/** As upstream's runner: so many failures in a row to reach the target, and it is given up. */
const MAX_FAILURES = 4;
/** A device that has been reset may take a moment until it is there again. */
const REOPEN_TRIES = 3;
const REOPEN_PAUSE_MS = 500;
const later = (milliseconds: number): number => performance.now() + milliseconds;

export class RemoteTarget {
  readonly name: string;
  private readonly open: OpenLine;
  private line: Line | undefined;
  private reader = new LineReader();
  private repl: RawRepl | undefined;
  private known: TargetInfo | undefined;
  private failures = 0;
  private lastFailure = '';
  private stopped = false;

  constructor(name: string, open: OpenLine) {
    this.name = name;
    this.open = open;
  }

  /** Opens the line and asks what is there. Throws a RemoteError that says why it cannot be used. */
  async connect(): Promise<TargetInfo> {
    const repl = await this.ready();
    const { out, err } = await repl.exec(PROBE, later(STEP_MS));
    const info = readProbe(out);
    if (!info) {
      const what = err.trim().split('\r\n').at(-1) || JSON.stringify(out.slice(0, 200));
      throw new RemoteError('garbage', `the target does not say what it is: ${what}`);
    }
    this.known = info;
    return info;
  }
  get info(): TargetInfo {
    if (!this.known) throw new RemoteError('unreachable', 'the target is not connected');
    return this.known;
  }

  /** A raw REPL with nothing in it. */
  private async ready(): Promise<RawRepl> {
    const isNew = this.line === undefined || this.reader.isClosed;
    try {
      const repl = await this.opened();
      await repl.enter();
      return repl;
    } catch (error) {
      await this.drop();
      // What hangs may work when it is opened anew; what has just been opened will not.
      if (isNew || this.stopped || !(error instanceof RemoteError)) throw error;
    }
    const repl = await this.reopened();
    await repl.enter();
    return repl;
  }
  private async opened(): Promise<RawRepl> {
    if (this.repl && !this.reader.isClosed) return this.repl;
    await this.drop();
    return this.known ? this.reopened() : this.openNow();
  }
  private async reopened(): Promise<RawRepl> {
    for (let left = REOPEN_TRIES; ; ) {
      try {
        return await this.openNow();
      } catch (error) {
        if (--left === 0 || this.stopped) throw error;
        await pause(REOPEN_PAUSE_MS);
      }
    }
  }
  private async openNow(): Promise<RawRepl> {
    if (this.stopped) throw new RemoteError('closed', 'stopped');
    const reader = new LineReader();
    const line = await this.open(reader);
    this.reader = reader;
    this.line = line;
    this.repl = new RawRepl(line, reader);
    if (this.stopped) await this.drop();
    return this.repl;
  }
  private async drop(): Promise<void> {
    const { line } = this;
    this.line = undefined;
    this.repl = undefined;
    await line?.close();
  }

  async run(test: RemoteTest): Promise<RemoteOutcome> {
    const started = performance.now();
    const end = (kind: RemoteOutcome['kind'], more: Partial<RemoteOutcome> = {}): RemoteOutcome => ({
      kind,
      output: new Uint8Array(0),
      traceback: '',
      status: 0,
      report: '',
      milliseconds: performance.now() - started,
      ...more,
    });
    if (this.failures >= MAX_FAILURES) {
      return end('error', { report: `${this.name} was given up after ${MAX_FAILURES} failures: ${this.lastFailure}` });
    }
    const bad = [test.source, ...(test.begin ? [test.begin] : [])].some((s) =>
      s.some((byte) => byte >= 1 && byte <= 4),
    );
    if (bad) return end('error', { report: 'the script has control characters that no REPL can be sent' });
    let isReached = false;
    try {
      const repl = await this.ready();
      isReached = true;
      this.failures = 0;
      return await this.runReady(repl, test, end);
    } catch (error) {
      if (!(error instanceof RemoteError)) throw error;
      if (isReached && (error.fault === 'closed' || error.fault === 'reset')) return this.crashed(error, latin1, end);
      if (!isReached) {
        this.failures++;
        this.lastFailure = error.message;
      }
      await this.drop();
      const received = error.received === '' ? '' : `\nlast came: ${JSON.stringify(error.received.slice(-400))}`;
      return end('error', { report: `${error.message}${received}` });
    }
  }

  private async runReady(repl: RawRepl, test: RemoteTest, end: End): Promise<RemoteOutcome> {
    const watchesStatus = this.info.canMount && mayExitWithStatus(bytesText(test.source));
    const files = watchesStatus ? new Map([...test.files, [STATUS_FILE, test.source]]) : test.files;
    const refused = await this.prepare(repl, { ...test, files });
    if (refused) return end(refused.kind ?? 'error', refused);
    let before = '';
    if (test.begin) {
      const run = await this.runScript(repl, test.begin, '<begin>', test.limit, '', false, end);
      if (run.kind !== 'done') return run;
      before = bytesText(run.output);
    }
    const source = watchesStatus ? latin1(statusScript(test.file)) : test.source;
    return this.runScript(repl, source, test.file, test.limit, before, watchesStatus, end);
  }

  /** Puts the files there; what it gives is why the test cannot run. */
  private async prepare(repl: RawRepl, test: RemoteTest): Promise<Partial<RemoteOutcome> | undefined> {
    const { info } = this;
    if (test.files.size > 0 && !info.canMount) {
      return { skip: 'the target has no file system to put modules in (vfs.mount, io.BytesIO)', kind: 'done' };
    }
    const scripts = test.files.size > 0 ? uploadScripts(test.files, info) : [];
    scripts.push(readyScript([test.file], test.replaced));
    for (const script of scripts) {
      const { err, rebooted } = await repl.exec(script, later(STEP_MS));
      if (err === '' && !rebooted) continue;
      if (rebooted) return { kind: 'crashed', report: err === '' ? 'the target restarted in the import' : text(err) };
      if (/^MemoryError\b/m.test(err)) return { skip: 'too large for the target', kind: 'done' };
      return { kind: 'raised', traceback: text(err).trimEnd(), status: 1 };
    }
    return undefined;
  }

  private async runScript(
    repl: RawRepl,
    source: Uint8Array,
    file: string,
    limit: number | undefined,
    before: string,
    watchesStatus: boolean,
    end: End,
  ): Promise<RemoteOutcome> {
    const deadline = limit === undefined ? Number.POSITIVE_INFINITY : later(limit * 1000);
    const named = (part: string) => part.replaceAll('  File "<stdin>", line ', `  File "${utf8(file)}", line `);
    const output = (out: string) => latin1(named(before + out));
    let result: RawResult;
    try {
      result = await repl.exec(bytesText(source), deadline);
    } catch (error) {
      if (!(error instanceof RemoteError)) throw error;
      if (error.fault === 'silent' && performance.now() >= deadline) {
        return this.timeout(repl, limit!, (out) => output(out), named, end);
      }
      if (error.fault !== 'closed' && error.fault !== 'reset') throw error;
      return this.crashed(error, output, end);
    }
    const { rebooted } = result;
    const { out, err, status } = watchesStatus ? readStatus(result.out, result.err) : { ...result, status: 0 };
    if (err === '') return end(status === 0 ? 'done' : 'raised', { output: output(out), status });
    // Machine code that crashed a board which goes on: it says what it knows in place of a traceback.
    if (rebooted) return end('crashed', { output: output(out), report: text(err).trimEnd() });
    return end('raised', { output: output(out), traceback: decode(named(text(err).trimEnd())), status: 1 });
  }

  /** The line has ended, or the board has started anew, while something ran. */
  private async crashed(error: RemoteError, output: (out: string) => Uint8Array, end: End): Promise<RemoteOutcome> {
    const { dump, rest } = splitDump(this.reader.pending || error.received);
    if (error.fault === 'closed') await this.drop();
    const report = [dump?.summary ?? error.message, ...(dump ? ['', text(dump.text)] : [])];
    return end('crashed', { output: output(rest), report: report.join('\n') });
  }

  private async timeout(
    repl: RawRepl,
    limit: number,
    output: (out: string) => Uint8Array,
    named: (text: string) => string,
    end: End,
  ): Promise<RemoteOutcome> {
    const said = `time limit of ${limit} s reached`;
    for (let tries = 0; tries < 2; tries++) {
      repl.interrupt();
      try {
        const { out, err } = await repl.result(later(INTERRUPT_MS));
        const traceback = decode(named(text(err).trimEnd()));
        const place = traceback
          .split('\n')
          .filter((line) => line.startsWith('  File '))
          .at(-1)
          ?.trim();
        const report = [
          `${said}${place === undefined ? '' : `: ${place}`}`,
          ...(traceback === '' ? [] : ['', traceback]),
        ];
        return end('timeout', { output: output(out), report: report.join('\n') });
      } catch (error) {
        if (!(error instanceof RemoteError)) throw error;
        if (error.fault === 'closed') break;
      }
    }
    const out = this.reader.pending;
    await this.drop();
    return end('timeout', { output: output(out), report: `${said}, and the target does not listen to Ctrl-C` });
  }

  /** Ends everything; a test that runs ends as an error. */
  async close(): Promise<void> {
    this.stopped = true;
    try {
      this.repl?.leave();
    } catch {
      // It is being left anyway.
    }
    this.reader.closed('stopped');
    await this.drop();
  }
}

type End = (kind: RemoteOutcome['kind'], more?: Partial<RemoteOutcome>) => RemoteOutcome;

const text = (received: string): string => received.replaceAll('\r\n', '\n');
const decode = (byteString: string): string => new TextDecoder().decode(latin1(byteString));

function bytesText(bytes: Uint8Array): string {
  let out = '';
  for (const byte of bytes) out += String.fromCharCode(byte);
  return out;
}
/** Text as a string with one character for each byte. */
const utf8 = (value: string): string => bytesText(new TextEncoder().encode(value));
