// A client of `natmod serve` of our own: speaks the raw REPL byte by byte, over whatever stream there is.
import { type ChildProcess, spawn } from 'node:child_process';
import { openSync, writeSync } from 'node:fs';
import { connect } from 'node:net';
import { ReadStream } from 'node:tty';
import { MAIN } from './cli.js';

/** Far more than anything takes, so that a test which hangs says what it waited for. */
const PATIENCE_MS = 30_000;

export const latin1 = (text: string): Uint8Array => Uint8Array.from(text, (c) => c.charCodeAt(0));

export class SerialClient {
  private received = '';
  private wake: (() => void) | undefined;
  private readonly writeBytes: (bytes: Uint8Array) => void;
  readonly close: () => void;
  constructor(write: (bytes: Uint8Array) => void, close: () => void) {
    this.writeBytes = write;
    this.close = close;
  }
  /** For whoever feeds the client. */
  readonly onData = (bytes: Uint8Array): void => {
    this.received += Buffer.from(bytes).toString('latin1');
    this.wake?.();
  };
  send(text: string | Uint8Array): void {
    this.writeBytes(typeof text === 'string' ? latin1(text) : text);
  }
  private async more(what: string): Promise<void> {
    await new Promise<void>((done, fail) => {
      const timer = setTimeout(
        () => fail(new Error(`waited in vain for ${what}; last came ${JSON.stringify(this.received.slice(-300))}`)),
        PATIENCE_MS,
      );
      this.wake = () => {
        clearTimeout(timer);
        done();
      };
    });
    this.wake = undefined;
  }
  /** Everything up to and with `end`. */
  async until(end: string): Promise<string> {
    for (;;) {
      const at = this.received.indexOf(end);
      if (at >= 0) {
        const text = this.received.slice(0, at + end.length);
        this.received = this.received.slice(at + end.length);
        return text;
      }
      await this.more(JSON.stringify(end));
    }
  }
  /** Exactly so many bytes. */
  async take(count: number): Promise<string> {
    while (this.received.length < count) await this.more(`${count} bytes`);
    const text = this.received.slice(0, count);
    this.received = this.received.slice(count);
    return text;
  }
  /** What has arrived so far is forgotten. */
  drop(): void {
    this.received = '';
  }

  async enterRaw(reset = true): Promise<void> {
    this.send('\r\x03');
    this.send('\r\x01');
    await this.until('raw REPL; CTRL-B to exit\r\n>');
    if (!reset) return;
    this.send('\x04');
    await this.until('OK\r\nMPY: soft reboot\r\nraw REPL; CTRL-B to exit\r\n>');
  }
  /** Runs code in the raw REPL. */
  async exec(code: string): Promise<{ out: string; err: string }> {
    this.send(`${code}\x04`);
    await this.until('OK');
    return this.result();
  }
  async result(): Promise<{ out: string; err: string }> {
    const out = (await this.until('\x04')).slice(0, -1);
    const err = (await this.until('\x04')).slice(0, -1);
    await this.until('>');
    return { out, err };
  }
  /** Runs code in raw-paste mode, keeping to the window; `chunk`: bytes at a time. */
  async paste(code: string, chunk = Number.POSITIVE_INFINITY): Promise<{ out: string; err: string }> {
    this.send('\x05A\x01');
    const head = await this.take(4);
    if (head.slice(0, 2) !== 'R\x01') throw new Error(`no raw-paste: ${JSON.stringify(head)}`);
    const window = head.charCodeAt(2) | (head.charCodeAt(3) << 8);
    let credit = window;
    for (let at = 0; at < code.length; ) {
      while (credit === 0 || this.received !== '') {
        const byte = await this.take(1);
        if (byte === '\x01') credit += window;
        else if (byte === '\x04') {
          // The board wants no more.
          this.send('\x04');
          return this.result();
        } else throw new Error(`in a paste came ${JSON.stringify(byte)}`);
      }
      const part = code.slice(at, at + Math.min(credit, chunk));
      this.send(part);
      credit -= part.length;
      at += part.length;
    }
    this.send('\x04');
    let ack = await this.take(1);
    while (ack === '\x01') ack = await this.take(1);
    if (ack !== '\x04') throw new Error(`after a paste came ${JSON.stringify(ack)}`);
    return this.result();
  }
}

export interface Served {
  readonly child: ChildProcess;
  readonly where: string;
  stderr: string;
  /** A new client. */
  connect(): Promise<SerialClient>;
  stop(): Promise<number | null>;
}

/** Starts `natmod serve`. */
export async function serve(transport: 'stdio' | 'tcp' | 'pty', ...args: string[]): Promise<Served> {
  const options = transport === 'tcp' ? ['--tcp', '0'] : [`--${transport}`];
  const child = spawn(process.execPath, [MAIN, 'serve', ...options, ...args]);
  let first = '';
  let where = '';
  const served: Served = {
    child,
    get where() {
      return where;
    },
    stderr: '',
    connect: async () => {
      if (transport === 'stdio') {
        const client = new SerialClient(
          (bytes) => child.stdin.write(bytes),
          () => child.stdin.end(),
        );
        child.stdout.on('data', client.onData);
        return client;
      }
      if (transport === 'pty') return openTerminal(where);
      const [, host, port] = /socket:\/\/(.*):(\d+)/.exec(where)!;
      const socket = connect(Number(port), host);
      await new Promise((done, fail) => socket.once('connect', done).once('error', fail));
      socket.on('error', () => {});
      const client = new SerialClient(
        (bytes) => socket.write(bytes),
        () => socket.destroy(),
      );
      socket.on('data', client.onData);
      return client;
    },
    stop: () =>
      new Promise((done) => {
        child.once('close', (code) => done(code));
        if (child.exitCode !== null) done(child.exitCode);
        else child.kill('SIGINT');
      }),
  };
  child.stderr.on('data', (text) => {
    served.stderr += text;
  });
  if (transport === 'stdio') return served;
  await new Promise<void>((done, fail) => {
    child.stdout.on('data', (text) => {
      first += text;
      const found = /(socket:\/\/\S+|\/dev\/\S+)/.exec(first);
      if (found && first.includes('\n')) {
        where = found[1]!;
        done();
      }
    });
    child.once('close', () => fail(new Error(`serve ended: ${first}${served.stderr}`)));
  });
  return served;
}

function openTerminal(path: string): SerialClient {
  const { O_RDWR, O_NOCTTY } = { O_RDWR: 2, O_NOCTTY: 0o400 };
  const fd = openSync(path, O_RDWR | O_NOCTTY);
  // It reads without a thread that waits, and closes the descriptor.
  const stream = new ReadStream(fd);
  let isClosed = false;
  const client = new SerialClient(
    (bytes) => {
      for (let at = 0; at < bytes.length; ) at += writeSync(fd, bytes, at);
    },
    () => {
      if (isClosed) return;
      isClosed = true;
      stream.destroy();
    },
  );
  stream.on('data', (bytes) => client.onData(bytes as Buffer));
  stream.on('error', () => {});
  return client;
}
