// What comes over a line, waited for: up to a text, so many bytes, or whatever a look at it finds. Bytes are kept as a
// string with one character for each.
import { RemoteError } from './line.js';

/** A board that prints for ever must not take all memory. */
const MAX_KEPT = 16 * 1024 * 1024;
const SHOWN = 200;

export class LineReader {
  private kept = '';
  private wake: (() => void) | undefined;
  private ended: string | undefined;
  private readonly decoder = new TextDecoder('latin1');
  /** When bytes came last. */
  lastAt = performance.now();

  readonly data = (bytes: Uint8Array): void => {
    this.lastAt = performance.now();
    let text = '';
    // latin1 of TextDecoder is windows-1252: only ASCII comes out the same.
    if (bytes.every((byte) => byte < 0x80)) text = this.decoder.decode(bytes);
    else for (const byte of bytes) text += String.fromCharCode(byte);
    this.kept += text;
    this.wake?.();
  };
  readonly closed = (reason: string): void => {
    this.ended ??= reason;
    this.wake?.();
  };

  /** Forgets what has come. */
  drop(): void {
    this.kept = '';
  }
  get pending(): string {
    return this.kept;
  }
  get isClosed(): boolean {
    return this.ended !== undefined;
  }
  /** The end of what has come, as text for people. */
  get tail(): string {
    return this.kept.slice(-SHOWN);
  }

  /** Everything before `end`, which is taken as well. */
  async until(end: string, deadline: number, what: string): Promise<string> {
    let from = 0;
    return this.find(deadline, what, (kept) => {
      const at = kept.indexOf(end, from);
      from = Math.max(0, kept.length - end.length + 1);
      return at < 0 ? undefined : { value: kept.slice(0, at), taken: at + end.length };
    });
  }
  async take(count: number, deadline: number, what: string): Promise<string> {
    return this.find(deadline, what, (kept) =>
      kept.length < count ? undefined : { value: kept.slice(0, count), taken: count },
    );
  }
  /** Asks `look` whenever something has come, and at the latest after `interval` milliseconds, until it finds something. */
  async find<T>(
    deadline: number,
    what: string,
    look: (kept: string) => { readonly value: T; readonly taken: number } | undefined,
    interval = Number.POSITIVE_INFINITY,
  ): Promise<T> {
    for (;;) {
      const found = look(this.kept);
      if (found) {
        this.kept = this.kept.slice(found.taken);
        return found.value;
      }
      if (this.ended !== undefined) throw new RemoteError('closed', this.ended, this.tail);
      if (this.kept.length > MAX_KEPT) {
        throw new RemoteError('garbage', `more than ${MAX_KEPT} bytes came while waiting for ${what}`, this.tail);
      }
      const left = deadline - performance.now();
      if (left <= 0) throw new RemoteError('silent', `waited in vain for ${what}`, this.tail);
      await this.more(Math.min(left, interval));
    }
  }
  private more(milliseconds: number): Promise<void> {
    return new Promise((done) => {
      const timer = Number.isFinite(milliseconds)
        ? setTimeout(done, Math.min(milliseconds + 1, MAX_TIMER_MS))
        : undefined;
      this.wake = () => {
        clearTimeout(timer);
        this.wake = undefined;
        done();
      };
    });
  }
}

/** What setTimeout knows: 24 days. */
const MAX_TIMER_MS = 0x7fff_ffff;
