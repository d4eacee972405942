// Chooses the command, runs it, and turns whatever it throws into messages and an exit status.
import { DiagnosticError } from '../base/index.js';
import { FileError } from '../node/index.js';
import { EXIT, UsageError } from './exit.js';
import { commandHelp, generalHelp } from './help.js';
import { COMMANDS, type CommandName } from './options.js';
import { type Parsed, parse } from './parse.js';
import { suggest } from './suggest.js';
import { print, printError, say, sayDiagnostics } from './terminal.js';

/** `workerUrl`: the file that a worker with a guest starts with. */
type Command = (parsed: Parsed, workerUrl: URL) => number | Promise<number>;

/** Loaded one at a time: linking must not wait for the runtime to be read. */
const LOADERS: Record<CommandName, () => Promise<Command>> = {
  link: async () => (await import('./commands/link.js')).linkCommand,
  merge: async () => (await import('./commands/merge.js')).mergeCommand,
  inspect: async () => (await import('./commands/inspect.js')).inspectCommand,
  call: async () => (await import('./commands/call.js')).callCommand,
  run: async () => (await import('./commands/run.js')).runCommand,
  serve: async () => (await import('./commands/serve.js')).serveCommand,
  romfs: async () => (await import('./commands/romfs.js')).romfsCommand,
  compile: async () => (await import('./commands/compile.js')).compileCommand,
  build: async () => (await import('./commands/build.js')).buildCommand,
  test: async () => (await import('./commands/test.js')).testCommand,
  doctor: async () => (await import('./commands/doctor.js')).doctorCommand,
  new: async () => (await import('./commands/new.js')).newCommand,
  size: async () => (await import('./commands/size.js')).sizeCommand,
  'mpy-dir': async () => (await import('./commands/mpy-dir.js')).mpyDirCommand,
};

const isCommand = (name: string): name is CommandName => Object.hasOwn(COMMANDS, name);

export async function runCommand(name: string | undefined, args: readonly string[], workerUrl: URL): Promise<number> {
  try {
    return await dispatch(name, args, workerUrl);
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
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    say('internal error: this is a bug of natmod; please report it with the input that shows it');
    printError(`${text}\n`);
    return EXIT.INTERNAL;
  }
}

async function dispatch(name: string | undefined, args: readonly string[], workerUrl: URL): Promise<number> {
  if (name === undefined) {
    printError(generalHelp());
    return EXIT.USAGE;
  }
  if (name === '--help' || name === '-h') {
    print(generalHelp());
    return EXIT.OK;
  }
  if (name === 'help') {
    const topic = args[0];
    if (topic === undefined) print(generalHelp());
    else if (isCommand(topic)) print(await commandHelp(topic));
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
    print(await commandHelp(name));
    return EXIT.OK;
  }
  const command = await LOADERS[name]();
  return await command(parsed, workerUrl);
}

function unknownCommand(name: string): UsageError {
  const near = suggest(name, Object.keys(COMMANDS));
  return new UsageError(`unknown command '${name}'`, [
    near ? `did you mean '${near}'?` : `commands: ${Object.keys(COMMANDS).join(', ')}`,
  ]);
}
