// For the bench of natmod build: builds a project in this process and gives the compiler runs that it took, so that they can
// be run again with nothing around them.
import { buildProject, findCompilers, ONLY_BY_NAME, readProject, TOOLCHAINS } from '../src/build/index.js';
import { nodeHost } from '../src/node/index.js';

type Command = readonly string[];

/** Architectures that have a compiler here. */
export const present = (): string[] =>
  Object.keys(TOOLCHAINS).filter((arch) => !ONLY_BY_NAME.has(arch) && findCompilers(nodeHost('.'), arch).length > 0);

export async function compilerRuns(
  folder: string,
  mpyDir: string,
  architectures: readonly string[],
  jobs: number,
): Promise<Command[]> {
  const host = nodeHost(folder);
  const commands: Command[] = [];
  const recording = {
    ...host,
    // This file is not where the package is.
    mpyDir,
    run: (command: Command) => {
      if (command.includes('-MMD')) commands.push(command);
      return host.run(command);
    },
  };
  const results = await buildProject(recording, readProject(recording, 'm'), {
    ...{ architectures, jobs, out: 'dist', work: 'build', layout: 'flat', color: false, version: 'bench' },
    onEvent: () => undefined,
  });
  for (const result of results) if (!result.ok) throw new Error(JSON.stringify(result.diagnostics));
  return commands;
}

/** Runs them, `jobs` at a time. */
export async function runAll(folder: string, commands: readonly Command[], jobs: number): Promise<void> {
  const host = nodeHost(folder);
  const left = [...commands].reverse();
  const work = async () => {
    for (let next = left.pop(); next; next = left.pop()) {
      const done = await host.run(next);
      if (done?.status !== 0) throw new Error(done?.stderr ?? next.join(' '));
    }
  };
  await Promise.all(Array.from({ length: jobs }, work));
}
