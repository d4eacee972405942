// `natmod compile`: Python source to a bytecode .mpy, as mpy-cross does it.
import { fail } from '../../base/index.js';
import { writeMpy } from '../../mpy/index.js';
import { readBytes, writeAtomically } from '../../node/index.js';
import { CompileError, compile } from '../../runtime/index.js';
import { EXIT, UsageError } from '../exit.js';
import { keepInputs } from '../outputs.js';
import type { Parsed } from '../parse.js';

export function compileCommand(parsed: Parsed): number {
  const [file, ...more] = parsed.operands;
  if (file === undefined) throw new UsageError('no file given', ['usage: natmod compile [OPTION]... FILE.py']);
  if (more.length > 0) throw new UsageError(`one file at a time, not also ${more[0]}`);
  const output = parsed.value('output') ?? `${file.replace(/\.py$/, '')}.mpy`;
  keepInputs([output], [file]);
  const level = parsed.value('optimise') ?? '0';
  if (!/^[0-3]$/.test(level)) throw new UsageError(`-O ${level}: give a level from 0 to 3`);
  const fileName = parsed.value('source-name') ?? file;
  try {
    writeAtomically(output, writeMpy(compile(readBytes(file), { fileName, optLevel: Number(level) })));
  } catch (error) {
    if (!(error instanceof CompileError)) throw error;
    const line = error.line === undefined ? '' : `line ${error.line}: `;
    fail('compile/source', `${line}${error.type}: ${error.message}`, { file });
  }
  return EXIT.OK;
}
