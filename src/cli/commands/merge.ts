// `natmod merge`: several .mpy files into one.
import { DiagnosticError } from '../../base/index.js';
import { mergeMpy } from '../../mpy/index.js';
import { readBytes, writeAtomically } from '../../node/index.js';
import { EXIT, UsageError } from '../exit.js';
import type { Parsed } from '../parse.js';
import { sayDiagnostics } from '../terminal.js';

export function mergeCommand(parsed: Parsed): number {
  const output = parsed.value('output');
  if (output === undefined) throw new UsageError('no output file given', ['usage: natmod merge -o FILE FILE.mpy...']);
  if (parsed.operands.length === 0) throw new UsageError('no files to merge given');
  const inputs = parsed.operands.map((name) => ({ name, bytes: readBytes(name) }));
  let merged: Uint8Array;
  try {
    merged = mergeMpy(inputs);
  } catch (error) {
    if (!(error instanceof DiagnosticError)) throw error;
    sayDiagnostics(error.diagnostics);
    // Files that are no .mpy at all are unreadable input; files that do not go together are a refusal.
    const refused = error.diagnostics.every((d) => d.code.startsWith('merge/'));
    return refused ? EXIT.FAILED : EXIT.USAGE;
  }
  writeAtomically(output, merged);
  return EXIT.OK;
}
