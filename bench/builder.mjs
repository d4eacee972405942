// natmod build: a project of many sources for every architecture whose compiler is here, against its compiler runs alone,
// and a build that finds nothing to do.
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const SOURCES = 24;
const MANY = 'natmod build, many sources, all architectures';
const NOTHING = 'natmod build, nothing to do';

/** Work like that of real sources: loops, switches, calls into the table. */
const source = (i) => `#include "py/dynruntime.h"
uint32_t part${i}(mp_obj_t o, uint32_t seed) {
    mp_buffer_info_t buf;
    mp_get_buffer_raise(o, &buf, MP_BUFFER_READ);
    uint32_t a = seed ^ ${i}u, b = 1;
    for (size_t k = 0; k < buf.len; k++) {
        switch (((const byte *)buf.buf)[k] & 7) {
${Array.from({ length: 8 }, (_, n) => `            case ${n}: a += b << ${n}; b ^= a >> ${n + 1}; if ((a & ${64 << n}) != 0) { a = (a << ${n + 3}) | (a >> ${29 - n}); } break;`).join('\n')}
        }
    }
    if (a == b) {
        mp_raise_ValueError(MP_ERROR_TEXT("part ${i}"));
    }
    return a ^ b;
}
`;

const main = `#include "py/dynruntime.h"
${Array.from({ length: SOURCES }, (_, i) => `uint32_t part${i}(mp_obj_t o, uint32_t seed);`).join('\n')}
static mp_obj_t mix(mp_obj_t o) {
    uint32_t sum = 0;
${Array.from({ length: SOURCES }, (_, i) => `    sum = part${i}(o, sum);`).join('\n')}
    return mp_obj_new_int_from_uint(sum);
}
static MP_DEFINE_CONST_FUN_OBJ_1(mix_obj, mix);
mp_obj_t mpy_init(mp_obj_fun_bc_t *self, size_t n_args, size_t n_kw, mp_obj_t *args) {
    MP_DYNRUNTIME_INIT_ENTRY
    mp_store_global(MP_QSTR_mix, MP_OBJ_FROM_PTR(&mix_obj));
    MP_DYNRUNTIME_INIT_EXIT
}
`;

function writeProject(folder) {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'natmod.json'), JSON.stringify({ name: 'many', sources: ['*.c'] }));
  writeFileSync(join(folder, 'main.c'), main);
  for (let i = 0; i < SOURCES; i++) writeFileSync(join(folder, `part${i}.c`), source(i));
}

async function seconds(body) {
  const start = performance.now();
  await body();
  return (performance.now() - start) / 1000;
}

function run(args, cwd) {
  const { status, stderr, error } = spawnSync(process.execPath, args, { cwd, stdio: 'pipe' });
  if (error || status !== 0) throw error ?? new Error(`${args.join(' ')} ended with status ${status}\n${stderr}`);
}

export async function benchBuild(rows, { main: program, folder, root, wanted }) {
  if (![MANY, NOTHING].some(wanted)) return;
  const outfile = join(folder, 'compiler-runs.mjs');
  const entry = { entryPoints: [join(root, 'bench', 'compiler-runs.ts')], outfile };
  await build({ ...entry, bundle: true, format: 'esm', platform: 'node', target: 'es2022', logLevel: 'error' });
  const { compilerRuns, present, runAll } = await import(pathToFileURL(outfile).href);
  const architectures = present();
  if (architectures.length === 0) return;
  const project = join(folder, 'many');
  writeProject(project);
  const jobs = availableParallelism();
  if (wanted(MANY)) {
    const commands = await compilerRuns(project, join(root, 'include'), architectures, jobs);
    const ours = [];
    const alone = [];
    for (let i = 0; i < 3; i++) {
      alone.push(await seconds(() => runAll(project, commands, jobs)));
      for (const made of ['build', 'dist']) rmSync(join(project, made), { recursive: true, force: true });
      ours.push(await seconds(() => run([program, 'build', '--arch', 'all'], project)));
    }
    const ratio = Math.min(...ours) / Math.min(...alone);
    const detail = `${commands.length} compiler runs for ${architectures.length} architectures, ${Math.min(...ours).toFixed(1)} s`;
    rows.push([MANY, `${ratio.toFixed(2)}x the runs alone`, '1.15x', ratio <= 1.15, detail]);
  }
  if (wanted(NOTHING)) {
    run([program, 'build'], project);
    const times = { ours: [], empty: [] };
    for (let i = 0; i < 15; i++) {
      times.empty.push(await seconds(() => run(['-e', '0'], project)));
      times.ours.push(await seconds(() => run([program, 'build'], project)));
    }
    const [ours, empty] = [times.ours, times.empty].map((list) => list.sort((a, b) => a - b)[7]);
    const detail = `${SOURCES + 1} sources, two architectures, ${(ours * 1000).toFixed(0)} ms`;
    rows.push([NOTHING, `${(ours / empty).toFixed(2)}x node -e 0`, '2x', ours <= 2 * empty, detail]);
  }
}
