// `npm start`: what natmod does, in a few seconds. Links the examples from their objects for both boards, imports them
// there, calls them, and shows what came out. Everything here goes through the public API.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createBoard, DiagnosticError, inspect, link, PythonError } from '../dist/index.js';
import { ROOT } from './lib/checkout.mjs';

const BOARDS = { VIRT_RV64: 'rv64imc', VIRT_RV32: 'rv32imc' };
const bytes = (text) => new TextEncoder().encode(text);

/** Module, call as Python would write it, the call itself. */
const CALLS = [
  ['factorial', 'factorial(25)', (m) => m.method('factorial', 25)],
  ['factorial', 'factorial(-1)', (m) => m.method('factorial', -1)],
  ['crc32', "crc32(b'123456789')", (m) => m.method('crc32', bytes('123456789'))],
  ['stats', "summary(b'natmod')", (m) => m.method('summary', bytes('natmod'))],
  ['stats', "histogram(b'natmod', 8)", (m) => m.method('histogram', bytes('natmod'), 8)],
  ['vector', 'Vector(1, 2, 3)', (m) => m.method('Vector', 1, 2, 3)],
  ['vector', 'dot([1, 2, 3], (4, 5, 6))', (m) => m.method('dot', [1, 2, 3], { kind: 'tuple', items: ints(4, 5, 6) })],
  ['vector', 'list(Vector(3, 4))', (m) => m.board.builtin('list').call(m.method('Vector', 3, 4))],
  ['rle', "encode('aaaabbc')", (m) => m.method('encode', 'aaaabbc')],
  ['rle', "decode('12x')", (m) => m.method('decode', '12x')],
  ['rle', "decode('3')", (m) => m.method('decode', '3')],
];
const ints = (...values) => values.map((value) => ({ kind: 'int', value: BigInt(value) }));
const NAMES = [...new Set(CALLS.map(([name]) => name))];

const color = process.stdout.isTTY && !process.env.NO_COLOR && process.env.TERM !== 'dumb';
const bold = (text) => (color ? `\x1b[1m${text}\x1b[0m` : text);
const dim = (text) => (color ? `\x1b[2m${text}\x1b[0m` : text);

function table(head, rows) {
  const widths = head.map((title, i) => Math.max(title.length, ...rows.map((row) => row[i].length)));
  const line = (cells) => cells.map((cell, i) => (i + 1 < cells.length ? cell.padEnd(widths[i]) : cell)).join('  ');
  console.log(bold(line(head)));
  for (const row of rows) console.log(line(row));
}

function linkExample(name, arch) {
  const folder = join(ROOT, 'examples', name);
  const object = join(folder, arch, `${name}.o`);
  return link({
    arch,
    objects: [{ name: object, bytes: readFileSync(object) }],
    qstrs: readFileSync(join(folder, `${name}.qstr.h`), 'utf8'),
    sourceName: `${name}.mpy`,
  });
}

function callText(module, run) {
  try {
    return run(module).repr();
  } catch (error) {
    if (error instanceof PythonError) return error.message;
    throw error;
  }
}

function main() {
  console.log('natmod links native modules from objects and runs them on emulated boards.\n');
  const modules = new Map();
  const linked = [];
  for (const arch of Object.values(BOARDS)) {
    for (const name of NAMES) {
      const { mpy, summary } = linkExample(name, arch);
      const found = inspect(mpy);
      modules.set(`${name} ${arch}`, mpy);
      const relocations = Object.values(found.code.relocations.totals).reduce((sum, words) => sum + words, 0);
      const { textSize, bssSize } = summary;
      linked.push([
        name,
        arch,
        `${mpy.length}`,
        `${textSize}`,
        `${bssSize}`,
        `${relocations}`,
        `${found.qstrs.length}`,
      ]);
    }
  }
  table(['module', 'linked for', '.mpy', 'text', 'bss', 'relocated words', 'names'], linked);

  console.log();
  const results = [];
  for (const [boardName, arch] of Object.entries(BOARDS)) {
    const board = createBoard({ board: boardName, timeout: 10 });
    for (const name of NAMES) board.addModule(name, modules.get(`${name} ${arch}`));
    for (const [name, call, run] of CALLS) {
      results.push([name, boardName, call, callText(board.importModule(name), run)]);
    }
  }
  table(['module', 'board', 'call', 'result'], results);

  console.log(`
${bold('Try it yourself')}
  npx natmod link --arch rv64imc --qstrs examples/crc32/crc32.qstr.h -o crc32.mpy examples/crc32/rv64imc/crc32.o
  npx natmod inspect -d crc32.mpy
  npx natmod call crc32.mpy crc32 'b"123456789"'
  npx natmod --help
${dim('The sources are in examples/; README.md tells the rest.')}`);
}

try {
  main();
} catch (error) {
  // What a user can do something about in one line; anything else with its stack.
  console.error(error instanceof DiagnosticError ? `start: ${error.message}` : error);
  process.exitCode = 1;
}
