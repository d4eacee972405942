import { describe, expect, test } from 'vitest';
import { arches } from '../arch/index.js';
import { suggest } from '../base/index.js';
import { boardOptions } from './board-options.js';
import { UsageError } from './exit.js';
import { commandHelp, generalHelp } from './help.js';
import { COMMANDS, type CommandName, type OptionRow } from './options.js';
import { parse } from './parse.js';
import { printable } from './terminal.js';

const COMMAND_NAMES = Object.keys(COMMANDS) as CommandName[];

function usage(run: () => unknown): [string, readonly string[]] {
  try {
    run();
  } catch (error) {
    if (error instanceof UsageError) return [error.message, error.hints];
    throw error;
  }
  return ['accepted', []];
}
const refusal = (command: CommandName, ...args: string[]) => usage(() => parse(command, args))[0];

describe('the table of options', () => {
  test.each(COMMAND_NAMES)('%s: names are used once, and all of them are in its help', async (command) => {
    const rows: readonly OptionRow[] = COMMANDS[command].options;
    const names = rows.flatMap((row) => [`--${row.long}`, ...(row.short ? [`-${row.short}`] : [])]);
    expect(new Set(names).size).toBe(names.length);
    const help = await commandHelp(command);
    for (const { long, short, value, whenBare, help: text } of rows) {
      const argument = value && (whenBare === undefined ? ` ${value}` : `[=${value}]`);
      expect(help).toContain(`${short ? `-${short}, ` : '    '}--${long}${argument ?? ''}`);
      expect(help).toContain(text);
    }
    expect(help.split('\n').filter((line) => line.length > 110)).toEqual([]);
    expect(generalHelp()).toContain(`  ${command}`);
  });

  test('lists the architectures that can be linked for', async () => {
    expect(await commandHelp('link')).toMatch(new RegExp(Object.keys(arches).join('[\\s\\S]*')));
  });

  test('has the options of the reference linker', () => {
    const rows: readonly OptionRow[] = COMMANDS.link.options;
    const names = rows.map(({ long, short }) => (short ? `${long} ${short}` : long));
    expect(names).toEqual(
      expect.arrayContaining([
        ...['arch', 'arch-flags', 'preprocess', 'qstrs', 'libs l', 'externs e', 'source-name', 'output o', 'verbose v'],
      ]),
    );
  });
});

describe('parsing', () => {
  test.each([
    [['--check', 'a.py'], 'on', ['a.py']],
    [['--check=uninit', 'a.py'], 'uninit', ['a.py']],
    [['--gc', 'stress', '--check', '--heap', '9', 'a.py', '--check'], 'on', ['a.py', '--check']],
    [['-c', 'x', '--check'], undefined, ['--check']],
    [['--', '--check'], undefined, ['--check']],
  ] as const)('run %j: a value that may be left out', (args, check, operands) => {
    const found = parse('run', [...args]);
    expect([found.value('check'), found.operands]).toEqual([check, operands]);
  });

  test('options and files may be mixed', () => {
    const found = parse('link', ['a.o', '--arch', 'rv64imc', '-l', 'x.a', '-ly.a', 'b.o', '--output=c.mpy', '-vv']);
    expect(found.operands).toEqual(['a.o', 'b.o']);
    expect([found.value('arch'), found.values('libs'), found.value('output')]).toEqual([
      ...['rv64imc', ['x.a', 'y.a'], 'c.mpy'],
    ]);
    expect([found.count('verbose'), found.count('preprocess'), found.help]).toEqual([2, 0, false]);
  });

  test('-- ends the options', () => {
    expect(parse('link', ['--', '-x.o', '--arch']).operands).toEqual(['-x.o', '--arch']);
  });

  test('the last use of an option counts', () => {
    expect(parse('link', ['-o', 'a', '-o', 'b']).value('output')).toBe('b');
  });

  test.each([
    [['f.mpy', 'fun', '-3', '--x', '-h', '--', '-'], [], ['f.mpy', 'fun', '-3', '--x', '-h', '--', '-']],
    [
      ['--timeout', '5', 'f.mpy', '--gc=stress', 'fun', '--gc'],
      ['5', 'stress'],
      ['f.mpy', 'fun', '--gc'],
    ],
    [['--', '-f.mpy', 'fun', '-3'], [], ['-f.mpy', 'fun', '-3']],
    [['f.mpy'], [], ['f.mpy']],
  ])('call %j', (args, [timeout, gc]: string[], operands) => {
    const found = parse('call', args);
    expect([found.operands, found.value('timeout'), found.value('gc'), found.help]).toEqual([
      ...[operands, timeout, gc, false],
    ]);
  });

  test.each([
    ['link', ['--bogus'], 'unknown option --bogus'],
    ['link', ['-x'], 'unknown option -x'],
    ['link', ['-o'], '-o needs a value: FILE'],
    ['link', ['--output', '--json'], '--output needs a value: FILE'],
    ['link', ['--json=yes'], '--json takes no value'],
    ['link', ['--output='], '--output needs a value: FILE'],
    ['call', ['--timeout', '-1', 'f', 'g'], '--timeout needs a value: SECONDS'],
    ['inspect', ['--arch', 'x'], 'unknown option --arch'],
    ['inspect', ['--__proto__'], 'unknown option --__proto__'],
    ['inspect', ['--constructor=1'], 'unknown option --constructor'],
  ] as [CommandName, string[], string][])('%s %j is refused', (command, args, message) => {
    expect(refusal(command, ...args)).toBe(message);
  });

  test('a mistyped option is explained', () => {
    expect(usage(() => parse('call', ['--timout', '3']))[1]).toEqual([
      'did you mean --timeout?',
      'see: natmod call --help',
    ]);
  });
});

describe('board options', () => {
  const options = (...args: string[]) => boardOptions(parse('call', args), { limits: 'large', timeout: 10 });
  const wrong = (...args: string[]) => usage(() => options(...args))[0];

  test('defaults', () => {
    expect(options()).toEqual({
      ...{ board: undefined, limits: 'large', heap: undefined, stack: undefined, gc: undefined, timeout: 10 },
    });
  });

  test.each([
    ['65536', 65536],
    ['0x10000', 65536],
    ['64k', 65536],
    ['1M', 1 << 20],
    ['16384', 16384],
    ['1023m', 1023 << 20],
  ])('--heap %s', (text, bytes) => expect(options('--heap', text).heap).toBe(bytes));

  test.each(['16383', '1024m', '1e6', '-5', '64kb', '', '99999999999999999999999'])('--heap=%s is refused', (text) => {
    expect(wrong(`--heap=${text}`)).toMatch(/^--heap /);
  });

  test.each([
    ['0.5', 0.5],
    ['2', 2],
    ['.25', 0.25],
    ['0', undefined],
    ['99999999999999999999', undefined],
  ])('--timeout %s', (text, value) => expect(options('--timeout', text).timeout).toBe(value));

  test.each(['x', '1e3', '1,5', 'Infinity', '0x10'])('--timeout %s is refused', (text) => {
    expect(wrong('--timeout', text)).toMatch(/^--timeout .*: give a number of seconds/);
  });

  test('names are chosen from a list', () => {
    expect(wrong('--board', 'virt_rv32')).toBe('--board virt_rv32: choose VIRT_RV64 or VIRT_RV32');
    expect(wrong('--engine', 'jit')).toBe('--engine jit: choose interp');
    expect(wrong('--gc', 'none')).toBe('--gc none: choose stress');
    expect(options('--board', 'VIRT_RV32', '--limits', 'board')).toMatchObject({ board: 'VIRT_RV32', limits: 'board' });
  });
});

test.each([
  ['inspct', 'inspect'],
  ['lnik', 'link'],
  ['CALL', 'call'],
  ['insp', 'inspect'],
  ['frobnicate', undefined],
  ['x'.repeat(10_000), undefined],
  ['', undefined],
])('suggest %.10s', (word, expected) => expect(suggest(word, COMMAND_NAMES)).toBe(expected));

test('text of files cannot drive the terminal', () => {
  expect(printable('a\x1b[31m\x07\u202eb\tc\nd\x9b')).toBe('a\\x1b[31m\\x07\\u202eb\tc\nd\\x9b');
});
