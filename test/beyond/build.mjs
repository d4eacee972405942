// Makes the objects in this folder anew, with Debian's compilers: node test/beyond/build.mjs [MODULE...]. Build natmod first, as its
// --preprocess makes the headers with the names.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '..', '..');
const run = (tool, args) => execFileSync(tool, args, { cwd: here, stdio: ['ignore', 'inherit', 'inherit'] });
/** What the computer's own compiler makes of a module says what it has to print. */
function runOnHost(sources) {
  const program = join(here, 'program');
  const flags = [
    '-DHOST',
    '-w',
    '-O1',
    '-fpic',
    '-fcommon',
    '-ffunction-sections',
    '-fdata-sections',
    '-Wl,--gc-sections',
  ];
  try {
    const objects = sources.map((source, i) => {
      run(source.endsWith('.c') ? 'gcc' : 'g++', [...flags, '-c', '-o', `${program}${i}.o`, source]);
      return `${program}${i}.o`;
    });
    run('g++', [...flags, '-o', program, ...objects, '-lm']);
    return execFileSync(program, { encoding: 'utf8' });
  } finally {
    for (const file of [program, ...sources.map((_, i) => `${program}${i}.o`)]) rmSync(file, { force: true });
  }
}
const wanted = process.argv.slice(2);
const { compilers, modules } = JSON.parse(readFileSync(join(here, 'modules.json'), 'utf8'));
const objectName = (arch, source) => join(arch, source.replace(/\.\w+$/, '.o'));

for (const [name, module] of Object.entries(modules)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const sources = module.sources ?? [`${name}.c`];
  const c = sources.filter((s) => s.endsWith('.c'));
  const header = `${name}.qstr.h`;
  run(process.execPath, [join(root, 'dist/cli/main.js'), 'link', '--preprocess', '-o', header, ...c, 'beyond.h']);
  if (!module.prints)
    writeFileSync(join(here, `${name}.expected.txt`), runOnHost([...sources, ...(module.library ?? [])]));
  for (const [arch, [compiler, ...flags]] of Object.entries(compilers)) {
    if (module.arches && !module.arches.includes(arch)) continue;
    mkdirSync(join(here, arch), { recursive: true });
    for (const source of [...sources, ...(module.library ?? [])]) {
      const isCpp = source.endsWith('.cpp');
      const common = isCpp
        ? [
            '-std=c++11',
            '-fno-exceptions',
            '-fno-rtti',
            '-fno-threadsafe-statics',
            '-fasynchronous-unwind-tables',
            '-fno-use-cxa-atexit',
          ]
        : [
            '-std=c99',
            '-U_FORTIFY_SOURCE',
            '-DNDEBUG',
            '-DNO_QSTR',
            '-DMICROPY_ENABLE_DYNRUNTIME',
            '-DMICROPY_FLOAT_IMPL=MICROPY_FLOAT_IMPL_NONE',
            `-DMP_CONFIGFILE="${header}"`,
            '-I.',
            '-I../../include',
          ];
      const own = [...(module.flags?.[arch] ?? module.flags?.all ?? [])];
      // No path of this machine in the debug information.
      if (module.debug)
        own.push('-g', '-gno-record-gcc-switches', `-ffile-prefix-map=${here}=.`, `-ffile-prefix-map=${root}=.`);
      const args = [...flags, ...common, '-Os', '-fpic', '-fno-common', '-Wall', '-fno-ident', ...own];
      run(isCpp ? compiler.replace(/gcc$/, 'g++') : compiler, [...args, '-c', source, '-o', objectName(arch, source)]);
    }
    if (module.library) {
      const archive = join(arch, `lib${name}.a`);
      rmSync(join(here, archive), { force: true });
      run(compiler.replace(/gcc$/, 'ar'), ['rcD', archive, ...module.library.map((s) => objectName(arch, s))]);
      for (const source of module.library) rmSync(join(here, objectName(arch, source)));
    }
  }
  rmSync(join(here, header));
}
