// TAB (boards-and-runner.md B1): what can be inserted at the end of a line, or the list of what it may be.

export interface CompletionSource {
  /** Names that begin with `prefix`, in the order to show them: attributes of the object that a path of names leads
   * to, or of `__main__` where the path is empty. */
  names(path: readonly string[], prefix: string): readonly string[];
  /** Names of modules that can be imported. */
  modules(prefix: string): readonly string[];
}

export type Completion = { readonly insert: string } | { readonly list: readonly string[] } | undefined;

const INDENT = '    ';
const IMPORT = 'import ';

/** `line`: the text up to the cursor. */
export function complete(line: string, source: CompletionSource): Completion {
  if (line.endsWith(' ')) return { insert: INDENT };
  const chain = /[A-Za-z0-9_.]*$/.exec(line)![0];
  const path = chain.split('.');
  const prefix = path.pop()!;
  const names = candidates(line, path, prefix, source);
  if (names.length === 0) {
    const isKeyword = path.length === 0 && prefix !== '' && chain === line && IMPORT.startsWith(prefix);
    return isKeyword ? { insert: IMPORT.slice(prefix.length) } : undefined;
  }
  const common = commonPrefix(names);
  if (common.length > prefix.length) return { insert: common.slice(prefix.length) };
  return names.length > 1 ? { list: names } : undefined;
}

function candidates(
  line: string,
  path: readonly string[],
  prefix: string,
  source: CompletionSource,
): readonly string[] {
  // Names with an underscore only for those who typed one.
  const shown = (names: readonly string[]): readonly string[] =>
    prefix === '' ? names.filter((name) => !name.startsWith('_')) : names;
  if (path.length === 0 && /^(import|from) /.test(line)) {
    const modules = shown(source.modules(prefix));
    if (modules.length > 0) return modules;
  }
  return shown(source.names(path, prefix));
}

function commonPrefix(names: readonly string[]): string {
  let common = names[0]!;
  for (const name of names) while (!name.startsWith(common)) common = common.slice(0, -1);
  return common;
}

const SLOT = 16;
const LINE = 4 * SLOT;

/** A list in columns, each line after a line end. */
export function columns(names: readonly string[]): string {
  let out = '';
  let length = LINE;
  for (const name of names) {
    let gap = (SLOT - (length % SLOT)) % SLOT;
    if (gap < 2) gap += SLOT;
    if (length + gap + name.length <= LINE) {
      out += ' '.repeat(gap) + name;
      length += gap + name.length;
    } else {
      out += `\r\n${name}`;
      length = name.length;
    }
  }
  return out;
}
