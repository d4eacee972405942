// The maps given with --map, and the one that `link --map` or a build left beside the module.
import { type Diagnostic, DiagnosticError } from '../base/index.js';
import { hashImages, type MapFile, type MpyRawCode, readMap, readMpy } from '../mpy/index.js';
import { FileError, listFolder, readText } from '../node/index.js';
import { sayDiagnostics } from './terminal.js';

const { existsSync } = process.getBuiltinModule('node:fs');
const { join } = process.getBuiltinModule('node:path');

/** `foo.map.json` for `foo.mpy`. */
const besideOf = (file: string): string => `${file.replace(/\.mpy$/, '')}.map.json`;

interface NamedMap {
  readonly name: string;
  readonly map: MapFile;
}

/** The maps for a module. Given the module's `bytes`, those that were made for other code are left out with a warning;
 * a merged module keeps the code that a map was made for. */
export function readMaps(named: readonly string[], module: string, bytes?: Uint8Array): MapFile[] {
  const maps = named.map((name): NamedMap => ({ name, map: readMap(readText(name), name) }));
  const beside = readBeside(module);
  if (beside) maps.push(beside);
  const hashes = bytes && maps.length > 0 ? hashesOf(bytes) : undefined;
  const stale = maps.filter(({ map }) => hashes && !hashes.has(map.hash));
  warn(stale.map(({ name }) => staleness(name, module)));
  return maps.filter((entry) => !stale.includes(entry)).map(({ map }) => map);
}

function readBeside(module: string): NamedMap | undefined {
  const name = besideOf(module);
  if (module === '' || !existsSync(name)) return undefined;
  try {
    return { name, map: readMap(readText(name), name) };
  } catch (error) {
    // Nobody asked for this one: say it and go on.
    if (error instanceof DiagnosticError) warn(error.diagnostics);
    else if (error instanceof FileError) warn([{ code: 'cli/map', severity: 'warning', message: error.message }]);
    else throw error;
    return undefined;
  }
}

const warn = (diagnostics: readonly Diagnostic[]): void =>
  sayDiagnostics(diagnostics.map((d) => ({ ...d, severity: 'warning' })));

const staleness = (file: string, module: string): Diagnostic => ({
  code: 'cli/stale-map',
  severity: 'warning',
  message: `the map was made for other code than that of ${module}; it is ignored`,
  where: { file },
  notes: ['link the module again to get a map that fits'],
});

/** Hashes of the native code in a file; undefined when it cannot be read, which somebody else says. */
function hashesOf(bytes: Uint8Array): ReadonlySet<string> | undefined {
  const hashes = new Set<string>();
  const visit = (code: MpyRawCode): void => {
    if (code.kind === 'viper') hashes.add(hashImages(code.data, code.rodata));
    code.children.forEach(visit);
  };
  try {
    visit(readMpy(bytes).code);
  } catch (error) {
    if (error instanceof DiagnosticError) return undefined;
    throw error;
  }
  return hashes;
}

/** The maps that builds left in these folders; those that cannot be read give no names, no more. */
export function mapsIn(folders: readonly string[]): MapFile[] {
  return [...new Set(folders)].flatMap((folder) =>
    (listFolder(folder) ?? [])
      .filter((name) => name.endsWith('.map.json'))
      .flatMap((name) => {
        try {
          return [readMap(readText(join(folder, name)), name)];
        } catch (error) {
          if (error instanceof DiagnosticError) return [];
          throw error;
        }
      }),
  );
}
