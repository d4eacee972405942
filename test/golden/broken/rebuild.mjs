// Makes the checked-in objects of this folder again; only this needs a compiler (riscv64-unknown-elf-gcc). Run
// `npm run build` before, and the test with `-u` after.
import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const HERE = dirname(fileURLToPath(import.meta.url));
const NATMOD = join(HERE, '..', '..', '..', 'dist', 'cli', 'main.js');
const COMPILER = process.env.CC ?? 'riscv64-unknown-elf-gcc';
const COMMON =
  '-std=c99 -Os -Wall -DNDEBUG -ffreestanding -fpic -fno-common -U_FORTIFY_SOURCE -g -gno-record-gcc-switches'
    .concat(` -fno-ident -mno-relax -Wno-infinite-recursion -ffile-prefix-map=${HERE}=.`)
    .split(' ');
const ARCHES = {
  rv64imc: ['-march=rv64imac', '-mabi=lp64'],
  rv32imc: ['-march=rv32imac', '-mabi=ilp32'],
};

const run = (program, args) => execFileSync(program, args, { stdio: 'inherit', cwd: HERE });

for (const name of ['broken', 'missing']) {
  run(process.execPath, [NATMOD, 'link', '--preprocess', '-o', `${name}.qstr.h`, `${name}.c`]);
  for (const [arch, flags] of Object.entries(ARCHES)) {
    mkdirSync(join(HERE, arch), { recursive: true });
    const output = join(arch, `${name}.o`);
    run(COMPILER, [...COMMON, ...flags, '-include', `${name}.qstr.h`, '-c', `${name}.c`, '-o', output]);
  }
}
