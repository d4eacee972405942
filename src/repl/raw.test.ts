// Raw REPL, raw-paste mode, soft reset and completion: the byte sequences of boards-and-runner.md B1 to B4.
import { describe, expect, test } from 'vitest';
import { type FakeBoard, fakeBoard } from './repl.fixture.js';

const HEADER = 'raw REPL; CTRL-B to exit\r\n>';
const BANNER = 'MicroPython v1; board\r\n>>> ';

function rawBoard(...args: Parameters<typeof fakeBoard>): FakeBoard {
  const board = fakeBoard(...args);
  expect(board.send('\x01')).toBe(`\r\n${HEADER}`);
  return board;
}

const printing = (source: string, write: (text: string) => void) => {
  write(`<${source}>`);
  if (source.includes('raise')) return { error: 'Traceback:\nError\n', next: 'prompt' } as const;
  if (source.includes('exit')) return { error: '', next: 'exit' } as const;
  if (source.includes('reset')) return { error: '', next: 'hard-reset' } as const;
  return undefined;
};

describe('raw REPL', () => {
  test('runs code between OK and two ends', () => {
    expect(rawBoard(printing).send('x\ny\x04')).toBe('OK<x\ny>\x04\x04>');
  });
  test('sends the error after the output', () => {
    expect(rawBoard(printing).send('raise\x04')).toBe('OK<raise>\x04Traceback:\r\nError\r\n\x04>');
  });
  test('^C discards the line, ^A begins again, ^B leaves', () => {
    const board = rawBoard(printing);
    expect(board.send('abc\x03x\x04')).toBe('OK<x>\x04\x04>');
    expect(board.send('abc\x01')).toBe(HEADER);
    expect(board.send('\x04').startsWith('OK\r\nMPY: soft reboot\r\n')).toBe(true);
    expect(board.send('\x02')).toBe(`\r\n${BANNER}`);
  });
  test('every other byte is code', () => {
    const board = rawBoard();
    const bytes = Array.from({ length: 252 }, (_, i) => String.fromCharCode(i === 0 ? 0 : i + 4)).join('');
    board.send(`${bytes}\x04`);
    expect(board.ran[0]!.source).toBe(bytes);
  });
  test('^D on an empty line is a soft reset that stays raw', () => {
    const board = rawBoard();
    expect(board.send('\x04')).toBe(`OK\r\nMPY: soft reboot\r\n${HEADER}`);
    expect(board.resets).toBe(1);
  });
  test('SystemExit is a soft reset after the frame', () => {
    expect(rawBoard(printing).send('exit\x04')).toBe(`OK<exit>\x04\x04MPY: soft reboot\r\n${HEADER}`);
  });
  test('a hard reset comes back friendly', () => {
    expect(rawBoard(printing).send('reset\x04')).toBe(`OK<reset>\x04\x04${BANNER}`);
  });
  test('more code than the board holds is a MemoryError', () => {
    const board = rawBoard(printing, {}, 100);
    expect(board.send(`${'x'.repeat(1_000_000)}\x04`)).toBe('OK\x04MemoryError: \r\n\x04>');
    expect(board.send('x\x04')).toBe('OK<x>\x04\x04>');
    expect(board.ran).toHaveLength(1);
  });
});

describe('raw-paste mode', () => {
  const START = 'R\x01\x80\x00\x01';
  const pasting = (...args: Parameters<typeof fakeBoard>): FakeBoard => {
    const board = rawBoard(...args);
    expect(board.send('\x05A\x01')).toBe(START);
    return board;
  };
  test('acknowledges the end and runs', () => {
    expect(pasting(printing).send('x\x04')).toBe('\x04<x>\x04\x04>');
  });
  test('gives credit again after each window', () => {
    const board = pasting();
    expect(board.send('x'.repeat(127))).toBe('');
    expect(board.send('x')).toBe('\x01');
    expect(board.send('x'.repeat(256))).toBe('\x01\x01');
    expect(board.send('\x04')).toBe('\x04\x04\x04>');
    expect(board.ran[0]!.source).toBe('x'.repeat(384));
  });
  test('^C aborts', () => {
    const board = pasting();
    expect(board.send('x\x03')).toBe('\x04\x04KeyboardInterrupt: \r\n\x04>');
    expect(board.ran).toEqual([]);
  });
  test('a hopeless paste ends early and discards the rest', () => {
    const board = pasting();
    expect(board.send('ok\n!\n')).toBe('\x04');
    expect(board.send(`more${'x'.repeat(500)}`)).toBe('');
    expect(board.send('\x04')).toBe('\x04SyntaxError: invalid syntax\r\n\x04>');
    expect(board.send('x\x04')).toBe('OK\x04\x04>');
  });
  test('too much code ends early', () => {
    const board = pasting(undefined, {}, 200);
    expect(board.send('x'.repeat(300)).endsWith('\x04')).toBe(true);
    expect(board.send('\x03')).toBe('\x04MemoryError: \r\n\x04>');
  });
  test('another command is not known', () => {
    const board = rawBoard();
    expect(board.send('\x05B\x01')).toBe('R\x00>');
    expect(board.send('\x05Ax\x01')).toBe(HEADER);
  });
  test('SystemExit', () => {
    expect(pasting(printing).send('exit\x04')).toBe(`\x04<exit>\x04\x04MPY: soft reboot\r\n${HEADER}`);
  });
});

describe('friendly REPL', () => {
  test('^D is a soft reset, as SystemExit', () => {
    const board = fakeBoard(printing);
    expect(board.send('\x04')).toBe(`\r\nMPY: soft reboot\r\n${BANNER}`);
    expect(board.send('exit()\r')).toBe(`exit()\r\n<exit()>MPY: soft reboot\r\n${BANNER}`);
    expect(board.resets).toBe(2);
  });
  test('errors are shown', () => {
    expect(fakeBoard(printing).send('raise\r')).toBe('raise\r\n<raise>Traceback:\r\nError\r\n>>> ');
  });
  test('paste mode runs a file', () => {
    const board = fakeBoard();
    board.send('\x05a\r\rb\x04');
    expect(board.ran).toEqual([{ source: 'a\r\rb', mode: 'file' }]);
  });
  test.each([
    ['im\t', 'import '],
    ['abc\t', 'abc\r\nabc1            abc2\r\n>>> abc'],
    ['ab.c\t', 'ab.cde'],
    ['x = ab.c\t', 'x = ab.cde'],
    ['import s\t', 'import s\r\nstruct          sys\r\n>>> import s'],
    ['if \t', 'if     '],
    ['zz\t', 'zz'],
    ['\t', 'abc'],
    ['__\t', '__name__'],
  ])('completes %j', (keys, shown) => {
    const names = { '': ['__name__', 'abc1', 'abc2'], ab: ['cde'], import: ['struct', 'sys'] };
    expect(fakeBoard(undefined, names).send(keys)).toBe(shown);
  });
});

describe('characters beyond ASCII, where they are allowed', () => {
  const send = (keys: string): { out: string; source: string | undefined } => {
    const board = fakeBoard(undefined, {}, 1000, true);
    const bytes = String.fromCharCode(...new TextEncoder().encode(keys));
    const out = board.send(`${bytes}\r`);
    return {
      out,
      source: board.ran[0] && new TextDecoder().decode(Uint8Array.from(board.ran[0].source, (c) => c.charCodeAt(0))),
    };
  };
  test.each([
    ['é=1', 'é=1'],
    ['aéb\x02\x02\x08x', 'xéb'],
    ['aéb\x02\x08x', 'axb'],
    ['aéb\x01\x06\x04', 'ab'],
    ['é€😀\x08\x02y', 'éy€'],
  ])('%j', (keys, source) => {
    expect(send(keys).source).toBe(source);
  });
  test('take one column each', () => {
    expect(send('é€\x01x').out).toContain('\b\bx');
  });
  test('what is no character is dropped', () => {
    const board = fakeBoard(undefined, {}, 1000, true);
    board.send('a\x80\xff\xc3b\xe2\x82c\r');
    expect(board.ran[0]!.source).toBe('abc');
  });
});

describe('input()', () => {
  const read = (keys: string) => {
    const bytes = [...keys].map((c) => c.charCodeAt(0));
    return fakeBoard().repl.readLine('? ', () => bytes.shift());
  };
  test.each([
    ['ab\x08c\r', { line: 'ac' }],
    ['\r', { line: '' }],
    ['\x04', 'end'],
    ['a\x02\x04b\r', { line: 'b' }],
    ['ab\x03', 'interrupted'],
    ['ab', 'end'],
  ])('%j', (keys, result) => {
    expect(read(keys)).toEqual(result);
  });
});
