// The client of the raw REPL against a board in memory: every answer cut into pieces, and answers that are none.
import { describe, expect, test } from 'vitest';
import { SerialBoard } from '../system/index.js';
import { base64, readProbe, readStatus } from './device-code.js';
import { loadableArchs, whyUnfit } from './fits.js';
import { type Line, type LineEvents, RemoteError, RemoteTarget } from './index.js';
import { LineReader } from './line-reader.js';
import { latin1, RawRepl } from './raw-repl.js';
import { splitDump } from './trap-dump.js';

const soon = (): number => performance.now() + 300;
const text = (bytes: Uint8Array): string => String.fromCharCode(...bytes);

/** A board that says its answers one after the other, each after it was sent something that ends with a control key. */
function scripted(...answers: readonly string[]): { readonly repl: RawRepl; readonly sent: string[] } {
  const reader = new LineReader();
  const left = [...answers];
  const sent: string[] = [];
  let coming = Promise.resolve();
  const line: Line = {
    send: (bytes) => {
      sent.push(text(bytes));
      const answer = left.shift();
      // In halves: nothing may depend on what comes in one piece.
      if (answer === undefined) return;
      const half = answer.length >> 1;
      for (const part of [answer.slice(0, half), answer.slice(half)]) {
        coming = coming.then(() => reader.data(latin1(part)));
      }
    },
    close: async () => {},
  };
  return { repl: new RawRepl(line, reader), sent };
}

describe('raw-paste', () => {
  test('keeps to the window', async () => {
    const { repl, sent } = scripted('R\x01\x04\x00\x01', '\x01', '\x01', '\x04out\r\n\x04\x04>');
    expect(await repl.exec('print("out")', soon())).toEqual({ out: 'out\r\n', err: '', rebooted: false });
    expect(sent.join('')).toBe('\x05A\x01print("out")\x04');
    // At first two windows, then one for each \x01.
    expect(sent.slice(1).every((part) => part.length <= 8)).toBe(true);
  });
  test('is left when the board has enough', async () => {
    const { repl, sent } = scripted('R\x01\x04\x00', '\x04', '\x04SyntaxError\r\n\x04>');
    expect((await repl.exec('((((((((', soon())).err).toBe('SyntaxError\r\n');
    expect(sent.at(-1)).toBe('\x04');
  });
  test.each([
    ['refused', 'R\x00'],
    ['not known', 'raw REPL; CTRL-B to exit\r\n>'],
  ])('%s: plain raw mode', async (_, answer) => {
    const { repl } = scripted(answer, '', 'OKx\x04\x04>');
    expect((await repl.exec('x', soon())).out).toBe('x');
  });
  test.each([
    ['echo', '\x05A\x01', /echo/],
    ['a window of nothing', 'R\x01\x00\x00', /no bytes/],
    ['noise in it', 'R\x01\x04\x00??', /unexpected "\?"/],
  ])('%s', async (_, answer, message) => {
    const { repl } = scripted(answer);
    await expect(repl.exec('print(1)', soon())).rejects.toThrow(message);
  });
});

describe('what a script leaves', () => {
  const result = (answer: string) => scripted('R\x00', '', answer).repl.exec('x', soon());
  test('an exit resets', async () =>
    expect(await result('OK1\x04\x04MPY: soft reboot\r\nraw REPL; CTRL-B to exit\r\n>')).toEqual({
      out: '1',
      err: '',
      rebooted: true,
    }));
  test.each([
    ['nothing', 'OK', 'silent'],
    ['something else', 'NO', 'garbage'],
    ['no prompt', 'OK\x04\x04x', 'garbage'],
    ['a banner and silence', 'OKa\r\nMicroPython v1; x\r\nType "help()" for more information.\r\n>>> ', 'reset'],
  ])('%s', async (_, answer, fault) => {
    const { repl } = scripted('R\x00', '', answer);
    const error = await repl.exec('x', performance.now() + 1500).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(RemoteError);
    expect((error as RemoteError).fault).toBe(fault);
  });
});

describe('a whole board', () => {
  /** Our own, in this thread: it takes what has been sent when it is asked to. */
  function open(events: LineEvents): Promise<Line> {
    const board = new SerialBoard({
      source: { take: () => new Uint8Array(0), wait: () => {}, ended: true },
      write: (out) => events.data(latin1(out)),
    });
    board.repl.start();
    return Promise.resolve({
      send: (bytes) => {
        setTimeout(() => {
          for (const byte of bytes) board.repl.feed(byte);
        });
      },
      close: async () => {},
    });
  }
  test('files of every length and content arrive', async () => {
    const target = new RemoteTarget('t', open);
    expect((await target.connect()).machine).toContain('rv64');
    const bytes = (n: number) => Uint8Array.from({ length: n }, (_, i) => (i * 7) & 255);
    const sizes = [0, 1, 2, 3, 2047, 2048, 2049, 5000];
    const files = new Map(sizes.map((size) => [`d/\u00e9'${size}`, bytes(size)]));
    const source = `
for n in ${JSON.stringify(sizes)}:
    with open("d/\u00e9'%d" % n, 'rb') as f:
        data = f.read()
    print(n, len(data), data == bytes(i * 7 & 255 for i in range(n)))
`;
    const outcome = await target.run({
      file: 't.py',
      source: new TextEncoder().encode(source),
      begin: new TextEncoder().encode('print("begin")'),
      files,
      replaced: undefined,
      limit: 20,
    });
    expect(outcome).toMatchObject({ kind: 'done', traceback: '' });
    expect(text(outcome.output)).toBe(`begin\r\n${sizes.map((n) => `${n} ${n} True\r\n`).join('')}`);
  });
});

test.each([
  ['(3,)', 3],
  ['()', 0],
  ['(None,)', 0],
  ['(-1,)', 255],
  ["('bye',)", 1],
  ['(True,)', 1],
])('SystemExit%s', (args, status) =>
  expect(readStatus(`out\x18natmod status ${args}\r\n`, '')).toEqual({ out: 'out', err: '', status }),
);

test.each([[''], ['a'], ['ab'], ['abc'], ['\xff\x00\x80z']])('base64 of %j', (value) =>
  expect(base64(latin1(value))).toBe(btoa(value)),
);

test.each([
  ['', undefined],
  ['natmod-target\tx\n', undefined],
  ['natmod-target\tp\tq\t64\t1\t1\tm\r\n', undefined],
  ['boot\r\nnatmod-target\tp\t13062\t64\t1\t0\tm 1\r\n', { platform: 'p', mpy: 13062, wordBits: 64, hasBase64: false }],
])('the probe %j', (out, info) => {
  if (info) expect(readProbe(out)).toMatchObject(info);
  else expect(readProbe(out)).toBeUndefined();
});

describe('what a target loads', () => {
  const info = (mpy: number) => readProbe(`natmod-target\tp\t${mpy}\t32\t1\t1\tm\r\n`)!;
  const file = (version: number, feature: number) => new Uint8Array([0x4d, version, feature, 31, 0, 0]);
  const armv7emsp = info((7 << 10) | (3 << 8) | 6);
  test('of ARM all that came before', () =>
    expect(loadableArchs(armv7emsp)).toEqual(['armv7emsp', 'armv7em', 'armv7m', 'armv6m']));
  test.each([
    [armv7emsp, file(6, (5 << 2) | 3), undefined],
    [armv7emsp, file(6, (8 << 2) | 3), /armv7emdp, the target is armv7emsp/],
    [armv7emsp, file(6, (7 << 2) | 2), /version 6.2, the target loads 6.3/],
    [armv7emsp, file(5, 0), /version 5, the target loads 6/],
    [info(0), file(6, 0), /loads no .mpy files/],
    [info(6), file(6, (7 << 2) | 3), /loads no native code|6.3/],
  ])('%#', (target, bytes, reason) => {
    if (reason) expect(whyUnfit(bytes, target)).toMatch(reason);
    else expect(whyUnfit(bytes, target)).toBeUndefined();
  });
});

test('a dump that is cut off still says what it can', () => {
  const whole =
    'a\r\n\r\nMACHINE EXCEPTION CAUGHT:\r\n\r\n RA=0\r\n\r\n MEPC=0010 MTVAL=0 MCAUSE=05 (Load address fault)\r\n';
  for (let end = whole.indexOf('MACHINE') + 25; end <= whole.length; end++) {
    const { dump, rest } = splitDump(whole.slice(0, end));
    expect(rest).toBe('a\r\n');
    expect(dump!.summary).toMatch(/^the target crashed: /);
  }
  expect(splitDump(whole).dump!.summary).toBe('the target crashed: Load address fault, at pc 0x10, address 0x0');
});
