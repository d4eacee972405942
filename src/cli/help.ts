// Help texts, made from the table of options.ts.
import { COMMANDS, type CommandName, type CommandRow, EXIT_STATUSES, type OptionRow } from './options.js';
import { HELP } from './parse.js';

const COLUMN = 28;

function optionLine({ short, long, value, whenBare, help }: OptionRow): string {
  const argument = value === undefined ? '' : whenBare === undefined ? ` ${value}` : `[=${value}]`;
  const left = `  ${short ? `-${short}, ` : '    '}--${long}${argument}`;
  return left.length < COLUMN ? left.padEnd(COLUMN) + help : `${left}\n${' '.repeat(COLUMN)}${help}`;
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
    ...EXIT_STATUSES.map((line) => `  ${line}`),
    '',
  ].join('\n');
}

export async function commandHelp(name: CommandName): Promise<string> {
  const row: CommandRow = COMMANDS[name];
  const notes = [...(row.notes ?? []), ...((await row.moreNotes?.()) ?? [])];
  return [
    `Usage: natmod ${name} ${row.usage}`,
    '',
    `${row.summary[0]!.toUpperCase()}${row.summary.slice(1)}.`,
    '',
    'Options:',
    ...[...row.options, HELP].map(optionLine),
    '',
    ...(notes.length > 0 ? [...notes, ''] : []),
  ].join('\n');
}
