// A board for tests of the protocol alone: code is recorded, and what it does is given.
import { History } from './history.js';
import type { ReplHost, RunEnd } from './host.js';
import { Repl } from './repl.js';

export interface FakeBoard {
  readonly repl: Repl;
  readonly ran: { source: string; mode: string }[];
  resets: number;
  /** Sends bytes; what came back. */
  send(text: string): string;
}

const DONE: RunEnd = { error: '', next: 'prompt' };

export function fakeBoard(
  run: (source: string, write: (text: string) => void) => RunEnd | undefined = () => undefined,
  names: Readonly<Record<string, readonly string[]>> = {},
  sourceLimit = 100_000,
  utf8 = false,
): FakeBoard {
  let out = '';
  const board: FakeBoard = {
    ran: [],
    resets: 0,
    repl: undefined as unknown as Repl,
    send(text) {
      out = '';
      for (const c of text) this.repl.feed(c.charCodeAt(0));
      return out;
    },
  };
  const write = (text: string): void => {
    out += text;
  };
  const host: ReplHost = {
    write,
    run: (source, mode) => {
      board.ran.push({ source, mode });
      return run(source, write) ?? DONE;
    },
    memoryError: () => 'MemoryError: \n',
    surelyWrong: (source) => (source.includes('!') ? 'SyntaxError: invalid syntax\n' : undefined),
    exit: () => false,
    reset: () => {
      board.resets++;
    },
    banner: 'MicroPython v1; board\n',
    prompt: (which) => (which === 'ps1' ? '>>> ' : '... '),
    sourceLimit,
    names: (path, prefix) => (names[path.join('.')] ?? []).filter((name) => name.startsWith(prefix)),
    modules: (prefix) => (names.import ?? []).filter((name) => name.startsWith(prefix)),
  };
  Object.assign(board, { repl: new Repl(host, new History(), utf8) });
  board.repl.start();
  return board;
}
