// From the words of the command line to options and operands, by the table of options.ts. The work is Node's parseArgs;
// this file adds our error texts and the commands whose tail is not parsed.

import type { ParseArgsConfig } from 'node:util';
import { suggest } from '../base/index.js';
import { UsageError } from './exit.js';
import { COMMANDS, type CommandName, type CommandRow, type OptionRow } from './options.js';

// As in node/files.ts, for a fast start.
const { parseArgs } = process.getBuiltinModule('node:util');

export interface Parsed {
  /** Value of the last use of an option. */
  value(long: string): string | undefined;
  /** Values of all uses. */
  values(long: string): readonly string[];
  /** Number of uses of a flag. */
  count(long: string): number;
  readonly operands: readonly string[];
  readonly help: boolean;
}

export const HELP: OptionRow = { long: 'help', short: 'h', help: 'show this text' };

type Config = NonNullable<ParseArgsConfig['options']>;

/** `asFlags`: options whose value may be left out take none, unless it stands behind a `=`. */
function configOf(row: CommandRow, asFlags: boolean): Config {
  const out: Config = {};
  for (const option of [...row.options, HELP]) {
    const isFlag = option.value === undefined || (asFlags && option.whenBare !== undefined);
    out[option.long] = {
      type: isFlag ? 'boolean' : 'string',
      multiple: true,
      ...(option.short === undefined ? {} : { short: option.short }),
    };
  }
  return out;
}

export function parse(command: CommandName, args: readonly string[]): Parsed {
  const row: CommandRow = COMMANDS[command];
  const flags = configOf(row, true);
  const { head: bare, rest } = split(row, flags, args);
  const options = configOf(row, false);
  const head = withValues(row, flags, bare);
  const fail = (message: string, hints: readonly string[] = []): never => {
    throw new UsageError(message, [...hints, `see: natmod ${command} --help`]);
  };
  let found: ReturnType<typeof parseArgs>;
  try {
    found = parseArgs({ args: head, options, allowPositionals: true, strict: true, tokens: true });
  } catch (error) {
    const problem = findProblem(row, options, head);
    return problem ? fail(...problem) : fail((error as Error).message);
  }
  const all = found.values as Record<string, (string | boolean)[] | undefined>;
  for (const option of row.options) {
    const given = all[option.long];
    if (option.value === undefined || !given) continue;
    if (given.includes('')) fail(`--${option.long} needs a value: ${option.value}`);
  }
  const strings = (long: string) => (all[long] ?? []).filter((v): v is string => typeof v === 'string');
  return {
    value: (long) => strings(long).at(-1),
    values: strings,
    count: (long) => all[long]?.length ?? 0,
    operands: [...found.positionals, ...rest],
    help: all.help !== undefined,
  };
}

/** The same words, with the values of options that stand without theirs. */
function withValues(row: CommandRow, flags: Config, args: readonly string[]): string[] {
  const words = [...args];
  if (!row.options.some((option) => option.whenBare !== undefined)) return words;
  const { tokens } = parseArgs({ args: words, options: flags, allowPositionals: true, strict: false, tokens: true });
  for (const token of tokens) {
    if (token.kind !== 'option' || token.value !== undefined) continue;
    const value = row.options.find((option) => option.long === token.name)?.whenBare;
    if (value !== undefined) words[token.index] = `--${token.name}=${value}`;
  }
  return words;
}

/** What parseArgs found wrong, in our words. */
function findProblem(
  row: CommandRow,
  options: Config,
  args: readonly string[],
): [string, (readonly string[])?] | undefined {
  const { tokens } = parseArgs({ args: [...args], options, allowPositionals: true, strict: false, tokens: true });
  for (const token of tokens) {
    if (token.kind !== 'option') continue;
    const known = Object.hasOwn(options, token.name) ? options[token.name] : undefined;
    if (!known) {
      const near = token.rawName.startsWith('--') ? suggest(token.name, Object.keys(options)) : undefined;
      return [`unknown option ${token.rawName}`, near ? [`did you mean --${near}?`] : []];
    }
    if (known.type === 'string' && (token.value === undefined || (!token.inlineValue && token.value.startsWith('-')))) {
      const placeholder = row.options.find((option) => option.long === token.name)?.value ?? 'VALUE';
      const hint = token.value === undefined ? [] : [`if ${token.value} is the value: --${token.name}=${token.value}`];
      return [`${token.rawName} needs a value: ${placeholder}`, hint];
    }
    if (known.type === 'boolean' && token.value !== undefined) return [`${token.rawName} takes no value`];
  }
  return undefined;
}

/** Cuts off what follows the last operand, or the option in its place, that the command parses. */
function split(row: CommandRow, options: Config, args: readonly string[]): { head: string[]; rest: string[] } {
  if (row.operandsBeforeRest !== undefined) {
    const { tokens } = parseArgs({ args: [...args], options, allowPositionals: true, strict: false, tokens: true });
    let operands = 0;
    for (const token of tokens) {
      if (token.kind === 'positional') operands++;
      const isLastOption = token.kind === 'option' && row.options.some((o) => o.last && o.long === token.name);
      if (!isLastOption && operands < row.operandsBeforeRest) continue;
      const end = token.index + (isLastOption && !token.inlineValue ? 2 : 1);
      return { head: args.slice(0, end), rest: args.slice(end) };
    }
  }
  return { head: [...args], rest: [] };
}

/** The number that an option gives, from 1 to `max`; undefined without the option. */
export function readCount(parsed: Parsed, option: string, max = 999_999): number | undefined {
  const text = parsed.value(option);
  if (text === undefined) return undefined;
  if (!/^[1-9]\d*$/.test(text)) throw new UsageError(`--${option} ${text}: give a number from 1 on`);
  if (Number(text) > max) throw new UsageError(`--${option} ${text}: ${max} is the most`);
  return Number(text);
}
