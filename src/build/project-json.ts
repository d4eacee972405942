// natmod.json: a project in words of its own. FIELDS is what it may say; the checks, their messages and the JSON schema that
// editors read (natmod.schema.json, made by tools/generate.mjs) come from it.
import { type Diagnostic, DiagnosticError, fail, suggest } from '../base/index.js';
import { commandWords } from './compilers.js';
import type { BuildHost } from './host.js';
import { JsonError, type JsonWithLines, readJson } from './json-lines.js';
import { inSections, isModuleName, type Project, type Settings } from './project.js';
import { FLOAT_IMPLS, type FloatImpl, TOOLCHAINS } from './toolchains.js';

export const PROJECT_FILE = 'natmod.json';

type FieldType = 'name' | 'string' | 'strings' | 'names' | 'boolean' | 'architectures' | 'float' | 'settings';

interface Field {
  readonly type: FieldType;
  readonly about: string;
  /** Only at the top, not under `arch`. */
  readonly top?: boolean;
}

const FIELDS: Readonly<Record<string, Field>> = {
  name: { type: 'name', about: 'Name of the module, as in import NAME.', top: true },
  sources: {
    type: 'strings',
    about:
      'C, C++, assembler and Python sources, objects and archives, headers to search for names; * stands for a part of a file name.',
  },
  architectures: { type: 'architectures', about: 'What natmod build makes when no --arch is given.', top: true },
  cflags: { type: 'strings', about: 'Further flags for the compiler, after those of natmod.' },
  cc: {
    type: 'string',
    about: 'Compiler, which ccache or the like may come before, instead of the one found on PATH; --cc goes before it.',
  },
  float: { type: 'float', about: 'The C type of mp_float_t.' },
  linkRuntime: {
    type: 'boolean',
    about: "Whether members of the compiler's and the C library may be linked; left out: as needed.",
  },
  libraries: { type: 'strings', about: 'Further archives to take members from.' },
  qstrs: { type: 'names', about: 'Names that the sources use with no MP_QSTR_name in their text.' },
  externs: { type: 'string', about: 'File of symbols with fixed addresses.' },
  archFlags: { type: 'string', about: 'Extensions that the code needs, as for natmod link --arch-flags.' },
  optimize: { type: 'boolean', about: 'Make the file smaller by all that natmod link -O does.' },
  gcSections: { type: 'boolean', about: 'Leave out functions and data that nothing refers to.' },
  sourceName: { type: 'string', about: 'Name recorded in the module.', top: true },
  version: { type: 'string', about: 'Version of the module, for mip.', top: true },
  arch: { type: 'settings', about: 'Settings for one architecture, added to the others.', top: true },
  $schema: { type: 'string', about: 'For editors.', top: true },
};

type Json = Readonly<Record<string, unknown>>;
const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export function readProjectJson(text: string, host: BuildHost): Project {
  const json = parse(text);
  const problems: Diagnostic[] = [];
  const say = (at: string, message: string, notes?: readonly string[]): undefined => {
    // What is said of a list is said where the list is.
    const line = json.lineOf(at);
    const place = line === undefined ? '' : `line ${line}: `;
    problems.push({
      code: 'build/json',
      severity: 'error',
      message: place + message,
      where: { file: PROJECT_FILE },
      notes,
    });
  };
  for (const at of json.twice.keys()) say(at, `${at} is there twice`, ['only the last would count']);
  check(json.value, true, '', say);
  if (problems.length > 0) throw new DiagnosticError(problems);
  const root = json.value as Json;
  const name = root.name as string;
  const perArch = (root.arch ?? {}) as Readonly<Record<string, Json>>;
  return {
    name,
    file: PROJECT_FILE,
    architectures: root.architectures as readonly string[] | undefined,
    version: root.version as string | undefined,
    settings: (arch) => settingsOf([root, perArch[arch] ?? {}], name, host),
  };
}

function parse(text: string): JsonWithLines {
  try {
    return readJson(text);
  } catch (error) {
    if (!(error instanceof JsonError)) throw error;
    const message = `line ${error.line}, column ${error.column}: this is not JSON: ${error.message}`;
    fail('build/json', message, { file: PROJECT_FILE });
  }
}

/** Lists add up, the rest is taken from the last that has it. */
function settingsOf(layers: readonly Json[], name: string, host: BuildHost): Settings {
  const strings = (key: string) => layers.flatMap((layer) => (layer[key] ?? []) as readonly string[]);
  const last = (key: string) => layers.findLast((layer) => layer[key] !== undefined)?.[key];
  const cc = last('cc') as string | undefined;
  const settings: Settings = {
    sources: [...new Set(strings('sources').flatMap((pattern) => expand(pattern, host)))],
    compiler: cc === undefined ? undefined : commandWords(host, cc),
    flagsBefore: [],
    flagsAfter: strings('cflags'),
    float: last('float') as FloatImpl | undefined,
    linkRuntime: last('linkRuntime') as boolean | undefined,
    libraries: strings('libraries'),
    qstrs: strings('qstrs'),
    externs: last('externs') as string | undefined,
    archFlags: last('archFlags') as string | undefined,
    smaller: {
      optimize: last('optimize') as boolean | undefined,
      gcSections: last('gcSections') as boolean | undefined,
    },
    sourceName: (last('sourceName') as string | undefined) ?? `${name}.mpy`,
  };
  return last('optimize') || last('gcSections') ? inSections(settings) : settings;
}

/** Files that a pattern with * stands for; the pattern itself if it has none, or if nothing fits. */
function expand(pattern: string, host: BuildHost): readonly string[] {
  if (!pattern.includes('*')) return [pattern];
  const at = pattern.lastIndexOf('/');
  const folder = at < 0 ? '.' : pattern.slice(0, at);
  const escaped = pattern.slice(at + 1).replace(/[.+^${}()|[\]\\?]/g, '\\$&');
  const fits = new RegExp(`^${escaped.replaceAll('*', '.*')}$`);
  // A name with a dot before it has to be asked for, as in a shell.
  const isHidden = (name: string) => name.startsWith('.') && !escaped.startsWith('\\.');
  const found = host.list(folder).filter((name) => fits.test(name) && !isHidden(name));
  return found.length === 0 ? [pattern] : found.map((name) => (at < 0 ? name : `${folder}/${name}`));
}

/** Reports a problem of the property at a path; undefined, so that a check can end with it. */
type Say = (at: string, message: string, notes?: readonly string[]) => undefined;

const ARCHITECTURES = Object.keys(TOOLCHAINS);

const NAME = /^(?!MP_QSTR_)[A-Za-z0-9_]+$/;

const didYouMean = (word: string, known: readonly string[], which: string): string[] => {
  const near = suggest(word, known);
  return [near === undefined ? `${which}: ${known.join(', ')}` : `did you mean ${near}?`];
};

function check(value: unknown, top: boolean, at: string, say: Say): undefined {
  if (!isObject(value)) return say(at.slice(0, -1), `${at.slice(0, -1) || 'the whole'} is not an object: { ... }`);
  for (const [key, item] of Object.entries(value)) {
    const field = Object.hasOwn(FIELDS, key) ? FIELDS[key] : undefined;
    const known = Object.keys(FIELDS).filter((name) => top || !FIELDS[name]!.top);
    if (!field) say(`${at}${key}`, `${at}${key} is not known`, didYouMean(key, known, 'known here'));
    else if (field.top && !top)
      say(`${at}${key}`, `${at}${key} is the same for all architectures`, ['it stands beside "arch", not in it']);
    else checkField(item, field.type, `${at}${key}`, say);
  }
  if (!top) return;
  if (value.name === undefined) say('', 'name is missing', ['"name": "mymodule", as in import mymodule']);
  else if (typeof value.name === 'string' && value.name !== '' && !isModuleName(value.name)) {
    say('name', `name is ${value.name}, which Python cannot import`, [
      'it has letters, digits and _, begins with no digit, and is no keyword',
    ]);
  }
  if (value.sources === undefined) say('', 'sources is missing', ['"sources": ["*.c"]']);
}

function checkField(value: unknown, type: FieldType, at: string, say: Say): undefined {
  const isStrings = Array.isArray(value) && value.every((item) => typeof item === 'string' && item !== '');
  switch (type) {
    case 'name':
    case 'string':
      if (typeof value !== 'string' || value === '') say(at, `${at} is not a text`);
      return;
    case 'boolean':
      if (typeof value !== 'boolean') say(at, `${at} is neither true nor false`);
      return;
    case 'strings':
      if (!isStrings) say(at, `${at} is not a list of texts`, [`"${at}": ["one", "two"]`]);
      return;
    case 'names':
      if (!isStrings) return say(at, `${at} is not a list of names`, [`"${at}": ["one", "two"]`]);
      for (const name of value) {
        if (!NAME.test(name))
          say(at, `${at}: ${name} is no name`, ['letters, digits and _, without MP_QSTR_ before it']);
      }
      return;
    case 'float':
      if (!FLOAT_IMPLS.some((impl) => impl === value)) say(at, `${at} is none of ${FLOAT_IMPLS.join(', ')}`);
      return;
    case 'architectures':
      if (!isStrings) return say(at, `${at} is not a list of architectures`);
      if (value.length === 0) return say(at, `${at} is empty`, ['leave it out for the usual ones, or name some']);
      for (const arch of value) {
        if (!ARCHITECTURES.includes(arch))
          say(at, `${at}: ${arch} is no architecture`, didYouMean(arch, ARCHITECTURES, 'known'));
      }
      return;
    case 'settings':
      if (!isObject(value)) return say(at, `${at} is not an object: { "armv6m": { ... } }`);
      for (const [arch, settings] of Object.entries(value)) {
        if (!ARCHITECTURES.includes(arch))
          say(`${at}.${arch}`, `${at}.${arch} is no architecture`, didYouMean(arch, ARCHITECTURES, 'known'));
        else check(settings, false, `${at}.${arch}.`, say);
      }
      return;
  }
}

/** The JSON schema of natmod.json. */
export function projectSchema(): string {
  const strings = { type: 'array', items: { type: 'string', minLength: 1 } };
  const settings = (top: boolean): object => ({
    type: 'object',
    additionalProperties: false,
    ...(top ? { required: ['name', 'sources'] } : {}),
    properties: Object.fromEntries(
      Object.entries(FIELDS)
        .filter(([, field]) => top || !field.top)
        .map(([name, field]) => [name, { description: field.about, ...schemaOf(field.type) }]),
    ),
  });
  const schemaOf = (type: FieldType): object => {
    switch (type) {
      case 'name':
        return { type: 'string', pattern: '^[A-Za-z_][A-Za-z0-9_]*$' };
      case 'names':
        return { type: 'array', items: { type: 'string', pattern: NAME.source } };
      case 'string':
        return { type: 'string', minLength: 1 };
      case 'strings':
        return strings;
      case 'boolean':
        return { type: 'boolean' };
      case 'float':
        return { enum: FLOAT_IMPLS };
      case 'architectures':
        return { type: 'array', minItems: 1, items: { enum: ARCHITECTURES } };
      case 'settings':
        return {
          type: 'object',
          additionalProperties: false,
          properties: Object.fromEntries(ARCHITECTURES.map((arch) => [arch, settings(false)])),
        };
    }
  };
  const schema = { $schema: 'http://json-schema.org/draft-07/schema#', title: 'natmod.json', ...settings(true) };
  return `${JSON.stringify(schema, null, 2)}\n`;
}
