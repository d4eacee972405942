// What is different on Windows, as functions of the platform's name, so that tests of them run everywhere.

export interface SpawnPlan {
  readonly command: string;
  readonly args: string[];
  /** The arguments are quoted already. */
  readonly verbatim: boolean;
}

/** How to start a program. Node refuses to start batch files (npm makes one for each program that it installs): the
 * command interpreter does it, with everything in quotes, inside of which nothing but % is special. */
export function spawnPlan(
  program: string,
  args: string[],
  platform: string = process.platform,
  shell = process.env.ComSpec ?? 'cmd.exe',
): SpawnPlan {
  if (platform !== 'win32' || !/\.(?:cmd|bat)$/i.test(program)) return { command: program, args, verbatim: false };
  const line = [program, ...args].map((word) => `"${word.replaceAll('"', '""')}"`).join(' ');
  return { command: shell, args: ['/d', '/s', '/c', `"${line}"`], verbatim: true };
}

/** Endings under which a program of this name is looked for. Windows starts no file without one. */
export function programEndings(
  name: string,
  platform: string = process.platform,
  pathext = process.env.PATHEXT ?? '.EXE;.CMD',
): readonly string[] {
  if (platform !== 'win32') return [''];
  const endings = pathext.split(';').filter((ending) => ending !== '');
  const has = endings.some((ending) => name.toLowerCase().endsWith(ending.toLowerCase()));
  return has ? ['', ...endings] : endings;
}

/** The processor for which `gcc` makes ELF objects, in its own words. On Windows and macOS it makes others. */
export function nativeMachine(platform: string = process.platform, arch: string = process.arch): string | undefined {
  if (platform === 'win32' || platform === 'darwin') return undefined;
  return { x64: 'x86_64', arm64: 'aarch64', ia32: 'i686' }[arch] ?? arch;
}
