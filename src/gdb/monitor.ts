// `monitor COMMAND` in GDB: what a debugger of machine code cannot know of Python.
import { REGISTER_NUMBERS } from '../riscv/index.js';
import type { PacketContext } from './commands.js';
import { registerOf } from './state.js';

interface MonitorCommand {
  readonly name: string;
  readonly usage: string;
  readonly help: string;
  readonly run: (context: PacketContext, argument: string) => string;
}

const none = (lines: readonly string[], otherwise: string): string =>
  lines.length === 0 ? otherwise : lines.join('\n');

const COMMANDS: readonly MonitorCommand[] = [
  {
    name: 'traceback',
    usage: 'traceback',
    help: 'where Python is',
    run: ({ target }) => {
      const lines = target.traceback();
      return lines.length === 0 ? 'no Python code runs' : ['Traceback (most recent call last):', ...lines].join('\n');
    },
  },
  {
    name: 'repr',
    usage: 'repr WORD',
    help: 'repr() of an object: a number or a register, such as a0 (runs the code of its type)',
    run: (c, argument) => withWord(c, argument, (lo, hi) => c.evaluate(() => c.target.repr(lo, hi))),
  },
  {
    name: 'describe',
    usage: 'describe WORD',
    help: 'what a word is, without running anything',
    run: (c, argument) => withWord(c, argument, (lo, hi) => c.target.describe(lo, hi) ?? 'a number'),
  },
  {
    name: 'modules',
    usage: 'modules',
    help: 'native modules and where they are',
    run: ({ target }) => none(target.modules(), 'no native module is loaded'),
  },
  {
    name: 'calls',
    usage: 'calls',
    help: 'the last calls between Python and machine code',
    run: ({ target }) => none(target.calls(), 'there were none'),
  },
  {
    name: 'help',
    usage: 'help',
    help: 'this list',
    run: () => COMMANDS.map(({ usage, help }) => `monitor ${usage.padEnd(14)} ${help}`).join('\n'),
  },
];

/** The text that a command prints. */
export function monitor(context: PacketContext, line: string): string {
  const [name = '', ...rest] = line.split(/\s+/);
  // What gdb users type first.
  const wanted = name === 'print' || name === 'p' ? 'repr' : name === 'bt' ? 'traceback' : name;
  const command = COMMANDS.find((row) => row.name === wanted);
  if (!command) return `natmod has no monitor command '${name}'; try monitor help`;
  return command.run(context, rest.join(' '));
}

function withWord(context: PacketContext, text: string, body: (lo: number, hi: number) => string): string {
  const word = wordOf(context, text);
  return word === undefined
    ? `give a register or a number, such as a0, 0x40081230 or 5${text === '' ? '' : `, not '${text}'`}`
    : body(Number(BigInt.asIntN(32, word)), Number(BigInt.asIntN(32, word >> 32n)));
}

function wordOf({ target }: PacketContext, text: string): bigint | undefined {
  const register = REGISTER_NUMBERS.get(text.replace(/^\$/, ''));
  if (register !== undefined) {
    const { lo, hi } = registerOf(target, register);
    return target.cpu.xlen === 64 ? (BigInt(hi) << 32n) | BigInt(lo >>> 0) : BigInt(lo);
  }
  if (!/^-?(0[xX][0-9a-fA-F]{1,16}|\d{1,20})$/.test(text)) return undefined;
  const value = text.startsWith('-') ? -BigInt(text.slice(1)) : BigInt(text);
  return target.cpu.xlen === 32 ? BigInt.asIntN(32, value) : value;
}
