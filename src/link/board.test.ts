// Modules that the reference cannot link, on a board: what their functions return (test/conformance/README.md).
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createBoard } from '../system/index.js';
import { link } from './index.js';

const ROOT = join(import.meta.dirname, '..', '..', 'test', 'conformance');
const read = (...path: string[]) => new Uint8Array(readFileSync(join(ROOT, ...path)));

function build(module: string, arch: string): Uint8Array {
  const sources = /^SRC="([^"]*)"/m.exec(readFileSync(join(ROOT, module, 'build.conf'), 'utf8'))?.[1] ?? `${module}.c`;
  const objects = sources.split(' ').map((source) => {
    const name = source.replace(/\.[^.]*$/, '.o');
    return { name, bytes: read(module, arch, name) };
  });
  const qstrs = readFileSync(join(ROOT, module, `${module}.qstr.h`), 'utf8');
  return link({ arch, objects, qstrs, sourceName: `${module}.mpy` }).mpy;
}

describe.each([
  ['rv64imc', 'VIRT_RV64'],
  ['rv32imc', 'VIRT_RV32'],
] as const)('%s', (arch, name) => {
  it.each([
    ['neg_data', [[], [], []], ['42', '43', '44']],
    ['neg_statbss', [[0], [0], [0], [0], [1]], ['3', '9', '18', '30', '33']],
    ['neg_weakundef', [[]], ['-1']],
    ['neg_weakdup', [[]], ['201']],
    ['neg_common', [[], [], []], ['1', '2', '3']],
  ] as const)('%s', (module, calls, results) => {
    const board = createBoard({ board: name });
    board.addModule(module, build(module, arch));
    const get = board.importModule(module).get('get');
    expect(calls.map((args) => get.call(...args).repr())).toEqual(results);
  });

  it.each(['got32', 'srodata', 'initlast'])('%s', (module) => {
    let output = '';
    const board = createBoard({
      board: name,
      limits: 'board',
      output: (text) => {
        output += text;
      },
    });
    board.addModule(module, build(module, arch));
    board.runScript(readFileSync(join(ROOT, module, `${module}_test.py`), 'utf8'));
    const expected = readFileSync(join(ROOT, module, `expected.${arch.slice(0, 4)}.txt`), 'utf8');
    expect(output.replaceAll('\r\n', '\n')).toBe(expected);
  });
});
