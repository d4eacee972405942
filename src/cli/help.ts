// Help texts, made from the table of options.ts.
import {
  COMMANDS,
  COMMON_STATUSES,
  type CommandName,
  type CommandRow,
  EXIT_STATUSES,
  type OptionRow,
} from './options.js';
import { HELP } from './parse.js';

const COLUMN = 28;

function optionLine({ short, long, value, whenBare, help }: OptionRow): string {
  const argument = value === undefined ? '' : whenBare === undefined ? ` ${value}` : `[=${value}]`;
  const left = `  ${short ? `-${short}, ` : '    '}--${long}${argument}`;
  return left.length < COLUMN ? left.padEnd(COLUMN) + help : `${left}\n${' '.repeat(COLUMN)}${help}`;
}

const statusLine = ([status, text]: readonly [string, string]): string => `  ${status.padEnd(5)}${text}`;

/** Statuses of one command. */
function endLines({ ends = {} }: CommandRow): string[] {
  const known = Object.entries(EXIT_STATUSES).flatMap(([status, text]) => {
    const own = ends[Number(status) as keyof typeof ends];
    if (own === undefined && !COMMON_STATUSES.some((common) => String(common) === status)) return [];
    return [[status, typeof own === 'string' ? own : text] as const];
  });
  return [...known, ...(typeof ends.N === 'string' ? [['N', ends.N] as const] : [])].map(statusLine);
}

export function generalHelp(): string {
  return [
    'Usage: natmod COMMAND [ARG]...',
    '',
    'Links, inspects and runs MicroPython native modules, with no firmware, QEMU or hardware.',
    '',
    'Commands:',
    ...Object.entries(COMMANDS).map(([name, row]) => `  ${name.padEnd(10)} ${row.summary}`),
    '',
    'Options:',
    optionLine({ long: 'version', help: 'show the version' }),
    optionLine(HELP),
    '',
    'natmod COMMAND --help tells more about a command.',
    '',
    'Exit status:',
    ...Object.entries(EXIT_STATUSES).map(statusLine),
    '',
  ].join('\n');
}

export async function commandHelp(name: CommandName): Promise<string> {
  const row: CommandRow = COMMANDS[name];
  const notes = [...(row.notes ?? []), ...((await row.moreNotes?.()) ?? [])];
  return [
    `Usage: natmod ${name} ${row.usage}`.trimEnd(),
    '',
    `${row.summary[0]!.toUpperCase()}${row.summary.slice(1)}.`,
    '',
    'Options:',
    ...[...row.options, HELP].map(optionLine),
    '',
    ...(notes.length > 0 ? [...notes, ''] : []),
    'Exit status:',
    ...endLines(row),
    '',
  ].join('\n');
}
