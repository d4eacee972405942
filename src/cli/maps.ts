// The maps given with --map, and the one that `link --map` or a build left beside the module.
import { existsSync } from 'node:fs';
import { DiagnosticError } from '../base/index.js';
import { type MapFile, readMap } from '../mpy/index.js';
import { readText } from '../node/index.js';
import { sayDiagnostics } from './terminal.js';

/** `foo.map.json` for `foo.mpy`. */
const besideOf = (file: string): string => `${file.replace(/\.mpy$/, '')}.map.json`;

export function readMaps(named: readonly string[], module: string): MapFile[] {
  const maps = named.map((name) => readMap(readText(name), name));
  const beside = besideOf(module);
  if (!existsSync(beside)) return maps;
  try {
    maps.push(readMap(readText(beside), beside));
  } catch (error) {
    if (!(error instanceof DiagnosticError)) throw error;
    // Nobody asked for this one: say it and go on.
    sayDiagnostics(error.diagnostics.map((d) => ({ ...d, severity: 'warning' })));
  }
  return maps;
}
