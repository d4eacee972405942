// Boards tell `Foo` from `foo`. The file systems of Windows and macOS usually do not: what is there under another
// spelling is not there for a board, or a program would work on one computer and not on the next.
const { readdirSync } = process.getBuiltinModule('node:fs');
const { join } = process.getBuiltinModule('node:path');

const FOLDS_CASE = process.platform === 'win32' || process.platform === 'darwin';

/** Does every part of a path have the spelling that its folder lists. `list` gives the names in a folder. */
export function isSpeltSo(
  parts: readonly string[],
  list: (folder: readonly string[]) => readonly string[] | undefined,
): boolean {
  return parts.every((part, i) => {
    const wanted = part.normalize();
    return list(parts.slice(0, i))?.some((name) => name.normalize() === wanted) === true;
  });
}

/** The same for a path below a folder of this computer; true without a look where case counts anyway. */
export function hasThisSpelling(root: string, parts: readonly string[]): boolean {
  return !FOLDS_CASE || isSpeltSo(parts, (folder) => names(join(root, ...folder)));
}

function names(folder: string): readonly string[] | undefined {
  try {
    return readdirSync(folder);
  } catch {
    return undefined;
  }
}
