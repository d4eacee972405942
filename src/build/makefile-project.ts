// A project from the Makefile that a module has for MicroPython: the variables of boards-and-runner.md C1, read for each
// architecture, since conditions on ARCH are common.
import { fail } from '../base/index.js';
import { type BuildHost, readText } from './host.js';
import { fitsAny } from './make-functions.js';
import { Makefile, MakefileError } from './makefile.js';
import { isModuleName, type Project, type Settings, type Smaller } from './project.js';
import { FLOAT_IMPLS, type FloatImpl, TOOLCHAINS } from './toolchains.js';

/** Stands in CFLAGS for what py/dynruntime.mk adds where it is included. */
const BUILT_IN = '\u0001built-in\u0001';

/** Characters of no script stand for the spaces in paths that come from outside of the Makefile, at which it would split them. */
const SPACES = ' \t\n';
const hideSpaces = (path: string): string =>
  path.replace(/[ \t\n]/g, (c) => String.fromCharCode(0xe000 + SPACES.indexOf(c)));
const showSpaces = (path: string): string => path.replace(/[\ue000-\ue002]/g, (c) => SPACES[c.charCodeAt(0) - 0xe000]!);

/** What make is for, where natmod build is not enough. */
const USE_MAKE = 'make does: make MPY_DIR="$(natmod mpy-dir)" ARCH=';

export function readMakefileProject(text: string, file: string, host: BuildHost): Project {
  const folder = hideSpaces((host.realPath('.') ?? '.').replaceAll('\\', '/'));
  const mpyDir = hideSpaces(host.mpyDir);
  const read = (arch: string): ReadMakefile =>
    readable(file, () => {
      let objects: string | undefined;
      const makefile = new Makefile(text, {
        given: { ARCH: arch, MPY_DIR: mpyDir, CURDIR: folder, MAKE: 'make' },
        file,
        folder,
        list: (name) => host.list(showSpaces(name)),
        realPath: (path) => {
          const real = host.realPath(showSpaces(path));
          return real === undefined ? undefined : hideSpaces(real.replaceAll('\\', '/'));
        },
        include: (name, made) => {
          if (!/py\/dynruntime\.mk$/.test(name)) return readText(host, showSpaces(name)) ?? false;
          made.set('BUILD', '?=', `build/${arch}`);
          objects = made.get('SRC_O');
          made.set('CROSS', '=', TOOLCHAINS[arch]!.prefixes[0]!);
          made.set('MICROPY_FLOAT_IMPL', '?=', TOOLCHAINS[arch]!.float);
          made.set('CFLAGS', '+=', BUILT_IN);
          return true;
        },
      });
      if (objects === undefined) {
        fail('build/makefile', 'this Makefile is not of a native module', { file }, [
          'one sets MOD and SRC and includes $(MPY_DIR)/py/dynruntime.mk',
        ]);
      }
      return { makefile, objects };
    });
  const name = moduleName(read('rv64imc').makefile, 'rv64imc', file);
  return {
    name,
    file,
    architectures: undefined,
    settings: (arch) => readable(file, () => settingsOf(read(arch), arch, file, host)),
  };
}

interface ReadMakefile {
  readonly makefile: Makefile;
  /** SRC_O, where py/dynruntime.mk adds its own. */
  readonly objects: string;
}

function readable<T>(file: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof MakefileError)) throw error;
    fail('build/makefile', `line ${error.line}: ${error.message}`, { file }, [
      'natmod build reads plain assignments, conditions and functions on texts',
      `the whole of ${USE_MAKE}...`,
    ]);
  }
}

/** MOD, without the architecture that its name often has. */
function moduleName(makefile: Makefile, arch: string, file: string): string {
  const mod = showSpaces(makefile.get('MOD'));
  if (mod === '') fail('build/makefile', 'MOD is not set', { file }, ['it names the module, as in MOD = mymodule']);
  const name = mod.replace(new RegExp(`_${arch}$`), '');
  if (!isModuleName(name)) fail('build/makefile', `MOD is ${mod}, which Python cannot import`, { file });
  return name;
}

function settingsOf({ makefile, objects }: ReadMakefile, arch: string, file: string, host: BuildHost): Settings {
  const words = (text: string) => splitWords(text, file).map(showSpaces);
  const find = (source: string): string =>
    host.stamp(source) !== undefined
      ? source
      : (makefile
          .searchPath(source)
          .map((folder) => `${showSpaces(folder)}/${source}`)
          .find((path) => host.stamp(path) !== undefined) ?? source);
  const sources = words(makefile.get('SRC'));
  if (sources.length === 0)
    fail('build/makefile', 'SRC is not set', { file }, ['it lists the sources, as in SRC = a.c b.c']);
  const rules = rulesNote(makefile, arch);
  const prebuilt = words(objects);
  const missing = prebuilt.find((path) => host.stamp(path) === undefined);
  if (missing !== undefined) fail('build/makefile', `SRC_O names ${missing}, which does not exist`, { file }, rules);
  const [before = '', after = ''] = makefile.get('CFLAGS').split(BUILT_IN);
  const flags = readLinkerFlags(words(makefile.get('MPY_LD_FLAGS')), file);
  const float = makefile.get('MICROPY_FLOAT_IMPL');
  if (float !== '' && !FLOAT_IMPLS.some((impl) => impl === float)) {
    fail('build/makefile', `MICROPY_FLOAT_IMPL is ${float}, which is none of ${FLOAT_IMPLS.join(', ')}`, { file });
  }
  const runtime = makefile.get('LINK_RUNTIME');
  const orNone = (text: string) => (text === '' ? undefined : text);
  const found = sources.map(find);
  return {
    sources: [...found, ...prebuilt],
    compiler: compilerOf(makefile, arch, file),
    flagsBefore: words(before),
    flagsAfter: [...words(makefile.get('CFLAGS_EXTRA')), ...words(after)],
    flagsOf: flagsOfTargets(makefile, sources, found, words),
    float: orNone(float) as FloatImpl | undefined,
    linkRuntime: runtime === '' ? undefined : runtime === '1',
    libraries: flags.libraries,
    qstrs: [],
    externs: flags.externs ?? orNone(showSpaces(makefile.get('MPY_EXTERN_SYM_FILE'))),
    archFlags: flags.archFlags ?? orNone(makefile.get('ARCH_FLAGS')),
    smaller: flags.smaller,
    sourceName: flags.sourceName ?? `${showSpaces(makefile.get('MOD'))}.mpy`,
    notes: rules,
  };
}

/** Variables that change what is compiled or linked. */
const MATTERS = /^(?:CFLAGS|CFLAGS_EXTRA|CFLAGS_ARCH|CXXFLAGS_STD|CC|CXX|MPY_LD_FLAGS|MICROPY_FLOAT_IMPL|ARCH)$/;

/** Flags that make gives the objects of some sources only, as in `$(BUILD)/a.o: CFLAGS += -O2`. */
function flagsOfTargets(
  makefile: Makefile,
  sources: readonly string[],
  found: readonly string[],
  words: (text: string) => string[],
): Record<string, string[]> {
  const flags: Record<string, string[]> = {};
  const build = makefile.get('BUILD');
  for (const { targets, name, operator, text, line } of makefile.targetVariables) {
    if (!MATTERS.test(name)) continue;
    const isOfAll = targets.split(/\s+/).some((target) => target === 'all' || target === `${makefile.get('MOD')}.mpy`);
    const chosen = sources.filter((source) => fitsAny(targets, `${build}/${source.replace(/\.[^./]*$/, '')}.o`));
    // Targets that have to be asked for, as in `debug: CFLAGS += -O0`, are none of ours.
    if (!isOfAll && chosen.length === 0) continue;
    if (operator !== '+=' || !/^CFLAGS(?:_EXTRA)?$/.test(name)) {
      throw new MakefileError(`natmod build cannot set ${name} for ${showSpaces(targets)} alone`, line);
    }
    for (const [i, source] of found.entries()) {
      if (isOfAll || chosen.includes(sources[i]!)) {
        flags[source] = [...(flags[source] ?? []), ...words(makefile.expanded(text))];
      }
    }
  }
  return flags;
}

/** CC, if it is set to another than make would take. */
function compilerOf(makefile: Makefile, arch: string, file: string): readonly string[] | undefined {
  const words = splitWords(makefile.get('CC'), file);
  const usual = TOOLCHAINS[arch]!.prefixes.map((prefix) => `${prefix}gcc`);
  return words.length === 0 || usual.includes(words.join(' ')) ? undefined : words;
}

/** What to say of rules that would make files, when a build fails: they may be why. */
function rulesNote(makefile: Makefile, arch: string): string[] {
  const files = makefile.rules.filter(({ targets }) => /[./%]/.test(targets.replace(/^\./, '')));
  if (files.length === 0) return [];
  const named = files.slice(0, 3).map(({ targets, line }) => `${showSpaces(targets)} (line ${line})`);
  if (files.length > named.length) named.push('...');
  return [`the Makefile has rules of its own, for ${named.join(', ')}: natmod build runs none`, `${USE_MAKE}${arch}`];
}

interface LinkerFlags {
  sourceName?: string;
  archFlags?: string;
  externs?: string;
  readonly libraries: string[];
  smaller: Smaller;
}

const SMALLER: Readonly<Record<string, keyof Smaller>> = {
  '-O': 'optimize',
  '--optimize': 'optimize',
  '--gc-sections': 'gcSections',
  '--icf': 'icf',
  '--relax': 'relax',
};

function readLinkerFlags(list: readonly string[], file: string): LinkerFlags {
  const found: LinkerFlags = { libraries: [], smaller: {} };
  for (let i = 0; i < list.length; i++) {
    const [, name, value] = /^(--[a-z-]+|-[le])=?(.*)$/.exec(list[i]!) ?? [];
    const take = () => (value !== undefined && value !== '' ? value : (list[++i] ?? ''));
    if (name === '--source-name') found.sourceName = take();
    else if (name === '--arch-flags') found.archFlags = take();
    else if (name === '--externs' || name === '-e') found.externs = take();
    else if (name === '--libs' || name === '-l') found.libraries.push(take());
    else if (Object.hasOwn(SMALLER, list[i]!)) found.smaller = { ...found.smaller, [SMALLER[list[i]!]!]: true };
    else if (!/^-v+$|^--verbose$/.test(list[i]!)) {
      fail('build/makefile', `MPY_LD_FLAGS has ${list[i]}, which natmod build does not know`, { file });
    }
  }
  return found;
}

/** Words as a shell splits them: quotes keep spaces together, a backslash takes the next character as it is. */
function splitWords(text: string, file: string): string[] {
  const out: string[] = [];
  let word: string | undefined;
  let quote = '';
  for (let i = 0; i < text.length; i++) {
    const c = text[i]!;
    if (quote !== '') {
      if (c === quote) quote = '';
      else if (c === '\\' && quote === '"' && /["\\$`]/.test(text[i + 1] ?? '')) word += text[++i]!;
      else word += c;
    } else if (c === '"' || c === "'") {
      quote = c;
      word ??= '';
    } else if (c === '\\' && i + 1 < text.length) word = (word ?? '') + text[++i]!;
    else if (/\s/.test(c)) {
      if (word !== undefined) out.push(word);
      word = undefined;
    } else word = (word ?? '') + c;
  }
  if (quote !== '') fail('build/makefile', `a quote is not closed in: ${text}`, { file });
  if (word !== undefined) out.push(word);
  return out;
}
