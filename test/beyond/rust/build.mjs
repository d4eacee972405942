// Makes the objects in this folder anew: node test/beyond/rust/build.mjs. It needs Debian's rustc 1.63 and rust-src, from which Rust's
// `core` is compiled for each target, and Debian's gcc compilers. Build natmod first, as its --preprocess makes the header.
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '..', '..', '..');
const CORE = '/usr/src/rustc-1.63.0/library/core/src/lib.rs';
const TARGETS = {
  rv32imc: 'riscv32imc-unknown-none-elf',
  rv64imc: 'riscv64imac-unknown-none-elf',
  armv7emsp: 'thumbv7em-none-eabihf',
  x86: 'i686-unknown-linux-gnu',
};
const { compilers } = JSON.parse(readFileSync(join(here, '..', 'modules.json'), 'utf8'));
// `core` needs what only development versions allow.
const env = { ...process.env, RUSTC_BOOTSTRAP: '1' };
const run = (tool, ...args) => execFileSync(tool, args, { cwd: here, env, stdio: ['ignore', 'inherit', 'inherit'] });

run(process.execPath, join(root, 'dist/cli/main.js'), 'link', '--preprocess', '-o', 'rusty.qstr.h', 'rusty.c');
const work = mkdtempSync(join(tmpdir(), 'natmod-rust-'));
try {
  for (const [arch, target] of Object.entries(TARGETS)) {
    const out = join(work, arch);
    mkdirSync(out);
    mkdirSync(join(here, arch), { recursive: true });
    const common = ['-A', 'warnings', '--edition', '2021', '--target', target, '-L', out, '--out-dir', out];
    const pic = ['-C', 'opt-level=s', '-C', 'relocation-model=pic', '-C', 'panic=abort'];
    const rustc = (...args) => run('/usr/bin/rustc', ...common, ...pic, ...args);
    rustc('--crate-type', 'rlib', '--crate-name', 'core', '-C', 'embed-bitcode=yes', CORE);
    // Its functions come from libgcc.
    rustc('--crate-type', 'rlib', '--crate-name', 'compiler_builtins', 'no-builtins.rs');
    rustc('--crate-type', 'staticlib', '-C', 'lto=fat', '-C', 'codegen-units=1', 'codec.rs');
    copyFileSync(join(out, 'libcodec.a'), join(here, arch, 'libcodec.a'));
    const [gcc, ...flags] = compilers[arch];
    const defines = ['-DNO_QSTR', '-DMICROPY_ENABLE_DYNRUNTIME', '-DMICROPY_FLOAT_IMPL=MICROPY_FLOAT_IMPL_NONE'];
    const include = ['-DMP_CONFIGFILE="rusty.qstr.h"', '-I.', `-I${join(root, 'include')}`];
    run(gcc, ...flags, ...defines, ...include, '-std=c99', '-Os', '-fpic', '-o', `${arch}/rusty.o`, '-c', 'rusty.c');
  }
} finally {
  rmSync(work, { recursive: true, force: true });
  rmSync(join(here, 'rusty.qstr.h'));
}
