// The library that zig's compiler calls, for computers without a gcc that has one: zig brings its sources (compiler_rt.zig,
// with much of libm), and one command makes an archive of them. All of it is one object, of which the linker has to leave
// out what is not used.
import type { Compiler } from './compilers.js';
import type { BuildHost } from './host.js';

/** The sources, undefined if this zig has none where we look. */
export async function findZigSources(host: BuildHost, compiler: Compiler): Promise<string | undefined> {
  const env = await host.run([...programOf(compiler), 'env'], host.patience);
  // JSON, or since 0.15 the notation of zig.
  const library = /lib_dir"?\s*[:=]\s*"((?:[^"\\]|\\.)*)"/.exec(env?.stdout ?? '')?.[1];
  return library === undefined ? undefined : host.realPath(`${library.replace(/\\(.)/g, '$1')}/compiler_rt.zig`);
}

/** Compiles them for the compiler's target; gives the archive's path, undefined if that fails. */
export async function makeZigRuntime(
  host: BuildHost,
  compiler: Compiler,
  sources: string,
  folder: string,
): Promise<string | undefined> {
  const target = compiler.command.slice(compiler.command.indexOf('-target'));
  const cpu = compiler.flags.filter((flag) => flag.startsWith('-mcpu='));
  const archive = `${folder}/zig-runtime.a`;
  const aside = `${archive}.${host.mark}`;
  host.makeFolder(folder);
  const done = await host.run([
    ...programOf(compiler),
    ...['build-lib', sources, ...target, ...cpu, '-O', 'ReleaseSmall', '-fPIC', '-ffunction-sections'],
    ...['-fno-unwind-tables', '--name', 'natmod', `-femit-bin=${aside}`],
  ]);
  if (done?.status !== 0) host.remove(aside);
  return done?.status === 0 && host.rename(aside, archive) ? archive : undefined;
}

/** `zig` of `ccache zig cc -target x`. */
const programOf = ({ command }: Compiler): readonly string[] => command.slice(0, command.indexOf('cc'));
