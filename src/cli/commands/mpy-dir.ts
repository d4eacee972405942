// `natmod mpy-dir`: where py/dynruntime.mk and the headers are, for MPY_DIR of a module's Makefile.
import { mpyDir, mpyDirForMake } from '../../node/index.js';
import { EXIT, UsageError } from '../exit.js';
import type { Parsed } from '../parse.js';
import { print, say } from '../terminal.js';

export function mpyDirCommand(parsed: Parsed): number {
  if (parsed.operands.length > 0) throw new UsageError('mpy-dir takes no operands', ['usage: natmod mpy-dir']);
  const linked = mpyDirForMake();
  if (linked === undefined) {
    say('make cannot use this folder: its path has spaces', [
      'install natmod where the path has none, or use natmod build',
    ]);
  }
  const folder = linked ?? mpyDir();
  // make takes / on every system, and would take \ for an escape.
  print(`${folder.replaceAll('\\', '/')}\n`);
  return EXIT.OK;
}
