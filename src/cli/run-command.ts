// The commands.
import { type Command, dispatch } from './dispatch.js';
import type { Workers } from './guest.js';
import type { CommandName } from './options.js';

/** Loaded one at a time: linking must not wait for the runtime to be read. */
const LOADERS: Record<CommandName, () => Promise<Command>> = {
  link: async () => (await import('./commands/link.js')).linkCommand,
  merge: async () => (await import('./commands/merge.js')).mergeCommand,
  inspect: async () => (await import('./commands/inspect.js')).inspectCommand,
  call: async () => (await import('./commands/call.js')).callCommand,
  run: async () => (await import('./commands/run.js')).runCommand,
  debug: async () => (await import('./commands/debug.js')).debugCommand,
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

export function runCommand(name: string | undefined, args: readonly string[], workers: Workers): Promise<number> {
  return dispatch(name, args, workers, (command) => LOADERS[command]());
}
