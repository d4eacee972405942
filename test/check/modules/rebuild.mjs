// Makes the checked-in objects of this folder again; only this needs a compiler (riscv64-unknown-elf-gcc). Run
// `npm run build` before, and the test with `-u` after.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const HERE = dirname(fileURLToPath(import.meta.url));
const ROOT = join(HERE, '..', '..', '..');
const NATMOD = join(ROOT, 'dist', 'cli', 'main.js');
const COMPILER = process.env.CC ?? 'riscv64-unknown-elf-gcc';
const COMMON =
  '-std=c99 -Os -Wall -Wno-maybe-uninitialized -Wno-uninitialized -Wno-dangling-pointer -DNDEBUG -DNO_QSTR -DMICROPY_ENABLE_DYNRUNTIME -fpic -fno-common -U_FORTIFY_SOURCE'
    .concat(' -g -gno-record-gcc-switches -fno-ident -mno-relax -DMICROPY_FLOAT_IMPL=MICROPY_FLOAT_IMPL_FLOAT')
    .concat(
      ` -DMP_CONFIGFILE="check.qstr.h" -I. -ffile-prefix-map=${HERE}=. -ffile-prefix-map=${ROOT}=. -I${ROOT}/include -idirafter ${ROOT}/include/libc`,
    )
    .split(' ');
const ARCHES = {
  rv64imc: ['-march=rv64imac', '-mabi=lp64'],
  rv32imc: ['-march=rv32imac', '-mabi=ilp32'],
};

const run = (program, args) => execFileSync(program, args, { stdio: 'inherit', cwd: HERE });

const sources = readdirSync(HERE).filter((name) => name.endsWith('.c'));
run(process.execPath, [NATMOD, 'link', '--preprocess', '-o', 'check.qstr.h', 'module.h', ...sources]);
for (const [arch, flags] of Object.entries(ARCHES)) {
  mkdirSync(join(HERE, arch), { recursive: true });
  for (const source of sources) {
    const output = join(arch, source.replace(/\.c$/, '.o'));
    run(COMPILER, [...COMMON, ...flags, '-c', source, '-o', output]);
  }
}
