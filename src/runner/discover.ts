// Which scripts are tests: test_*.py and *_test.py in folders, and whatever is named. The names of a folder come from the
// caller, so that this runs without files.

export interface TestFiles {
  /** Names in a folder, folders with a trailing slash; undefined if it is none. */
  list(folder: string): readonly string[] | undefined;
  isFile(path: string): boolean;
}

/** Folders that hold no tests of the project. */
const PASSED_OVER = new Set(['node_modules', '.git', '.natmod', 'build', 'dist']);

const isTestName = (name: string): boolean => /^test_.*\.py$|_test\.py$/.test(name);

const join = (folder: string, name: string): string => (folder === '.' ? name : `${folder.replace(/\/$/, '')}/${name}`);

export interface Discovered {
  readonly files: readonly string[];
  /** Arguments that stand for no test. */
  readonly unmatched: readonly string[];
}

/** The tests that the arguments stand for, in a stable order and each once; those of `.` without arguments. */
export function discoverTests(args: readonly string[], host: TestFiles): Discovered {
  const files = new Set<string>();
  const unmatched: string[] = [];
  for (const arg of args.length > 0 ? args : ['.']) {
    const path = arg
      .replaceAll('\\', '/')
      .replace(/^\.\/(?=.)/, '')
      .replace(/(?<=.)\/$/, '');
    const found = host.isFile(path) ? [path] : host.list(path) ? inFolder(path, host) : glob(path, host);
    if (found.length === 0) unmatched.push(arg);
    for (const file of found) files.add(file);
  }
  return { files: [...files], unmatched };
}

function inFolder(folder: string, host: TestFiles): string[] {
  return (host.list(folder) ?? []).flatMap((name) => {
    if (!name.endsWith('/')) return isTestName(name) ? [join(folder, name)] : [];
    const plain = name.slice(0, -1);
    return PASSED_OVER.has(plain) ? [] : inFolder(join(folder, plain), host);
  });
}

/** `tests/basic_*.py`, `**\/x.py`: * and ? within a name, ** for any number of folders. */
function glob(pattern: string, host: TestFiles): string[] {
  if (!/[*?]/.test(pattern)) return [];
  const parts = pattern.split('/');
  // `C:/` as well: the shells of Windows leave patterns to programs.
  const root = /^(?:[A-Za-z]:)?\//.exec(pattern)?.[0] ?? '.';
  return expand(root, root === '.' ? parts : parts.slice(1), host);
}

function expand(folder: string, parts: readonly string[], host: TestFiles): string[] {
  const [part, ...rest] = parts;
  if (part === undefined) return [];
  const names = host.list(folder) ?? [];
  if (part === '**') {
    const below = names.filter((name) => name.endsWith('/') && !PASSED_OVER.has(name.slice(0, -1)));
    const deeper = below.flatMap((name) => expand(join(folder, name.slice(0, -1)), parts, host));
    return [...expand(folder, rest, host), ...deeper];
  }
  const escaped = part
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  const fits = new RegExp(`^${escaped}$`);
  return names.flatMap((name) => {
    const isFolder = name.endsWith('/');
    const plain = isFolder ? name.slice(0, -1) : name;
    if (!fits.test(plain)) return [];
    if (rest.length === 0) return isFolder ? [] : [join(folder, plain)];
    return isFolder ? expand(join(folder, plain), rest, host) : [];
  });
}
