// Which compilers are here, and whether what they make becomes a module: a small one is compiled and linked with each.
import { DiagnosticError } from '../base/index.js';
import { link, preprocess } from '../link/index.js';
import { compileJobs } from './compile-command.js';
import { askCompiler, type Compiler, type CompilerFacts, findCompilers, saysLate } from './compilers.js';
import type { BuildHost } from './host.js';
import { sourcesProject } from './project.js';

export interface Checkup {
  readonly arch: string;
  readonly compiler: Compiler;
  readonly facts: CompilerFacts;
  /** The linked module, or what went wrong. */
  readonly module: Uint8Array | undefined;
  readonly problem: string | undefined;
}

/** A function that adds two ints: `add`. */
const SOURCE = `#include "py/dynruntime.h"
static mp_obj_t add(mp_obj_t a, mp_obj_t b) {
    return mp_obj_new_int(mp_obj_get_int(a) + mp_obj_get_int(b));
}
static MP_DEFINE_CONST_FUN_OBJ_2(add_obj, add);
mp_obj_t mpy_init(mp_obj_fun_bc_t *self, size_t n_args, size_t n_kw, mp_obj_t *args) {
    MP_DYNRUNTIME_INIT_ENTRY
    mp_store_global(MP_QSTR_add, MP_OBJ_FROM_PTR(&add_obj));
    MP_DYNRUNTIME_INIT_EXIT
}
`;

/** Tries every compiler for an architecture; none if there is none. `scratch` is a folder that may be written to. */
export async function examine(host: BuildHost, arch: string, scratch: string): Promise<Checkup[]> {
  const checkups: Checkup[] = [];
  for (const [i, compiler] of findCompilers(host, arch).entries()) {
    checkups.push(await examineCompiler(host, arch, compiler, `${scratch}/${arch}-${i}`));
  }
  return checkups;
}

async function examineCompiler(host: BuildHost, arch: string, compiler: Compiler, folder: string): Promise<Checkup> {
  // In the project's folder, so that the object lies in that of the compiler.
  const source = 'check.c';
  const config = `${folder}/check.config.h`;
  host.write(source, SOURCE);
  const qstrs = preprocess([{ name: source, text: SOURCE }]);
  host.write(config, qstrs);
  const facts = await askCompiler(host, arch, compiler, folder);
  const base = { arch, compiler, facts };
  if (facts.failure !== undefined) return { ...base, module: undefined, problem: firstLine(facts.failure) };
  const settings = sourcesProject(host, [source]).settings(arch);
  const context = { host, ...base, libraryFlags: facts.libraryFlags, settings, folder, config };
  const job = compileJobs(context, [source])[0]!;
  const done = await host.run(job.command, host.patience);
  const object = host.readBytes(job.object);
  if (done?.status !== 0 || object === undefined) {
    const said =
      done === undefined
        ? 'it cannot be started'
        : (done.late && saysLate(host, done.late)) ||
          firstLine(done.stderr) ||
          'it makes no object, and does not say why';
    return { ...base, module: undefined, problem: said };
  }
  try {
    const { mpy } = link({ arch, objects: [{ name: 'check.o', bytes: object }], qstrs, sourceName: 'check.mpy' });
    return { ...base, module: mpy, problem: undefined };
  } catch (error) {
    if (!(error instanceof DiagnosticError)) throw error;
    return { ...base, module: undefined, problem: error.diagnostics[0]?.message ?? 'it does not link' };
  }
}

const firstLine = (text: string): string =>
  text.split('\n').find((line) => /\berror\b/.test(line)) ?? text.split('\n')[0]!;
