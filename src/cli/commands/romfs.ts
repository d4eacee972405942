// `natmod romfs`: a folder as a ROMFS image, or what is in an image.
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fail } from '../../base/index.js';
import { writeMpy } from '../../mpy/index.js';
import { readBytes, writeAtomically } from '../../node/index.js';
import { buildRomfs, listRomfs, type RomfsNode, type RomfsTree } from '../../romfs/index.js';
import { CompileError, compile } from '../../runtime/index.js';
import { EXIT, UsageError } from '../exit.js';
import type { Parsed } from '../parse.js';
import { print, say } from '../terminal.js';

const USAGE = 'usage: natmod romfs [--mpy] DIR -o IMG, or natmod romfs --list IMG';
/** The boards' partition. */
const PARTITION_BYTES = 4 << 20;

export function romfsCommand(parsed: Parsed): number {
  const [operand, ...more] = parsed.operands;
  if (parsed.count('list') > 0) {
    if (operand === undefined || more.length > 0) throw new UsageError('--list takes one image', [USAGE]);
    for (const { path, isDirectory, data } of listRomfs(readBytes(operand), operand)) {
      print(isDirectory ? `        ${path}\n` : `${String(data.length).padStart(7)} ${path}\n`);
    }
    return EXIT.OK;
  }
  const output = parsed.value('output');
  if (operand === undefined || more.length > 0) throw new UsageError('give one folder', [USAGE]);
  if (output === undefined) throw new UsageError('no output given', [USAGE]);
  if (!statSync(operand, { throwIfNoEntry: false })?.isDirectory()) throw new UsageError(`${operand} is no folder`);
  const image = buildRomfs(treeOf(operand, '', parsed.count('mpy') > 0));
  writeAtomically(output, image);
  if (image.length > PARTITION_BYTES) {
    say(`warning: ${output} has ${image.length} bytes, more than the ${PARTITION_BYTES} of a board's partition`);
  }
  return EXIT.OK;
}

/** Folders in one another that may be links to themselves. */
const MAX_DEPTH = 32;

function treeOf(folder: string, inside: string, compiles: boolean, depth = 0): RomfsTree {
  if (depth > MAX_DEPTH) fail('romfs/depth', 'the folders are nested too deeply', { file: folder });
  const tree: Record<string, RomfsNode> = {};
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    const inner = `${inside}${name}`;
    if (statSync(path).isDirectory()) tree[name] = treeOf(path, `${inner}/`, compiles, depth + 1);
    else if (compiles && name.endsWith('.py')) tree[`${name.slice(0, -3)}.mpy`] = compiled(path, inner);
    else tree[name] = readBytes(path);
  }
  return tree;
}

function compiled(path: string, fileName: string): Uint8Array {
  try {
    return writeMpy(compile(readBytes(path), { fileName }));
  } catch (error) {
    if (!(error instanceof CompileError)) throw error;
    const line = error.line === undefined ? '' : `line ${error.line}: `;
    return fail('compile/source', `${line}${error.type}: ${error.message}`, { file: path });
  }
}
