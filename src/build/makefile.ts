// Reads the variables of a Makefile: assignments of every kind, conditionals, and the functions of GNU make that can be
// computed here. What would run programs or is not known is remembered as unreadable, and is an error only when somebody
// asks for a variable that needs it. Of rules only those with recipes are noted.

import { fitsAny, mapWords, patsubst, TEXT_FUNCTIONS, words } from './make-functions.js';

/** A variable cannot be known without make. */
export class MakefileError extends Error {
  readonly line: number;
  constructor(message: string, line: number) {
    super(message);
    this.name = 'MakefileError';
    this.line = line;
  }
}

/** The Makefile itself says that it goes no further. */
class MakefileStop extends MakefileError {}

/** A rule that has a recipe. */
export interface Rule {
  readonly targets: string;
  readonly line: number;
}

/** `target ...: NAME += value`: what make uses for these targets alone. */
export interface TargetVariable {
  readonly targets: string;
  readonly name: string;
  readonly operator: string;
  readonly text: string;
  readonly line: number;
}

interface Variable {
  readonly text: string;
  /** `=`: expanded when used. */
  readonly deferred: boolean;
  /** Set by `override`: what follows without it changes nothing. */
  readonly overridden?: boolean;
  readonly line: number;
}

export interface MakefileOptions {
  /** Variables of make's command line, which assignments do not change. */
  readonly given: Readonly<Record<string, string>>;
  /** The Makefile's name. */
  readonly file: string;
  /** Full path of the folder in which make would run. */
  readonly folder: string;
  /** Names in a folder. */
  list(folder: string): readonly string[];
  /** Full path of a file that is there. */
  realPath(path: string): string | undefined;
  /** Called with each expanded name of an `include`: gives the text of the file, or true if its effect is known, or false. */
  include(name: string, makefile: Makefile): boolean | string;
}

const MAX_DEPTH = 50;
/** Expansions of a text; far more than any Makefile needs. */
const MAX_STEPS = 200_000;
const MAX_LENGTH = 1 << 20;

export class Makefile {
  private readonly variables = new Map<string, Variable>();
  private readonly options: MakefileOptions;
  private line = 0;
  /** Files that are being included. */
  private readonly included = new Set<string>();
  private readonly withRecipes: Rule[] = [];
  private readonly forTargets: TargetVariable[] = [];
  private readonly searched: { readonly pattern: string; readonly folders: readonly string[] }[] = [];
  private steps = 0;
  /** How many texts that were computed are being read. */
  private computed = 0;

  constructor(text: string, options: MakefileOptions) {
    this.options = options;
    this.variables.set('MAKEFILE_LIST', { text: ` ${options.file}`, deferred: false, line: 0 });
    for (const [name, value] of Object.entries(options.given))
      this.variables.set(name, { text: value, deferred: false, line: 0 });
    this.readLines(text);
  }

  /** The expanded value, '' if it is not set. */
  get(name: string): string {
    const variable = this.variables.get(name);
    return variable === undefined ? '' : this.value(variable, 0).trim();
  }

  /** Whether the variable has been assigned or given. */
  has(name: string): boolean {
    return this.variables.has(name);
  }

  /** As a line with this operator would, with `override` where the variable had one. */
  set(name: string, operator: '=' | '+=' | '?=', text: string): void {
    this.assign(name, operator, text, this.variables.get(name)?.overridden);
  }

  /** What is made by recipes. */
  get rules(): readonly Rule[] {
    return this.withRecipes;
  }

  get targetVariables(): readonly TargetVariable[] {
    return this.forTargets;
  }

  /** A text with what its references give now. */
  expanded(text: string): string {
    return this.expand(text, 0).trim();
  }

  /** Folders in which make looks for a file that is not there, by VPATH and vpath. */
  searchPath(file: string): readonly string[] {
    const folders = this.get('VPATH').split(/[\s:]+/);
    const more = this.searched.filter(({ pattern }) => fitsAny(pattern, file)).flatMap((entry) => entry.folders);
    return [...more, ...folders].filter((folder) => folder !== '');
  }

  /** `at`: the line that all of them are on, where they were computed. */
  private readLines(text: string, at?: number): void {
    // One entry a nested conditional: whether its lines count, and whether a branch has been taken.
    const conditions: { active: boolean; taken: boolean }[] = [];
    let define: { head: string; override: boolean; depth: number; lines: string[] } | undefined;
    let rule: Rule | undefined;
    for (const { line: own, content } of logicalLines(text)) {
      const line = at ?? own;
      this.line = line;
      const isRecipe = content.startsWith('\t');
      const stripped = stripComment(content).trim();
      if (define) {
        if (/^define\b/.test(stripped)) define.depth++;
        if (stripped === 'endef' && define.depth-- === 0) {
          if (conditions.every((c) => c.active)) this.define(define.head, define.lines.join('\n'), define.override);
          define = undefined;
        } else define.lines.push(content);
        continue;
      }
      if (isRecipe && rule) this.withRecipes.push(rule);
      if (isRecipe) rule = undefined;
      if (isRecipe || stripped === '') continue;
      const word = /^[a-z-]+/.exec(stripped)?.[0] ?? '';
      const rest = stripped.slice(word.length).trim();
      const outer = conditions.slice(0, -1).every((c) => c.active);
      if (/^(ifeq|ifneq|ifdef|ifndef)$/.test(word)) {
        const active = conditions.every((c) => c.active) && this.test(word, rest);
        conditions.push({ active, taken: active });
      } else if (word === 'else') {
        const top = conditions.at(-1);
        if (!top) throw new MakefileError('else without a condition', line);
        const [, next, arguments_] = /^(ifeq|ifneq|ifdef|ifndef)\b(.*)$/.exec(rest) ?? [];
        const active = outer && !top.taken && (next === undefined || this.test(next, arguments_!.trim()));
        top.active = active;
        top.taken ||= active;
      } else if (word === 'endif') {
        if (!conditions.pop()) throw new MakefileError('endif without a condition', line);
      } else if (/^(?:(?:override|export)\s+)*define\b/.test(stripped)) {
        const head = stripped.replace(/^.*?define\s*/, '');
        define = { head, override: /^(?:export\s+)*override\b/.test(stripped), depth: 0, lines: [] };
      } else if (conditions.every((c) => c.active)) {
        rule = this.readLine(stripped);
      }
    }
    if (define) throw new MakefileError('define has no endef', this.line);
    if (conditions.length > 0) throw new MakefileError('a condition has no endif', this.line);
  }

  /** `define NAME`, maybe with an operator. */
  private define(head: string, text: string, override: boolean): void {
    const [, name, operator] = /^(\S+?)\s*(::?:?=|\+=|\?=|=)?$/.exec(head) ?? [];
    if (name !== undefined) this.assign(this.expand(name, 0), operator ?? '=', text, override);
  }

  /** Gives the rule that the line begins. */
  private readLine(text: string): Rule | undefined {
    const include = /^[-s]?include\s+(.*)$/.exec(text);
    if (include) {
      for (const name of words(this.expand(include[1]!, 0))) {
        const found = this.options.include(name, this);
        if (found !== false) this.assign('MAKEFILE_LIST', '+=', name);
        if (typeof found === 'string') this.readIncluded(name, found);
        else if (!found && !/^[-s]/.test(text)) throw new MakefileError(`there is no ${name} to include`, this.line);
      }
      return undefined;
    }
    const vpath = /^vpath\s+(\S+)\s+(.*)$/.exec(text);
    if (vpath) {
      this.searched.push({ pattern: this.expand(vpath[1]!, 0), folders: this.expand(vpath[2]!, 0).split(/[\s:]+/) });
      return undefined;
    }
    const [, prefix, name, operator, value] =
      /^((?:(?:export|override|private|unexport)\s+)*)((?:\$[({][^)}]*[)}]|[^\s:=+?!#$])+)\s*(::?:?=|\+=|\?=|!=|=)\s?(.*)$/s.exec(
        text,
      ) ?? [];
    if (name !== undefined && prefix !== undefined) {
      this.assign(this.expand(name, 0), operator!, value!.trimStart(), /\boverride\b/.test(prefix));
      return undefined;
    }
    if (/^\$[({]/.test(text) && closing(text, 1, text[1]!, text[1] === '(' ? ')' : '}') === text.length - 1) {
      const made = this.unlessUnknown(() => this.expand(text, 0)) ?? '';
      if (made.trim() !== '') this.readComputed(made);
      return undefined;
    }
    const undefine = /^(?:override\s+)?undefine\s+(\S+)$/.exec(text);
    if (undefine) {
      const gone = this.expand(undefine[1]!, 0);
      if (!Object.hasOwn(this.options.given, gone)) this.variables.delete(gone);
      return undefined;
    }
    const [, raw, rest] = /^((?:\$[({][^)}]*[)}]|[^:=$])+?)::?\s*(.*)$/s.exec(text) ?? [];
    if (raw === undefined) return undefined;
    const targets = this.unlessUnknown(() => this.expand(raw, 0).trim()) ?? raw;
    const own =
      /^(?:(?:export|override|private)\s+)*((?:\$[({][^)}]*[)}]|[^\s:=+?!#$])+)\s*(::?:?=|\+=|\?=|!=|=)\s?(.*)$/s.exec(
        rest!,
      );
    if (!own) return { targets, line: this.line };
    const [, named, how, set] = own;
    this.forTargets.push({ targets, name: named!, operator: how!, text: set!.trim(), line: this.line });
    return undefined;
  }

  /** Lines that a function gave. */
  private readComputed(text: string): void {
    if (++this.computed > MAX_DEPTH) throw new MakefileError('what is computed computes itself', this.line);
    try {
      this.readLines(text, this.line);
    } finally {
      this.computed--;
    }
  }

  /** Undefined if it cannot be known. */
  private unlessUnknown<T>(run: () => T): T | undefined {
    try {
      return run();
    } catch (error) {
      if (!(error instanceof MakefileError) || error instanceof MakefileStop) throw error;
      return undefined;
    }
  }

  private readIncluded(name: string, text: string): void {
    const here = this.line;
    if (this.included.has(name)) throw new MakefileError(`${name} includes itself`, here);
    this.included.add(name);
    try {
      this.readLines(text);
    } catch (error) {
      if (!(error instanceof MakefileError)) throw error;
      const Kind = error instanceof MakefileStop ? MakefileStop : MakefileError;
      throw new Kind(`${name}:${error.line}: ${error.message}`, here);
    } finally {
      this.included.delete(name);
    }
    this.line = here;
  }

  private assign(name: string, operator: string, text: string, overridden = false): void {
    const before = this.variables.get(name);
    if (!overridden && (before?.overridden || Object.hasOwn(this.options.given, name))) return;
    const { line } = this;
    const set = (variable: Omit<Variable, 'line'>) => this.variables.set(name, { ...variable, overridden, line });
    if (operator === '?=' && before !== undefined) return;
    if (operator === '!=') return void set({ text: '$(shell command)', deferred: true });
    if (operator === '+=' && before !== undefined) {
      return void set({
        text: `${before.text} ${before.deferred ? text : this.lazily(text)}`,
        deferred: before.deferred,
      });
    }
    if (operator.endsWith(':=')) return void set(this.immediate(text));
    set({ text, deferred: true });
  }

  /** `:=` expands now; what cannot be expanded is an error only when the variable is used. */
  private immediate(text: string): Omit<Variable, 'line'> {
    const known = this.unlessUnknown(() => this.expand(text, 0));
    return known === undefined ? { text, deferred: true } : { text: known, deferred: false };
  }

  private lazily(text: string): string {
    return this.immediate(text).text;
  }

  private value(variable: Variable, depth: number): string {
    if (!variable.deferred) return variable.text;
    const here = this.line;
    this.line = variable.line;
    try {
      return this.expand(variable.text, depth + 1);
    } finally {
      this.line = here;
    }
  }

  private test(kind: string, text: string): boolean {
    if (kind === 'ifdef' || kind === 'ifndef') {
      const defined = (this.variables.get(this.expand(text, 0).trim())?.text ?? '') !== '';
      return defined === (kind === 'ifdef');
    }
    const [left, right] = this.twoTexts(text);
    return (left === right) === (kind === 'ifeq');
  }

  /** `(a,b)`, `"a" "b"` or `'a' 'b'`. */
  private twoTexts(text: string): [string, string] {
    const quoted = /^(["'])(.*?)\1\s*(["'])(.*?)\3$/.exec(text);
    if (quoted) return [this.expand(quoted[2]!, 0), this.expand(quoted[4]!, 0)];
    if (text.startsWith('(') && text.endsWith(')')) {
      const parts = splitArguments(text.slice(1, -1));
      if (parts.length === 2) return [this.expand(parts[0]!, 0).trim(), this.expand(parts[1]!, 0).trim()];
    }
    throw new MakefileError(`natmod cannot read the condition ${text}`, this.line);
  }

  private expand(text: string, depth: number): string {
    if (depth > MAX_DEPTH) throw new MakefileError('a variable refers to itself', this.line);
    if (++this.steps > MAX_STEPS) throw new MakefileError('this computes for too long', this.line);
    let out = '';
    for (let i = 0; i < text.length; i++) {
      if (text[i] !== '$') {
        out += text[i];
        continue;
      }
      const next = text[++i];
      if (next === '$' || next === undefined) out += '$';
      else if (next === '(' || next === '{') {
        const end = closing(text, i, next, next === '(' ? ')' : '}');
        if (end < 0) throw new MakefileError(`${text} lacks a closing bracket`, this.line);
        out += this.reference(text.slice(i + 1, end), depth);
        i = end;
      } else out += this.variable(next, depth);
      if (out.length > MAX_LENGTH) throw new MakefileError('this gives too long a text', this.line);
    }
    return out;
  }

  private variable(name: string, depth: number): string {
    const variable = this.variables.get(name);
    return variable === undefined ? '' : this.value(variable, depth);
  }

  /** The inside of $(...). */
  private reference(text: string, depth: number): string {
    const call = /^([a-z-]+)\s+(.*)$/s.exec(text);
    const called = call && this.call(call[1]!, call[2]!, depth);
    if (called != null) return called;
    if (call && UNREADABLE.has(call[1]!)) {
      throw new MakefileError(`natmod cannot know what $(${call[1]} ...) gives`, this.line);
    }
    const inner = this.expand(text, depth);
    const [, name, from, to] = /^([^:]+):([^=]*)=(.*)$/.exec(inner) ?? [];
    if (name === undefined) return this.variable(inner, depth);
    const pattern = from!.includes('%') ? [from!, to!] : [`%${from}`, `%${to}`];
    return mapWords(this.variable(name, depth), (word) => patsubst(pattern[0]!, pattern[1]!, word));
  }

  /** What a function of make gives for arguments that are not expanded yet; undefined if there is none of that name. */
  private call(name: string, text: string, depth: number): string | undefined {
    const raw = splitArguments(text);
    const arg = (i: number) => this.expand(raw[i] ?? '', depth);
    switch (name) {
      case 'if':
        return arg(0).trim() !== '' ? arg(1) : arg(2);
      case 'or':
        return raw.map((_, i) => arg(i)).find((value) => value.trim() !== '') ?? '';
      case 'and':
        return raw.map((_, i) => arg(i)).some((value) => value.trim() === '') ? '' : arg(raw.length - 1);
      case 'wildcard':
        return words(arg(0))
          .flatMap((pattern) => this.wildcard(pattern))
          .join(' ');
      case 'abspath':
        return mapWords(arg(0), (word) => fullPath(this.options.folder, word));
      case 'realpath':
        return mapWords(arg(0), (word) => this.options.realPath(word) ?? '').trim();
      case 'origin': {
        const name = arg(0).trim();
        if (Object.hasOwn(this.options.given, name)) return 'command line';
        const variable = this.variables.get(name);
        if (variable) return variable.overridden ? 'override' : 'file';
        return /^(?:CC|CXX|CPP|AS|AR|LD|RM|MAKE)$/.test(name) ? 'default' : 'undefined';
      }
      case 'flavor': {
        const variable = this.variables.get(arg(0).trim());
        return variable === undefined ? 'undefined' : variable.deferred ? 'recursive' : 'simple';
      }
      case 'value':
        return this.variables.get(arg(0).trim())?.text ?? '';
      case 'error':
        throw new MakefileStop(`it stops with: ${arg(0)}`, this.line);
      case 'eval':
        this.readComputed(arg(0));
        return '';
      case 'shell':
        // The one command whose output we know.
        if (arg(0).trim() === 'pwd') return this.options.folder;
        throw new MakefileError('natmod cannot know what $(shell ...) gives', this.line);
      case 'call': {
        const called = arg(0).trim();
        // A function of make may be called, too.
        const built = this.call(called, raw.slice(1).join(','), depth + 1);
        if (built !== undefined) return built;
        const values = Array.from({ length: Math.max(raw.length, 10) }, (_, i) => (i === 0 ? called : arg(i)));
        const given = values.reduceRight<() => string>(
          (run, value, i) => () => this.withVariable(`${i}`, value, run),
          () => this.variable(called, depth),
        );
        return given();
      }
      case 'foreach': {
        const variable = arg(0).trim();
        return words(arg(1))
          .map((word) => this.withVariable(variable, word, () => this.expand(raw[2] ?? '', depth)))
          .join(' ');
      }
      default:
        return TEXT_FUNCTIONS.get(name)?.(raw.map((_, i) => arg(i)));
    }
  }

  private withVariable(name: string, text: string, run: () => string): string {
    const before = this.variables.get(name);
    this.variables.set(name, { text, deferred: false, line: this.line });
    try {
      return run();
    } finally {
      if (before) this.variables.set(name, before);
      else this.variables.delete(name);
    }
  }

  private wildcard(pattern: string): string[] {
    if (!/[*?[]/.test(pattern)) return this.options.realPath(pattern) === undefined ? [] : [pattern];
    const at = pattern.lastIndexOf('/');
    const names = pattern.slice(at + 1);
    if (names === '') return this.wildcard(pattern.slice(0, -1)).map((folder) => `${folder}/`);
    const parent = pattern.slice(0, Math.max(at, 0));
    const folders =
      at < 0 ? [''] : (/[*?[]/.test(parent) ? this.wildcard(parent) : [parent]).map((folder) => `${folder}/`);
    const fits = new RegExp(
      `^${escapeRegExp(names)
        .replaceAll('\\*', '[^/]*')
        .replaceAll('\\?', '[^/]')
        .replace(
          /\\\[(?:\\\^|!)?([^\\\]]+)\\\]/g,
          (set, inside) => `[${/^\\\[(?:\\\^|!)/.test(set) ? '^' : ''}${inside}]`,
        )}$`,
    );
    // A dot at the start has to be asked for.
    const shown = (name: string) => !name.startsWith('.') || names.startsWith('.');
    return folders.flatMap((folder) =>
      this.options
        .list(folder === '' ? '.' : folder.slice(0, -1) || '/')
        .map((name) => name.replace(/\/$/, ''))
        .filter((name) => shown(name) && fits.test(name))
        .map((name) => folder + name),
    );
  }
}

const escapeRegExp = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** Functions whose results depend on more than is read here. */
const UNREADABLE: ReadonlySet<string> = new Set(['file', 'guile', 'let', 'intcmp']);

/** From the root, without . and .. */
function fullPath(folder: string, path: string): string {
  const isFull = /^([A-Za-z]:)?\//.test(path);
  const parts: string[] = [];
  for (const part of (isFull ? path : `${folder}/${path}`).split('/')) {
    if (part === '..') parts.length > 1 && parts.pop();
    else if (part !== '.' && (part !== '' || parts.length === 0)) parts.push(part);
  }
  return parts.join('/') || '/';
}

/** Where the bracket at `open` ends, -1 if it does not. */
function closing(text: string, open: number, left: string, right: string): number {
  let depth = 0;
  for (let i = open; i < text.length; i++) {
    if (text[i] === left) depth++;
    else if (text[i] === right && --depth === 0) return i;
  }
  return -1;
}

/** At commas outside of brackets. */
function splitArguments(text: string): string[] {
  const parts: string[] = [''];
  let depth = 0;
  for (const c of text) {
    if (c === '(' || c === '{') depth++;
    else if (c === ')' || c === '}') depth--;
    if (c === ',' && depth === 0) parts.push('');
    else parts[parts.length - 1] += c;
  }
  return parts;
}

/** Lines with their continuations joined. */
function* logicalLines(text: string): Iterable<{ line: number; content: string }> {
  const lines = text.split(/\r\n|\n/);
  for (let i = 0; i < lines.length; i++) {
    const line = i + 1;
    let content = lines[i]!;
    while (/(^|[^\\])(\\\\)*\\$/.test(content) && i + 1 < lines.length) {
      content = `${content.slice(0, -1).trimEnd()} ${lines[++i]!.trimStart()}`;
    }
    yield { line, content };
  }
}

function stripComment(text: string): string {
  const at = /(^|[^\\])#/.exec(text);
  return (at ? text.slice(0, at.index + at[1]!.length) : text).replaceAll('\\#', '#');
}
