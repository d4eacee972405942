// Random Python programs: functions, classes, generators, loops, try statements and expressions over values whose types
// are known, so that most of a program runs to its end. Everything ends: loops count, lists stay short.

import { type Random, randomFrom } from '../helpers/random.js';

type Type = 'int' | 'str' | 'bool' | 'list' | 'dict' | 'set' | 'tuple' | 'bytes';
type Scope = Record<Type, string[]>;
type Make = () => string;

const TYPES: readonly Type[] = [
  'int',
  'int',
  'int',
  'str',
  'str',
  'list',
  'list',
  'dict',
  'tuple',
  'bool',
  'set',
  'bytes',
];
const SIZED: readonly Type[] = ['str', 'list', 'dict', 'tuple', 'set', 'bytes'];
const BIG = [
  '1073741823',
  '1073741824',
  '2147483647',
  '4294967296',
  '4611686018427387904',
  '9007199254740993',
  '2 ** 100',
];
const WORDS = ['', 'a', 'b', 'ab', 'abc', 'hello', 'x y', 'foo,bar', ' trim ', 'A1b2', '\\n', '%d', '{}', 'zz'];
const SPECS = ['', '+', ' ', '#x', 'b', 'o', '08d', '>10', '^9d', ',', '_', 'x', '<12', '=+9'];
const ERRORS = ['ValueError', 'KeyError', 'IndexError', 'TypeError'];
const HANDLED = ['ValueError', '(KeyError, IndexError)', 'ZeroDivisionError', 'Exception', 'TypeError'];
const MAX_DEPTH = 4;
const MAX_INDENT = 4;

const emptyScope = (): Scope => ({ int: [], str: [], bool: [], list: [], dict: [], set: [], tuple: [], bytes: [] });
const copyScope = (scope: Scope): Scope => structuredClone(scope);

class Generator {
  private readonly lines: string[] = [];
  private indent = 0;
  private depth = 0;
  private names = 0;
  private scope = emptyScope();
  private inLoop = false;
  /** Type that the function being written returns. */
  private returns: Type | null = null;
  private readonly functions: { name: string; args: Type[]; defaults: number; result: Type }[] = [];
  private readonly classes: string[] = [];
  private readonly expressions: Record<Type, readonly Make[]>;

  constructor(private readonly random: Random) {
    this.expressions = this.makers();
  }

  // --- expressions ---

  private literal(type: Type): string {
    const { random } = this;
    const items = (n: number, make: Make): string => random.times(n, make).join(', ');
    const int = (): string => this.expr('int');
    switch (type) {
      case 'int':
        return random.pick([
          () => String(random.below(10)),
          () => `(${random.below(1000) - 500})`,
          () => String(2 ** random.below(31)),
          () => `(${random.oneIn(2) ? '-' : ''}${random.pick(BIG)})`,
        ])();
      case 'str':
        return `'${random.pick(WORDS)}'`;
      case 'bool':
        return random.pick(['True', 'False']);
      case 'list':
        return `[${items(random.below(5), int)}]`;
      case 'dict':
        return `{${items(random.below(4), () => `${this.expr(random.pick(['int', 'str']))}: ${int()}`)}}`;
      case 'set':
        return random.oneIn(2) ? 'set()' : `{${items(1 + random.below(4), int)}}`;
      case 'tuple':
        return `(${random.times(random.below(4), () => `${this.expr(random.pick(['int', 'str']))}, `).join('')})`;
      case 'bytes':
        return random.pick(["b''", "b'ab'", "b'xyz'", "b'\\x00\\xff'", 'bytes([1, 2, 3])']);
    }
  }

  private expr(type: Type): string {
    this.depth++;
    try {
      if (this.depth > MAX_DEPTH || this.random.oneIn(4)) {
        const variables = this.scope[type];
        return variables.length > 0 && !this.random.oneIn(3) ? this.random.pick(variables) : this.literal(type);
      }
      return this.random.pick(this.expressions[type])();
    } finally {
      this.depth--;
    }
  }

  private any(): string {
    return this.expr(this.random.pick(TYPES));
  }

  private call(result: Type): string {
    const { random } = this;
    const known = this.functions.filter((f) => f.result === result);
    // Functions do not call one another, or their running time would multiply.
    if (known.length === 0 || this.returns !== null) return this.literal(result);
    const { name, args, defaults } = random.pick(known);
    const given = args.slice(0, args.length - random.below(defaults + 1));
    return `${name}(${given.map((type) => this.expr(type)).join(', ')})`;
  }

  private makers(): Record<Type, readonly Make[]> {
    const { random } = this;
    const i = (): string => this.expr('int');
    const s = (): string => this.expr('str');
    const b = (): string => this.expr('bool');
    const l = (): string => this.expr('list');
    const d = (): string => this.expr('dict');
    const set = (): string => this.expr('set');
    const t = (): string => this.expr('tuple');
    const by = (): string => this.expr('bytes');
    const n = (limit: number): number => random.below(limit);
    const binary = (operators: readonly string[], operand: Make): Make[] =>
      operators.map((op) => () => `(${operand()} ${op} ${operand()})`);
    return {
      int: [
        ...binary(['+', '-', '*', '//', '%', '&', '|', '^', 'and', 'or'], i),
        () => `(${i()} << ${n(20)})`,
        () => `(${i()} >> ${n(40)})`,
        () => `(-${i()})`,
        () => `(~${i()})`,
        () => `abs(${i()})`,
        () => `len(${this.expr(random.pick(SIZED))})`,
        () => `sum(${l()})`,
        () => `(${i()} if ${b()} else ${i()})`,
        () => `${l()}[${n(6) - 3}]`,
        () => `int(${b()})`,
        () => `min(${i()}, ${i()})`,
        () => `max(${l()}, default=${i()})`,
        () => `(${i()} ** ${n(5)})`,
        // The oracle's pow with three arguments leaves a small result as a big int, whose 0 ** 0 is 0 and which `is` nothing.
        () => `(pow(${i()}, ${n(9)}, ${1 + n(99)}) + 0)`,
        () => `${d()}.get(${this.expr(random.pick(['int', 'str']))}, ${i()})`,
        () => `hash(${s()}) % 1000`,
        () => `${s()}.find(${s()})`,
        () => `${l()}.count(${i()})`,
        () => `ord(${s()}[0:1] or 'q')`,
        () => `divmod(${i()}, ${i()})[${n(2)}]`,
        () => `int(str(${i()}))`,
        () => `(lambda z: z + ${i()})(${i()})`,
        () => `int.from_bytes(${by()}, 'little')`,
        () => `${by()}[0]`,
        () => this.call('int'),
      ],
      str: [
        ...binary(['+', 'or'], s),
        () => `(${s()} * ${n(4)})`,
        () => `str(${this.any()})`,
        () => `repr(${this.any()})`,
        () => `${s()}.${random.pick(['upper', 'strip', 'lower'])}()`,
        () => `${s()}.replace(${s()}, ${s()}, 2)`,
        () => `${s()}[${n(4) - 2}:${n(6) - 2}]`,
        () =>
          `${random.pick(["','", "''", "' - '"])}.join([str(q) for q in ${this.expr(random.pick(['list', 'tuple']))}])`,
        () => `'%d|%5d|%-4d|%x' % (${i()}, ${i()}, ${i()}, ${i()})`,
        () => `'%s %r' % (${s()}, ${s()})`,
        () => `'{} {!r:>5} {:<6}|'.format(${i()}, ${s()}, ${s()})`,
        () => `'{:${random.pick(SPECS)}}'.format(${i()})`,
        () => `f"{${random.pick(this.scope.int.length > 0 ? this.scope.int : ['7'])}:${random.pick(['', '5', '<4'])}}"`,
        () => `${random.pick(['hex', 'bin', 'oct'])}(${i()})`,
        () => `chr(97 + (${i()}) % 26)`,
        () => `type(${this.any()}).__name__`,
        () => `(${s()} if ${b()} else ${s()})`,
        () => `min(${s()}, ${s()})`,
        () => `${s()}.split(${random.pick(["','", "' '", ''])})[0]`,
        () => `${s()}.partition(${random.pick(["','", "'a'"])})[2]`,
        () => `${s()}.center(${n(12)})`,
        () => `(${by()} + b'q').hex()`,
        () => this.call('str'),
      ],
      bool: [
        ...binary(['<', '==', '>=', 'is not'], i),
        ...binary(['<=', 'in', '!='], s),
        ...binary(['and', 'or'], b),
        ...binary(['==', '<'], l),
        ...binary(['!=', '<='], t),
        ...binary(['<=', '=='], set),
        ...binary(['<'], by),
        () => `(${i()} in ${this.expr(random.pick(['list', 'set', 'dict', 'tuple']))})`,
        () => `(not ${b()})`,
        () => `bool(${this.any()})`,
        () => `isinstance(${this.any()}, ${random.pick(['int', 'str', '(list, dict)', 'tuple'])})`,
        () => `${random.pick(['all', 'any'])}(${this.expr(random.pick(['list', 'tuple']))})`,
        () => `(${i()} < ${i()} <= ${i()})`,
        () => `${s()}.startswith(${s()})`,
        () => `${s()}.isdigit()`,
      ],
      list: [
        ...binary(['+'], l),
        () => `(${l()} * ${n(3)})`,
        () => `sorted(${this.expr(random.pick(['list', 'set']))})`,
        () => `list(range(${n(5)}, ${n(12)}, ${1 + n(3)}))`,
        () => `[q * 2 for q in ${l()}]`,
        () => `[q for q in ${l()} if q % 2]`,
        () => `[p + q for p in ${l()} for q in ${l()}][:9]`,
        () => `${l()}[${n(4) - 2}:${n(6) - 2}]`,
        () => `${l()}[::${random.pick([-1, 2, -2, 3])}]`,
        () => `list(map(lambda q: q + ${n(5)}, ${l()}))`,
        () => `list(filter(None, ${l()}))`,
        () => `[q for q, w in zip(${l()}, ${l()})]`,
        () => `list(reversed(${l()}))`,
        () => `sorted(${l()}, key=lambda q: -q)`,
        () => `list(${by()})`,
        () => `[len(q) for q in ${s()}.split(',')]`,
        () => this.call('list'),
      ],
      dict: [
        ...binary(['|'], d),
        () => `{q: q + 1 for q in ${l()}}`,
        () => `dict(zip(${s()}, ${l()}))`,
        () => `dict(${d()})`,
        () => `dict.fromkeys(${l()}, ${i()})`,
        () => this.call('dict'),
      ],
      set: [
        ...binary(['|', '&', '-', '^'], set),
        () => `set(${l()})`,
        () => `{q % 5 for q in ${l()}}`,
        () => `${set()}.union(${l()})`,
      ],
      tuple: [
        ...binary(['+'], t),
        () => `(${t()} * ${n(3)})`,
        () => `tuple(${l()})`,
        () => `${t()}[${n(3)}:]`,
        () => `divmod(${i()}, ${i()})`,
        () => `${s()}.partition('a')`,
        () => `(${i()}, ${s()}, ${l()})`,
        () => `tuple(sorted(${d()}.values()))`,
      ],
      bytes: [
        ...binary(['+'], by),
        () => `${s()}.encode()`,
        () => `bytes(q & 255 for q in ${l()})`,
        () => `${by()}[${n(3)}:]`,
        () => `bytes(bytearray(${by()}))`,
        () => `${by()}.replace(b'a', b'bc')`,
        () => `((${i()}) & 0xffff).to_bytes(2, 'big')`,
      ],
    };
  }

  // --- statements ---

  private emit(line: string): void {
    this.lines.push('    '.repeat(this.indent) + line);
  }

  private name(letter: string): string {
    return letter + this.names++;
  }

  /** A variable to assign to: often one that exists. */
  private target(type: Type): string {
    const known = this.scope[type].filter((name) => /^[a-v]\d+$/.test(name));
    return known.length > 0 && this.random.oneIn(2) ? this.random.pick(known) : this.name(type[0]!);
  }

  private bind(type: Type, name: string): void {
    if (!this.scope[type].includes(name)) this.scope[type].push(name);
  }

  private within(write: () => void): void {
    this.indent++;
    write();
    this.indent--;
  }

  private block(statements: number, inLoop = this.inLoop): void {
    const scope = copyScope(this.scope);
    const { inLoop: before } = this;
    this.inLoop = inLoop;
    this.within(() => {
      for (let i = 0; i < statements; i++) this.statement();
    });
    this.inLoop = before;
    this.scope = scope;
  }

  private assign(): void {
    const type = this.random.pick(TYPES);
    const name = this.target(type);
    this.emit(`${name} = ${this.expr(type)}`);
    this.bind(type, name);
  }

  /** One of the variables of a type that have names of their own; assigns if there is none. */
  private withVariable(type: Type, lines: (name: string) => readonly string[]): void {
    const known = this.scope[type].filter((name) => /^[a-v]\d+$/.test(name));
    if (known.length === 0) this.assign();
    else this.emit(this.random.pick(lines(this.random.pick(known))));
  }

  private statement(): void {
    const { random } = this;
    if (this.indent > MAX_INDENT) {
      this.assign();
      return;
    }
    const n = (limit: number): number => random.below(limit);
    random.pick<() => void>([
      () => this.assign(),
      () => this.assign(),
      () => this.emit(`print(${random.times(1 + n(2), () => this.any()).join(', ')})`),
      () => this.emit(`print(${random.times(1 + n(2), () => this.any()).join(', ')})`),
      () => this.ifStatement(),
      () => {
        const name = this.name('i');
        this.emit(`for ${name} in range(${1 + n(5)}):`);
        this.bind('int', name);
        this.block(1 + n(4), true);
        if (random.oneIn(4)) {
          this.emit('else:');
          this.block(1);
        }
      },
      () => {
        const name = this.name('e');
        this.emit(`for ${name} in sorted(${this.expr(random.pick(['list', 'set']))})[:5]:`);
        this.bind('int', name);
        this.block(1 + n(3), true);
      },
      () => {
        const name = this.name('w');
        this.emit(`${name} = ${1 + n(4)}`);
        this.emit(`while ${name} > 0:`);
        this.within(() => this.emit(`${name} -= 1`));
        this.bind('int', name);
        this.block(1 + n(3), true);
      },
      () => this.tryStatement(),
      () => {
        if (this.inLoop) this.emit(`if ${this.expr('bool')}: ${random.pick(['break', 'continue'])}`);
        else this.assign();
      },
      () => {
        if (this.returns !== null) this.emit(`if ${this.expr('bool')}: return ${this.expr(this.returns)}`);
        else this.assign();
      },
      () =>
        this.withVariable('list', (v) => [
          `${v}.append(${this.expr('int')})`,
          `${v}.sort()`,
          `${v}.reverse()`,
          `${v}.extend(${this.expr('list')})`,
          `${v}[${n(3)}] = ${this.expr('int')}`,
          `${v}.insert(${n(3)}, ${this.expr('int')})`,
          `${v}.pop()`,
          `del ${v}[${n(2)}:${n(4)}]`,
          `${v}[${n(2)}:${n(4)}] = ${this.expr('list')}`,
          `${v} = ${v}[:20]`,
        ]),
      () =>
        this.withVariable('dict', (v) => [
          `${v}[${this.expr(random.pick(['int', 'str']))}] = ${this.expr('int')}`,
          `${v}.pop(${this.expr('int')}, None)`,
          `${v}.update(${this.expr('dict')})`,
          `print(sorted(str(k) for k in ${v}))`,
          `${v}.setdefault(${this.expr('str')}, ${this.expr('int')})`,
          `del ${v}[${this.expr('int')}]`,
        ]),
      () =>
        this.withVariable('int', (v) =>
          ['+', '-', '*', '//', '%', '&', '|', '^'].map((op) => `${v} = (${v} ${op} ${this.expr('int')}) % 99991`),
        ),
      () =>
        this.withVariable('int', (v) => ['+', '-', '//', '%', '&', '|'].map((op) => `${v} ${op}= ${this.expr('int')}`)),
      () => {
        const [a, b] = [this.name('i'), this.name('s')];
        this.emit(`${a}, ${b} = ${this.expr('int')}, ${this.expr('str')}`);
        this.bind('int', a);
        this.bind('str', b);
      },
      () =>
        this.emit(`if ${this.expr('bool')}: raise ${random.pick(ERRORS)}(${this.expr(random.pick(['str', 'int']))})`),
      () => this.emit(`assert ${this.expr('bool')}, ${this.expr('str')}`),
    ])();
  }

  private ifStatement(): void {
    const { random } = this;
    this.emit(`if ${this.expr('bool')}:`);
    this.block(1 + random.below(3));
    if (random.oneIn(3)) {
      this.emit(`elif ${this.expr('int')}:`);
      this.block(1 + random.below(2));
    }
    if (random.oneIn(2)) {
      this.emit('else:');
      this.block(1 + random.below(2));
    }
  }

  private tryStatement(): void {
    const { random } = this;
    this.emit('try:');
    this.block(1 + random.below(3));
    const handles = !random.oneIn(4);
    if (handles) {
      this.emit(`except ${random.pick(HANDLED)} as x:`);
      this.within(() => this.emit('print(type(x).__name__)'));
      if (random.oneIn(2)) {
        this.emit('except Exception as y:');
        this.within(() => {
          this.emit('print(repr(y))');
          if (random.oneIn(6)) this.emit('raise');
        });
      }
      if (random.oneIn(3)) {
        this.emit('else:');
        this.block(1);
      }
    }
    if (!handles || random.oneIn(3)) {
      this.emit('finally:');
      this.block(1);
    }
  }

  // --- definitions ---

  /** Writes a body with a scope of its own. */
  private body(scope: Scope, returns: Type, write: () => void): void {
    const outer = { scope: this.scope, returns: this.returns, inLoop: this.inLoop };
    this.scope = scope;
    this.returns = returns;
    this.inLoop = false;
    this.within(write);
    this.scope = outer.scope;
    this.returns = outer.returns;
    this.inLoop = outer.inLoop;
  }

  private functionDefinition(): void {
    const { random } = this;
    const name = this.name('f');
    const result = random.pick<Type>(['int', 'str', 'list', 'dict']);
    const args = random.times(random.below(4), () => random.pick(TYPES));
    const defaults = random.below(args.length + 1);
    const scope = emptyScope();
    const outer = this.scope;
    this.scope = emptyScope();
    const fallback = (type: Type): string =>
      type === 'set'
        ? 'set()'
        : type === 'dict'
          ? '{1: 2}'
          : type === 'tuple'
            ? '(5,)'
            : type === 'list'
              ? '[4]'
              : this.literal(type);
    const parameters = args.map((type, i) => {
      const parameter = this.name(type[0]!);
      scope[type].push(parameter);
      return i >= args.length - defaults ? `${parameter}=${fallback(type)}` : parameter;
    });
    this.scope = outer;
    this.emit(`def ${name}(${parameters.join(', ')}):`);
    this.body(scope, result, () => {
      for (let i = 2 + random.below(5); i > 0; i--) this.statement();
      this.emit(`return ${this.expr(result)}`);
    });
    this.functions.push({ name, args, defaults, result });
  }

  private classDefinition(): void {
    const { random } = this;
    const name = this.name('C');
    const base = this.classes.length > 0 && random.oneIn(2) ? random.pick(this.classes) : undefined;
    this.emit(`class ${name}${base === undefined ? '' : `(${base})`}:`);
    this.within(() => {
      this.emit(`k = ${random.below(100)}`);
      if (base === undefined || random.oneIn(2)) {
        this.emit('def __init__(self, a=3):');
        this.within(() => {
          if (base !== undefined) this.emit('super().__init__(a)');
          this.emit('self.v = a');
          this.emit('self.l = [a]');
        });
      }
      this.emit('def m(self, a):');
      this.body({ ...emptyScope(), int: ['self.k', 'self.v', 'a'], list: ['self.l'] }, 'int', () => {
        for (let i = 1 + random.below(3); i > 0; i--) this.statement();
        if (base !== undefined && random.oneIn(2)) this.emit('a = super().m(a)');
        this.emit(`return ${this.expr('int')}`);
      });
      this.emit(`def __repr__(self): return '${name}(%r)' % (self.v,)`);
      if (random.oneIn(2)) this.emit(`def __add__(self, o): return ${name}((self.v + o) % 1000)`);
      if (random.oneIn(2)) this.emit(`def __eq__(self, o): return isinstance(o, ${name}) and self.v == o.v`);
      if (random.oneIn(2)) this.emit('def __len__(self): return len(self.l)');
      if (random.oneIn(2)) this.emit('def __iter__(self): return iter(self.l)');
      if (random.oneIn(2)) {
        this.emit('def gen(self):');
        this.within(() => {
          this.emit('for q in range(3):');
          this.within(() => this.emit('yield q + self.v'));
        });
      }
    });
    this.classes.push(name);
  }

  private guarded(write: () => void): void {
    this.emit('try:');
    this.within(write);
    this.emit('except Exception as err:');
    this.within(() => this.emit('print(repr(err))'));
  }

  program(): string {
    const { random } = this;
    for (let i = 2 + random.below(3); i > 0; i--) this.functionDefinition();
    for (let i = random.below(3); i > 0; i--) this.classDefinition();
    for (let i = 6 + random.below(10); i > 0; i--) {
      const scope = copyScope(this.scope);
      this.guarded(() => this.statement());
      if (random.oneIn(3)) this.scope = scope;
    }
    for (const { name, args } of this.functions) {
      this.guarded(() => this.emit(`print('${name}', ${name}(${args.map((type) => this.expr(type)).join(', ')}))`));
    }
    for (const name of this.classes) {
      const any = (): number => random.below(9);
      this.guarded(() => {
        this.emit(`o = ${name}(${any()})`);
        this.emit(`print(o, o.m(${any()}), o.k)`);
        this.emit(`print(o == ${name}(${any()}), o != o, list(o) if hasattr(o, '__iter__') else 'no iter')`);
        this.emit("print(list(o.gen()) if hasattr(o, 'gen') else 0, len(o), o + 1)");
      });
    }
    this.emit("print(sorted(k for k in globals() if not k.startswith('_')))");
    return `${this.lines.join('\n')}\n`;
  }
}

export const randomProgram = (seed: number): string => new Generator(randomFrom(seed)).program();
