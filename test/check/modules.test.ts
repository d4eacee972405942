// Small modules with one mistake each: what is said of it, as a whole. Cause and line must be in it, so read the
// difference before you update these files with `-u`. The objects are checked in: modules/rebuild.mjs makes them again.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { formatFinding } from '../../src/check/index.js';
import { link } from '../../src/link/index.js';
import { createBoard, GuestCrash } from '../../src/system/index.js';
import { ROOT } from '../helpers/cli.js';

const HERE = join(ROOT, 'test', 'check', 'modules');
const BOARDS = { rv64imc: 'VIRT_RV64', rv32imc: 'VIRT_RV32' } as const;
const names = readdirSync(HERE)
  .filter((name) => name.endsWith('.c'))
  .map((name) => name.slice(0, -2));
const qstrs = readFileSync(join(HERE, 'check.qstr.h'), 'utf8');

/** What a module needs besides `run()`. */
const SCRIPTS: Readonly<Record<string, string>> = {
  wrong_container: 'run((1, 2))',
  unrooted: 'run()\nimport gc\ngc.collect()',
  stale_object: 'run([1, 2])\nimport gc\ngc.collect()\nrun(None)',
};

function linked(name: string, arch: keyof typeof BOARDS) {
  const object = new Uint8Array(readFileSync(join(HERE, arch, `${name}.o`)));
  const { mpy, map } = link({
    arch,
    objects: [{ name: `${name}.o`, bytes: object }],
    qstrs,
    sourceName: `${name}.mpy`,
  });
  return { mpy, map, object };
}

function findingsOf(name: string, arch: keyof typeof BOARDS, check: 'on' | 'uninit'): string {
  const { mpy, map, object } = linked(name, arch);
  const board = createBoard({ board: BOARDS[arch], check, maps: [map], readObject: () => object });
  board.addModule(name, mpy);
  let end = '';
  try {
    board.runScript(`from ${name} import run\n${SCRIPTS[name] ?? 'run()'}\n`, `${name}.py`);
  } catch (error) {
    if (!(error instanceof GuestCrash)) throw error;
    end = `then: ${error.report.summary}\n`;
  }
  return board.findings.map((finding) => `${formatFinding(finding)}\n`).join('\n') + end;
}

describe.each(['rv64imc', 'rv32imc'] as const)('%s', (arch) => {
  test.each(names)('%s', async (name) => {
    const found = findingsOf(name, arch, name === 'undefined_heap' ? 'uninit' : 'on');
    expect(found).toContain(`${name}.c:`);
    await expect(found).toMatchFileSnapshot(join(HERE, 'expected', `${name}.${arch}.txt`));
  });
  test('what the heap gives is zero, and may be relied on', () => {
    expect(findingsOf('undefined_heap', arch, 'on')).toBe('');
  });
});

test('a board that was reset goes on with what was found', () => {
  const { mpy } = linked('read_past', 'rv64imc');
  const board = createBoard({ check: 'on' });
  for (let round = 1; round <= 2; round++) {
    board.addModule('read_past', mpy);
    board.runScript('import read_past\nread_past.run()');
    expect(board.findings.map((finding) => finding.kind)).toEqual(Array(round).fill('out-of-bounds-read'));
    board.reset();
  }
});

test('what Python calls from machine code is not lost: stacks go through both', () => {
  const board = createBoard({ check: 'on', limits: 'board' });
  const kit = (name: string) => readFileSync(join(ROOT, 'test', 'conformance', name, 'rv64imc', `${name}.mpy`));
  const { mpy } = linked('read_past', 'rv64imc');
  board.addModule('read_past', mpy);
  board.addModule('callback', kit('callback'));
  board.runScript('import callback, read_past\ncallback.call(read_past.run)');
  const [finding] = board.findings;
  expect(finding!.stack.map((line) => line.replace(/^0x\w+ | text.*/g, ''))).toEqual([
    ...['read_past.mpy', 'read_past.mpy', 'mp_fun_table.call_function_n_kw', 'callback.mpy', 'Python'],
  ]);
});
