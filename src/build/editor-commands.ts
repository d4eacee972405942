// compile_commands.json: how editors learn the flags of each source.

import type { CompileJob } from './compile-command.js';
import { type BuildHost, readText } from './host.js';

/** The command as clang reads it, whose parser the editors have: without the options that only gcc knows. */
function forEditors(host: BuildHost, command: readonly string[]): string[] {
  return command.flatMap((word) => {
    if (word === '-mforce-l32') return [];
    const specs = /^-specs=(.*)$/.exec(word)?.[1];
    if (specs === undefined) return [word];
    // What the file says to gcc of headers: the path that holds if nothing else is asked for.
    const headers = /-isystem [^\n]*:(\/[^\s;:{}]+)\}/.exec(readText(host, specs) ?? '')?.[1];
    return headers === undefined || host.realPath(headers) === undefined ? [] : ['-isystem', headers];
  });
}

/** Writes compile_commands.json in the folder `work`, for clangd and the like; `jobs` are those of one architecture. */
export function writeCompileCommands(host: BuildHost, jobs: readonly CompileJob[], work: string): void {
  if (jobs.length === 0) return;
  const directory = host.realPath('.') ?? '.';
  const entries = jobs.map(({ source, object, command }) => ({
    directory,
    file: source,
    output: object,
    arguments: forEditors(host, command),
  }));
  const path = `${work}/compile_commands.json`;
  const text = `${JSON.stringify(entries, null, 2)}\n`;
  if (readText(host, path) !== text) host.write(path, text);
}
