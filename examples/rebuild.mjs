// Makes the checked-in objects of the examples again: `node examples/rebuild.mjs [NAME]...`. Only this needs a compiler
// (riscv64-unknown-elf-gcc); linking the objects and running the modules does not. Run `npm run build` before.
//
// A module NAME is the folder NAME with NAME.c. What is made: NAME.qstr.h, the header of names that the compiler
// includes first and the linker reads, and ARCH/NAME.o.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const HERE = dirname(fileURLToPath(import.meta.url));
const NATMOD = join(HERE, '..', 'dist', 'cli', 'main.js');
const COMPILER = process.env.CC ?? 'riscv64-unknown-elf-gcc';

const COMMON = '-std=c99 -Os -Wall -Werror -DNDEBUG -ffreestanding -fpic -fno-common -U_FORTIFY_SOURCE'
  .concat(' -g0 -fno-ident -mno-relax')
  .split(' ');
const ARCHES = {
  rv64imc: ['-march=rv64imac', '-mabi=lp64'],
  rv32imc: ['-march=rv32imac', '-mabi=ilp32'],
};

const run = (program, args) => execFileSync(program, args, { stdio: 'inherit', cwd: HERE });

function rebuild(name) {
  const source = join(name, `${name}.c`);
  const qstrs = join(name, `${name}.qstr.h`);
  run(process.execPath, [NATMOD, 'link', '--preprocess', '-o', qstrs, source]);
  for (const [arch, flags] of Object.entries(ARCHES)) {
    mkdirSync(join(HERE, name, arch), { recursive: true });
    run(COMPILER, [...COMMON, ...flags, '-include', qstrs, '-c', source, '-o', join(name, arch, `${name}.o`)]);
  }
  console.log(`${name}: ${Object.keys(ARCHES).join(', ')}`);
}

const all = readdirSync(HERE).filter((name) => existsSync(join(HERE, name, `${name}.c`)));
const named = process.argv.slice(2);
for (const name of named.length > 0 ? named : all) rebuild(name);
