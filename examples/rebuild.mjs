// Compiles the examples anew for both architectures: qstr headers with natmod, objects with riscv64-unknown-elf-gcc
// (linker.md section 4 has the flags). The results are checked in, so that nobody needs a compiler to try them.
//
//   node tools/setup.mjs && node examples/rebuild.mjs
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { preprocess } from '../dist/link.js';

const here = dirname(fileURLToPath(import.meta.url));
const NAMES = ['factorial', 'crc32', 'stats', 'vector', 'rle'];
const COMPILER = 'riscv64-unknown-elf-gcc';
const FLAGS =
  '-std=c99 -Os -Wall -Wextra -Werror -DNDEBUG -ffreestanding -fpic -fno-common -U_FORTIFY_SOURCE -g0 -fno-ident -mno-relax'.split(
    ' ',
  );
const ARCHITECTURES = {
  rv64imc: ['-march=rv64imac', '-mabi=lp64'],
  rv32imc: ['-march=rv32imac', '-mabi=ilp32'],
};

for (const name of NAMES) {
  const folder = join(here, name);
  const source = `${name}.c`;
  const header = `${name}.qstr.h`;
  const text = preprocess([{ name: source, text: readFileSync(join(folder, source), 'utf8') }]);
  writeFileSync(join(folder, header), text);
  for (const [arch, flags] of Object.entries(ARCHITECTURES)) {
    mkdirSync(join(folder, arch), { recursive: true });
    const args = [...FLAGS, ...flags, '-include', header, '-c', source, '-o', `${arch}/${name}.o`];
    const { status, error } = spawnSync(COMPILER, args, { cwd: folder, stdio: 'inherit' });
    if (error) throw new Error(`${COMPILER} cannot be started: ${error.message}`);
    if (status !== 0) process.exit(1);
    console.log(`${name}/${arch}/${name}.o`);
  }
}
