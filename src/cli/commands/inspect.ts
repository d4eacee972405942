// `natmod inspect`: what is in a .mpy file, for people or as JSON.
import { DiagnosticError } from '../../base/index.js';
import { disassembler } from '../../debug/index.js';
import { formatInspection, hashImages, type Inspection, inspect, type MapFile } from '../../mpy/index.js';
import { readBytes } from '../../node/index.js';
import { EXIT, UsageError } from '../exit.js';
import { readMaps } from '../maps.js';
import type { Parsed } from '../parse.js';
import { print, sayDiagnostics, stdoutHasColor } from '../terminal.js';

export function inspectCommand(parsed: Parsed): number {
  const [file, ...more] = parsed.operands;
  if (file === undefined || more.length > 0) {
    throw new UsageError(file === undefined ? 'no file given' : `one file at a time, please: ${more[0]} is too many`, [
      'usage: natmod inspect [OPTION]... FILE.mpy',
    ]);
  }
  const bytes = readBytes(file);
  const maps = readMaps(parsed.values('map'), file);
  const json = parsed.count('json') > 0;
  const list = parsed.count('disassemble') > 0;
  const strict = parsed.count('strict') > 0;
  let inspection: Inspection;
  try {
    inspection = inspect(bytes, {
      fileName: file,
      disassemble: list ? disassembler : undefined,
      symbols: maps.length > 0 ? symbolsOf(maps) : undefined,
      strict,
    });
  } catch (error) {
    if (!(error instanceof DiagnosticError)) throw error;
    sayDiagnostics(error.diagnostics);
    return EXIT.USAGE;
  }
  if (json) print(`${JSON.stringify(inspection, null, 2)}\n`);
  else print(`${formatInspection(inspection, { color: stdoutHasColor(), listing: list }).trimEnd()}\n`);
  return EXIT.OK;
}

function symbolsOf(maps: readonly MapFile[]) {
  return (code: { data: Uint8Array; rodata?: Uint8Array | undefined }) => {
    const hash = hashImages(code.data, code.rodata);
    return maps
      .find((map) => map.hash === hash)
      ?.symbols.map(({ name, image, offset }) => ({ name, section: image, offset }));
  };
}
