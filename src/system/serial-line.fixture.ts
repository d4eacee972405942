// A serial board in this thread for tests: the other side is a list of what it does, in turn.
import type { Board } from './board.js';
import { SerialBoard, type SerialBoardOptions } from './serial-board.js';

/** Another client takes the place of the one before. */
export const NEW_CLIENT = Symbol('new client');

/** Bytes to send; or to do something when the board waits for input; or time that passes (ms) before going on. */
export type Act = string | Uint8Array | number | typeof NEW_CLIENT;

const toBytes = (text: string | Uint8Array): Uint8Array =>
  typeof text === 'string' ? Uint8Array.from(text, (c) => c.charCodeAt(0)) : text;

/** Runs a board until the acts are over; what it sent, as a byte string. The clock moves only when the board waits or
 * looks at it. */
export function converse(acts: readonly Act[], options: Partial<SerialBoardOptions> = {}): string {
  let out = '';
  let now = 0;
  let pausedUntil = 0;
  let clients = 1;
  const queue = [...acts];
  const board = new SerialBoard({
    board: 'VIRT_RV64',
    limits: 'board',
    ...options,
    source: {
      take() {
        // Every look costs time, so that a script which computes sees time pass.
        now += 1;
        while (typeof queue[0] === 'number' && now >= pausedUntil) {
          pausedUntil = now + (queue.shift() as number);
        }
        if (now >= pausedUntil && queue[0] === NEW_CLIENT) {
          clients++;
          queue.shift();
        }
        if (now < pausedUntil || queue.length === 0 || typeof queue[0] === 'number') return new Uint8Array(0);
        return toBytes(queue.shift() as string | Uint8Array);
      },
      wait(ms) {
        now += ms;
      },
      get ended() {
        return queue.length === 0;
      },
      get clients() {
        return clients;
      },
    },
    write: (text) => {
      out += text;
    },
    now: () => now,
  });
  board.run();
  return out;
}

/** What code sent to a raw REPL does: output and error text. */
export function execRaw(source: string, options: Partial<SerialBoardOptions> = {}): { out: string; err: string } {
  const all = converse([`\x01${source}\x04`], options);
  const [out, err] = all.slice(all.indexOf('>OK') + 3).split('\x04') as [string, string];
  return { out, err };
}

export type { Board };
