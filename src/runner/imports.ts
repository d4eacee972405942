// Which modules a script imports, by its text: what has to be brought to a target that does not see our files, and what a
// change of a file concerns. A name that is no module costs nothing, as nobody finds a file for it.

/** Names as written, with dots; relative ones begin with dots. Of `from a import b` both `a` and `a.b` are given. */
export function importedNames(source: string): string[] {
  const text = source.replaceAll(/\\\r?\n/g, ' ');
  const names = new Set<string>();
  for (const [, list] of text.matchAll(/(?:^|[;:])[ \t]*import[ \t]+([^\n;#]+)/gm)) {
    for (const part of list!.split(',')) add(names, part);
  }
  for (const [, from, list] of text.matchAll(
    /(?:^|[;:])[ \t]*from[ \t]+(\.*[\p{L}\p{N}_.]*)[ \t]*\bimport[ \t]*(\([^)]*\)|[^\n;#]+)/gmu,
  )) {
    add(names, from!);
    const plain = list!.replaceAll(/#[^\n]*/g, '').replaceAll(/[()]/g, '');
    for (const part of plain.split(',')) add(names, /\.$/.test(from!) ? from! + word(part) : `${from!}.${word(part)}`);
  }
  for (const [, name] of text.matchAll(/\b(?:__import__|import_module)\(\s*['"]([^'"\n]+)['"]/g)) add(names, name!);
  return [...names];
}

/** `a.b as c` without the rest. */
const word = (part: string): string => /^[\s]*([\p{L}\p{N}_.]*)/u.exec(part)![1]!;

function add(names: Set<string>, part: string): void {
  const name = word(part);
  if (/[\p{L}\p{N}_]$/u.test(name)) names.add(name);
}

/** A file that an import leads to. */
export interface ImportedFile {
  /** Of this machine. */
  readonly path: string;
  readonly kind: 'py' | 'mpy';
  /** `__init__` of its folder. */
  readonly isPackage: boolean;
  readonly bytes: Uint8Array;
}

/** All files that a script needs, those of its imports too, by the name of their module. */
export function importClosure(
  source: string,
  find: (name: string) => ImportedFile | undefined,
): Map<string, ImportedFile> {
  const found = new Map<string, ImportedFile>();
  const seen = new Set<string>();
  const queue: { readonly name: string; readonly text: string; readonly isPackage: boolean }[] = [
    { name: '', text: source, isPackage: true },
  ];
  for (let from = queue.pop(); from; from = queue.pop()) {
    for (const written of importedNames(from.text)) {
      const full = absolute(written, from.name, from.isPackage);
      if (full === undefined) continue;
      const parts = full.split('.');
      // `import a.b` runs a as well.
      for (let i = 1; i <= parts.length; i++) {
        const name = parts.slice(0, i).join('.');
        if (seen.has(name)) continue;
        seen.add(name);
        const file = find(name);
        if (!file) continue;
        found.set(name, file);
        if (file.kind === 'py') {
          queue.push({ name, text: new TextDecoder().decode(file.bytes), isPackage: file.isPackage });
        }
      }
    }
  }
  return found;
}

function absolute(written: string, module: string, isPackage: boolean): string | undefined {
  const [, dots, rest] = /^(\.*)(.*)$/.exec(written)!;
  if (dots === '') return rest;
  const parts = module === '' ? [] : module.split('.');
  const up = dots!.length - (isPackage ? 1 : 0);
  if (up > parts.length) return undefined;
  const base = parts.slice(0, parts.length - up);
  return [...base, ...(rest === '' ? [] : [rest])].join('.') || undefined;
}

/** Texts in quotes that may be names of files. */
export function quotedTexts(source: string): string[] {
  return [...new Set([...source.matchAll(/(['"])((?:(?!\1)[^\\\n]){1,200})\1/g)].map((match) => match[2]!))];
}
