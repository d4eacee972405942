// Runs a command that the user named, and turns whatever it throws into messages and an exit status.
import { DiagnosticError, suggest } from '../base/index.js';
import { FileError } from '../node/index.js';
import { EXIT, UsageError } from './exit.js';
import type { Workers } from './guest.js';
import { commandHelp, generalHelp } from './help.js';
import { COMMANDS, type CommandName } from './options.js';
import { named } from './own-name.js';
import { type Parsed, parse } from './parse.js';
import { print, printError, say, sayDiagnostics } from './terminal.js';

/** A command and where it gets workers from. */
export type Command = (parsed: Parsed, workers: Workers) => number | Promise<number>;

/** Loads a command. */
export type Loader = (name: CommandName) => Promise<Command>;

const isCommand = (name: string): name is CommandName => Object.hasOwn(COMMANDS, name);

export async function dispatch(
  name: string | undefined,
  args: readonly string[],
  workers: Workers,
  load: Loader,
): Promise<number> {
  try {
    return await run(name, args, workers, load);
  } catch (error) {
    if (error instanceof UsageError) {
      say(error.message, error.hints);
      return EXIT.USAGE;
    }
    if (error instanceof FileError) {
      say(error.message);
      return EXIT.USAGE;
    }
    if (error instanceof DiagnosticError) {
      // A command that knows better what a diagnostic means has caught it; what is left concerns its input files.
      sayDiagnostics(error.diagnostics);
      return EXIT.USAGE;
    }
    if ((error as { syscall?: unknown } | undefined)?.syscall === 'uv_cwd') {
      say('the current folder does not exist any more', ['change to one that does']);
      return EXIT.USAGE;
    }
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    say('internal error: this is a bug of natmod; please report it with the input that shows it');
    printError(`${text}\n`);
    return EXIT.INTERNAL;
  }
}

async function run(name: string | undefined, args: readonly string[], workers: Workers, load: Loader): Promise<number> {
  if (name === undefined) {
    printError(named(generalHelp()));
    return EXIT.USAGE;
  }
  if (name === '--help' || name === '-h') {
    print(named(generalHelp()));
    return EXIT.OK;
  }
  if (name === 'help') {
    const topic = args[0];
    if (topic === undefined) print(named(generalHelp()));
    else if (isCommand(topic)) print(named(await commandHelp(topic)));
    else throw unknownCommand(topic);
    return EXIT.OK;
  }
  if (!isCommand(name)) {
    throw name.startsWith('-')
      ? new UsageError(`unknown option ${name}`, ['options come after the command: natmod COMMAND [OPTION]...'])
      : unknownCommand(name);
  }
  const parsed = parse(name, args);
  if (parsed.help) {
    print(named(await commandHelp(name)));
    return EXIT.OK;
  }
  const command = await load(name);
  return await command(parsed, workers);
}

function unknownCommand(name: string): UsageError {
  const near = suggest(name, Object.keys(COMMANDS));
  return new UsageError(`unknown command '${name}'`, [
    near ? `did you mean '${near}'?` : `commands: ${Object.keys(COMMANDS).join(', ')}`,
  ]);
}
