// `execpty:CMD`: a program that makes a pseudo-terminal and prints its name, as QEMU does; the line is that terminal.
import { O_NOCTTY, O_NONBLOCK, O_RDWR } from 'node:constants';
import { closeSync, openSync, write } from 'node:fs';
import { ReadStream } from 'node:tty';
import { type Line, type LineEvents, RemoteError } from '../../remote/index.js';
import { spawnGuarded } from '../guarded.js';
import { keepErrors } from './program-line.js';

const START_MS = 10_000;
const FULL_PAUSE_MS = 2;

export async function openProgramTerminal(command: string, events: LineEvents): Promise<Line> {
  const program = spawnGuarded(command);
  const errors = keepErrors(program);
  let ended: string | undefined;
  let terminal: Line | undefined;
  const path = await new Promise<string>((done, fail) => {
    let said = '';
    const refuse = (why: string) => fail(new RemoteError('unreachable', `${command}: ${why}`));
    const timer = setTimeout(() => {
      program.kill();
      refuse(`no name of a terminal (/dev/pts/N) came${said === '' ? '' : `, but ${JSON.stringify(said)}`}`);
    }, START_MS);
    const look = (bytes: Uint8Array): void => {
      said = (said + Buffer.from(bytes).toString('latin1')).slice(-500);
      const name = /(\/dev\/(?:pts\/\d+|tty\w+))(?=\s)/.exec(said)?.[1];
      if (name !== undefined) done(name);
    };
    // Read to their end, so that the program never waits for somebody to read.
    program.stdout.on('data', look).on('error', () => {});
    program.stderr.on('data', look);
    program.onEnd((how) => {
      clearTimeout(timer);
      ended = `${how}${errors()}`;
      refuse(ended);
      events.closed(ended);
      void terminal?.close();
    });
  });
  try {
    terminal = openTerminal(path, events);
  } catch (error) {
    program.kill();
    throw new RemoteError('unreachable', `${command}: ${(error as Error).message}`);
  }
  const opened = terminal;
  if (ended !== undefined) await opened.close();
  return {
    send: (bytes) => opened.send(bytes),
    close: async () => {
      await opened.close();
      program.kill();
    },
  };
}

/** A terminal of this machine, every byte passed on as it is. */
export function openTerminal(path: string, events: LineEvents): Line {
  const fd = openSync(path, O_RDWR | O_NOCTTY | O_NONBLOCK);
  let stream: ReadStream;
  try {
    stream = new ReadStream(fd);
    stream.setRawMode(true);
  } catch (error) {
    closeSync(fd);
    throw error;
  }
  let closed = false;
  const queue: Uint8Array[] = [];
  let writing = false;
  const pump = (): void => {
    const first = queue[0];
    if (closed || writing || first === undefined) return;
    writing = true;
    write(fd, first, (error, count) => {
      writing = false;
      if (error && error.code !== 'EAGAIN') return events.closed(error.message);
      if (error || count === 0) return void setTimeout(pump, FULL_PAUSE_MS);
      if (count === first.length) queue.shift();
      else queue[0] = first.subarray(count);
      pump();
    });
  };
  stream.on('data', (bytes) => events.data(bytes as Buffer));
  stream.on('error', (error: Error) => events.closed(`the terminal is gone: ${error.message}`));
  stream.on('end', () => events.closed('the terminal is gone'));
  return {
    send: (bytes) => {
      queue.push(bytes);
      pump();
    },
    close: async () => {
      if (closed) return;
      closed = true;
      // It closes the descriptor.
      stream.destroy();
    },
  };
}
