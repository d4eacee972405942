// Every module, function, method, constant and exception of the dialect exists on both boards with the same kind, value
// and number of arguments, and there are no others.

import { describe, expect, test } from 'vitest';
import type { FunctionDef, MemberDef, TypeDef } from '../../src/runtime/core/typedef.js';
import type { BoardName } from '../../src/runtime/index.js';
import { ALL_MODULES } from '../../src/runtime/modules/index.js';
import { hostFileType, hostTextFileType, vfsHostType } from '../../src/runtime/modules/vfs-host.js';
import { ALL_TYPES } from '../../src/runtime/objects/index.js';
import { createBoard } from '../../src/system/index.js';
import { BOARDS, kitText } from './kit.js';

interface Args {
  readonly min: number;
  readonly max: number | null;
  readonly keywords: boolean;
}
interface Attribute {
  readonly kind: string;
  readonly type?: string;
  readonly value?: string;
  readonly value_rv32?: string;
  readonly repr?: string;
  readonly args?: Args;
  readonly args_including_self?: Args;
  readonly args_including_first?: Args;
  readonly only?: string;
}
type Attributes = Readonly<Record<string, Attribute>>;
type Row =
  | readonly ['module' | 'type', string, Attributes]
  | readonly ['exception', name: string, base: string, only?: string]
  | readonly ['dir', expression: string, setup: string, type: string, names: readonly string[], bases: string];

const rows = JSON.parse(kitText('dialect-names.json')) as readonly Row[];
const ofKind = (kind: 'module' | 'type'): (readonly [string, Attributes])[] =>
  rows.flatMap((row) => (row[0] === kind ? [[row[1], row[2] as Attributes] as const] : []));
const modules = ofKind('module');
const types = ofKind('type').filter(([, methods]) => Object.keys(methods).length > 0);
const samples = rows.flatMap((row) => (row[0] === 'dir' ? [row] : []));
const exceptions = rows.flatMap((row) => (row[0] === 'exception' ? [row.slice(1) as [string, string, string?]] : []));

/** What exists on a board only because its compiler emits machine code. */
const EMITTER = ['frozen_asm_rv32', 'frozen_viper', 'native_frozen_align'];
/** Types that a board has for the files of the host. */
const OURS: readonly TypeDef[] = [vfsHostType, hostFileType, hostTextFileType];
/** Values that are those of a build: a date. */
const BUILD = ['sys.version'];

// --- numbers of arguments --------------------------------------------------------------------------------------------

const FIXED: Readonly<Record<string, number>> = { fun0: 0, fun1: 1, fun2: 2, fun3: 3 };
const NO_LIMIT = 0xffff;

function argsOf(def: FunctionDef): Args {
  if (!('max' in def)) return { min: FIXED[def.shape]!, max: FIXED[def.shape]!, keywords: false };
  return { min: def.min, max: def.max === NO_LIMIT ? null : def.max, keywords: def.shape === 'kw' };
}

/** What a definition is, in the words of the dialect's list. */
function described(def: MemberDef): string {
  if (def.shape === 'value') return 'value';
  if (def.shape === 'type') return 'class';
  if (def.shape === 'staticmethod' || def.shape === 'classmethod')
    return `${def.shape} ${JSON.stringify(argsOf(def.of))}`;
  return `function ${JSON.stringify(argsOf(def as FunctionDef))}`;
}

function listed({ kind, args, args_including_self, args_including_first }: Attribute): string {
  const count = args ?? args_including_self ?? args_including_first;
  if (count) return `${kind === 'method' ? 'function' : kind} ${JSON.stringify(count)}`;
  return kind === 'class' ? 'class' : 'value';
}

const all = <T>(members: Readonly<Record<string, T>>, tell: (member: T) => string, skip: readonly string[] = []) =>
  Object.entries(members)
    .filter(([name]) => !skip.includes(name))
    .map(([name, member]) => `${name}: ${tell(member)}`)
    .sort();

describe('definitions', () => {
  const frozen = ['unittest', 'frozen_const'];
  const builtin = modules.filter(([name]) => ![...frozen, ...EMITTER, '__main__'].includes(name));
  test.each(builtin)('module %s', (name, attributes) => {
    const module = ALL_MODULES.find((m) => m.name === name);
    // ViperTypeError is made where the board has it.
    const skip = ['__name__', '__dict__', 'ViperTypeError'];
    expect(module && all(module.members, described, skip)).toEqual(all(attributes, listed, skip));
  });
  test('no other modules', () => {
    expect(ALL_MODULES.map((m) => m.name).sort()).toEqual(builtin.map(([name]) => name).sort());
  });
  const ours = ALL_TYPES.filter((type) => type.locals && !OURS.includes(type));
  const key = (name: string, methods: readonly string[]): string => `${name}: ${methods.join(', ')}`;
  const expected = types.map(([name, methods]) => key(name, all(methods, listed)));
  test.each(expected)('type %s', (wanted) => {
    const name = wanted.slice(0, wanted.indexOf(':'));
    const found = ours.filter((type) => type.name === name).map((type) => key(name, all(type.locals!, described)));
    expect(found).toContain(wanted);
  });
  test('no other methods', () => {
    const found = ours
      .filter((type) => Object.keys(type.locals!).length > 0)
      .map((type) => key(type.name, all(type.locals!, described)));
    expect(found.filter((k) => !expected.includes(k))).toEqual([]);
  });
});

// --- what scripts see ------------------------------------------------------------------------------------------------

const SCRIPT = `
import %, builtins
names = set(%.__dict__)
for n in sorted(names):
    v = getattr(%, n)
    print(n, type(v).__name__, repr(v), sep='\\t')
`;

function print(board: BoardName, source: string): string[] {
  let out = '';
  createBoard({ board, limits: 'board', timeout: 20, output: (text) => (out += text) }).runScript(source);
  return out.trimEnd().split('\n');
}

describe.each(BOARDS)('names on $board', ({ board, short }) => {
  const here = (attribute: { readonly only?: string | undefined }): boolean =>
    attribute.only === undefined || attribute.only === board;
  const present = modules.filter(([name]) => !EMITTER.includes(name));

  test.each(present)('module %s', (name, attributes) => {
    const lines = new Map(print(board, SCRIPT.replaceAll('%', name)).map((line) => [line.split('\t')[0]!, line]));
    const extra = name === '__main__' ? ['n', 'names', 'v', 'builtins', '__main__'] : [];
    const wanted = Object.entries(attributes).filter(([n, attribute]) => here(attribute) && n !== '__dict__');
    expect([...lines.keys()].filter((n) => !extra.includes(n)).sort()).toEqual(wanted.map(([n]) => n).sort());
    for (const [n, attribute] of wanted) {
      if (extra.includes(n)) continue;
      const [, type, repr] = lines.get(n)!.split('\t');
      const kind = attribute.kind === 'class' ? 'type' : attribute.kind === 'object' ? attribute.type : attribute.kind;
      expect(`${n}: ${type}`).toBe(`${n}: ${kind}`);
      const value = (short === 'rv32' ? attribute.value_rv32 : undefined) ?? attribute.value ?? attribute.repr;
      if (value !== undefined && !BUILD.includes(`${name}.${n}`)) expect(`${n}: ${repr}`).toBe(`${n}: ${value}`);
    }
  });

  test('modules of the emitter are not there', () => {
    for (const name of EMITTER) {
      const source = `try:\n    import ${name}\nexcept ImportError as e: print(e)`;
      expect(print(board, source)).toEqual([`no module named '${name}'`]);
    }
  });

  test.each(exceptions.filter(([, , only]) => here({ only })))('%s(%s)', (name, base) => {
    expect(print(board, `print(${name}.__bases__[0].__name__)`)).toEqual([base]);
  });

  test.each(samples)('%s(%s)', (_, expression, setup, type, names, bases) => {
    const shown = [
      `type(${expression}).__name__`,
      `dir(${expression})`,
      ...(bases ? [`(${expression}).__bases__`] : []),
    ];
    const list = `[${names.map((name) => `'${name}'`).join(', ')}]`;
    const source = `${setup}\n${shown.map((text) => `print(${text})`).join('\n')}`;
    expect(print(board, source)).toEqual([type, list, ...(bases ? [bases] : [])]);
  });
});
