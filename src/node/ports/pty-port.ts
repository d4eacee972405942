// A pseudo-terminal as the line to the board, held by a small child process: Python where there is one, script(1) where
// there is not.
import { type ChildProcess, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { type Port, PortError, type PortEvents } from './port.js';
import { PYTHON_HOLDER, shellHolder } from './pty-holder.js';

export interface PtyPort extends Port {
  readonly path: string;
}

interface Holder {
  readonly command: string;
  readonly args: readonly string[];
  /** It tells of the terminal and of clients on descriptor 3; otherwise its first line of output is the name. */
  readonly tells: boolean;
}

/** Long enough for a busy machine. */
const START_MS = 10_000;

function holders(): Holder[] {
  const python = ['python3', '/usr/bin/python3', 'python'].map(
    (command): Holder => ({ command, args: ['-u', '-c', PYTHON_HOLDER], tells: true }),
  );
  const shell = shellHolder(process.pid);
  const script: Holder =
    process.platform === 'darwin'
      ? { command: 'script', args: ['-q', '/dev/null', 'sh', '-c', shell], tells: false }
      : { command: 'script', args: ['-qfc', shell, '/dev/null'], tells: false };
  return process.env.NATMOD_PTY === 'script' ? [script] : [...python, script];
}

export async function openPty(events: PortEvents): Promise<PtyPort> {
  if (process.platform === 'win32') throw new PortError('there are no pseudo-terminals on Windows', ['use --tcp PORT']);
  for (const holder of holders()) {
    const port = await start(holder, events);
    if (port) return port;
  }
  throw new PortError('a pseudo-terminal needs python3 or script, and neither works here', ['use --tcp PORT']);
}

function start(holder: Holder, events: PortEvents): Promise<PtyPort | undefined> {
  return new Promise((done) => {
    const child: ChildProcess = spawn(holder.command, holder.args, {
      stdio: ['pipe', 'pipe', 'ignore', holder.tells ? 'pipe' : 'ignore'],
    });
    const stdin = child.stdin as Writable;
    const stdout = child.stdout as Readable;
    let path: string | undefined;
    let line = '';
    const timer = setTimeout(() => child.kill(), START_MS);
    const port = (name: string): PtyPort => ({
      path: name,
      send: (bytes) => stdin.write(bytes),
      pause: () => stdout.pause(),
      resume: () => stdout.resume(),
      close: () => {
        stdin.destroy();
        child.kill();
      },
    });
    const started = (name: string): void => {
      clearTimeout(timer);
      path = name;
      done(port(name));
    };
    const tell = (word: string): void => {
      if (word.startsWith('pty ')) started(word.slice(4));
      else events.connected(word === 'open');
    };
    if (holder.tells) {
      (child.stdio[3] as Readable).on('data', (bytes: Buffer) => {
        const lines = (line + bytes.toString('latin1')).split('\n');
        line = lines.pop()!;
        for (const word of lines) tell(word);
      });
    }
    stdout.on('data', (bytes: Buffer) => {
      if (path !== undefined || holder.tells) {
        events.data(bytes);
        return;
      }
      line += bytes.toString('latin1');
      const name = /(\/dev\/\S+)\r?\n/.exec(line);
      if (!name) return;
      started(name[1]!);
      // Who opens it cannot be seen: somebody may always be there.
      events.connected(true);
    });
    stdin.on('drain', () => events.drained());
    stdin.on('error', () => {});
    child.on('error', () => done(undefined));
    child.on('close', () => {
      clearTimeout(timer);
      if (path === undefined) done(undefined);
      else events.ended();
    });
  });
}
