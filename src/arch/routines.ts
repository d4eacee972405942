// What compiled code calls without being asked to, where no object or library defines it. For C++: guards of static
// variables inside functions, registration of destructors (which never run: nothing unloads a module), new and delete on the
// heap of the firmware, and what stands in a virtual table for a function that is missing. For functions of newlib's libm: the
// address of errno, whose own place is deep in libc. One routine serves several names.
//
// What is odd: the routines are machine code, made by assemblers from the sources in routines.fixture.ts, which a test
// assembles again. new raises MemoryError as m_malloc does, by three functions of the firmware, whose addresses the loader
// puts into words of the routine. errno is in bss, as code may end up in memory that takes no writes of its own.
import type { Arch, Builtin } from './arch.js';

/** Calling conventions for which there are routines. */
export type Convention = keyof typeof ROUTINES;

const NAMES = {
  new: ['_Znwj', '_Znwm', '_Znaj', '_Znam'],
  newMaybe: ['_ZnwjRKSt9nothrow_t', '_ZnwmRKSt9nothrow_t', '_ZnajRKSt9nothrow_t', '_ZnamRKSt9nothrow_t'],
  delete: [
    ...['_ZdlPv', '_ZdlPvj', '_ZdlPvm', '_ZdaPv', '_ZdaPvj', '_ZdaPvm'],
    ...['_ZdlPvRKSt9nothrow_t', '_ZdaPvRKSt9nothrow_t'],
  ],
  fail: ['__cxa_throw_bad_array_new_length', '__cxa_bad_array_new_length'],
  zero: ['__cxa_atexit', '__aeabi_atexit'],
  nothing: ['__cxa_guard_abort'],
  acquire: ['__cxa_guard_acquire'],
  release: ['__cxa_guard_release'],
  trap: ['__cxa_pure_virtual', '__cxa_deleted_virtual'],
  errno: ['__errno'],
} as const;
/** Only their addresses count. */
const WORDS = ['__dso_handle', '_ZSt7nothrow'];
/** Registers a destructor. */
export const REGISTERS_DESTRUCTOR: ReadonlySet<string> = new Set(NAMES.zero);

interface Routine {
  readonly code: string;
  /** Where it starts; 0 by default. */
  readonly start?: number;
  /** Member of mp_fun_table -> where the word with its address is. */
  readonly pointers?: Readonly<Record<string, number>>;
  /** Where the word with the address of its variable, an int, is. */
  readonly variable?: number;
}

const ROUTINES = {
  riscv32: {
    new: {
      code: '411106c493351500aa9501450146970200009382a20383a20200829201c5a240410182801305c002970200009382420283a202008292970200009382a20183a20200829202900100000000000000000000000000',
      pointers: { realloc_: 72, load_global: 76, raise: 80 },
    },
    newMaybe: { code: '93351500aa9501450146970200009382e20083a20200828200000000', pointers: { realloc_: 24 } },
    delete: { code: '81450146970200009382020183a202008282010000000000', pointers: { realloc_: 20 } },
    fail: {
      code: '1305c002970200009382020283a202008292970200009382620183a202008292029001000000000000000000',
      pointers: { load_global: 36, raise: 40 },
    },
    zero: { code: '01458280' },
    nothing: { code: '8280' },
    acquire: { code: '03450500133515008280' },
    release: { code: '85452300b5008280' },
    trap: { code: '0290' },
    errno: { code: '170500001305c5000841828000000000', variable: 12 },
  },
  riscv64: {
    new: {
      code: '411106e493351500aa9501450146970200009382a20383b20200829201c5a260410182801305c002970200009382820283b202008292970200009382220283b20200829202900100000000000000000000000000000000000000000000000000',
      pointers: { realloc_: 72, load_global: 80, raise: 88 },
    },
    newMaybe: { code: '93351500aa9501450146970200009382e20083b2020082820000000000000000', pointers: { realloc_: 24 } },
    delete: { code: '81450146970200009382420183b2020082820100130000000000000000000000', pointers: { realloc_: 24 } },
    fail: {
      code: '1305c002970200009382420283b202008292970200009382e20183b202008292029001001300000000000000000000000000000000000000',
      pointers: { load_global: 40, raise: 48 },
    },
    zero: { code: '01458280' },
    nothing: { code: '8280' },
    acquire: { code: '03450500133515008280' },
    release: { code: '85452300b5008280' },
    trap: { code: '0290' },
    errno: { code: '170500001305050108618280130000000000000000000000', variable: 16 },
  },
  thumb: {
    new: {
      code: '10b5010000d1012100200022054b9847002800d010bd2c20034b9847034b984700dec046000000000000000000000000',
      pointers: { realloc_: 36, load_global: 40, raise: 44 },
    },
    newMaybe: { code: '010000d1012100200022014b1847c04600000000', pointers: { realloc_: 16 } },
    delete: { code: '00210022004b184700000000', pointers: { realloc_: 8 } },
    fail: { code: '2c20024b9847024b984700de0000000000000000', pointers: { load_global: 12, raise: 16 } },
    zero: { code: '00207047' },
    nothing: { code: '7047' },
    acquire: { code: '00780121814308007047' },
    release: { code: '012101707047' },
    trap: { code: '00de' },
    errno: { code: '0048704700000000', variable: 4 },
  },
  x64: {
    new: {
      code: '4883ec084889fe4885f67505be0100000031ff31d2ff15250000004885c074054883c408c3bf2c000000ff15180000004889c7ff15170000000f0b0f1f440000000000000000000000000000000000000000000000000000',
      pointers: { realloc_: 64, load_global: 72, raise: 80 },
    },
    newMaybe: { code: '4889fe4885f67505be0100000031ff31d2ff2501000000900000000000000000', pointers: { realloc_: 24 } },
    delete: { code: '31f631d2ff2506000000660f1f4400000000000000000000', pointers: { realloc_: 16 } },
    fail: {
      code: '4883ec08bf2c000000ff15110000004889c7ff15100000000f0b660f1f44000000000000000000000000000000000000',
      pointers: { load_global: 32, raise: 40 },
    },
    zero: { code: '31c0c3' },
    nothing: { code: 'c3' },
    acquire: { code: '31c0803f000f94c0c3' },
    release: { code: 'c60701c3' },
    trap: { code: '0f0b' },
    errno: { code: '488b0501000000c30000000000000000', variable: 8 },
  },
  x86: {
    new: {
      code: '53e8000000005b8b44240885c075014083ec0c6a00506a00ff933a00000083c41885c074025bc383ec046a2cff933e000000890424ff93420000000f0b8d7600000000000000000000000000',
      pointers: { realloc_: 64, load_global: 68, raise: 72 },
    },
    newMaybe: {
      code: '53e8000000005b8b44240885c075014083ec0c6a00506a00ff931e00000083c4185bc39000000000',
      pointers: { realloc_: 36 },
    },
    delete: {
      code: '53e8000000005b8b44240883ec0c6a006a0050ff931a00000083c4185bc3669000000000',
      pointers: { realloc_: 32 },
    },
    fail: {
      code: '53e8000000005b8b44240883ec046a2cff931e000000890424ff93220000000f0b8d76000000000000000000',
      pointers: { load_global: 36, raise: 40 },
    },
    zero: { code: '31c0c3' },
    nothing: { code: 'c3' },
    acquire: { code: '8b54240431c0803a000f94c0c3' },
    release: { code: '8b542404c60201c3' },
    trap: { code: '0f0b' },
    errno: { code: 'e800000000588b800b000000c38d760000000000', variable: 16 },
  },
  aarch64: {
    new: {
      code: 'fd7bbfa91f0000f10114809a000080d2020080d26901005820013fd6600000b4fd7bc1a8c0035fd6800580d2e900005820013fd6e900005820013fd6000020d4000000000000000000000000000000000000000000000000',
      pointers: { realloc_: 64, load_global: 72, raise: 80 },
    },
    newMaybe: { code: '1f0000f10114809a000080d2020080d24900005820011fd60000000000000000', pointers: { realloc_: 24 } },
    delete: { code: '010080d2020080d24900005820011fd60000000000000000', pointers: { realloc_: 16 } },
    fail: {
      code: '800580d2a900005820013fd6a900005820013fd6000020d400000000000000000000000000000000',
      pointers: { load_global: 24, raise: 32 },
    },
    zero: { code: '000080d2c0035fd6' },
    nothing: { code: 'c0035fd6' },
    acquire: { code: '000040391f000071e0179f9ac0035fd6' },
    release: { code: '2100805201000039c0035fd6' },
    trap: { code: '000020d4' },
    errno: { code: '40000058c0035fd60000000000000000', variable: 8 },
  },
  call0: {
    new: {
      code: '00000000000000000000000012c1f009013d025613000c130c020c0451f9ffc00500166200080112c1100df022a02c51f5ffc0050051f4ffc00500000000',
      start: 12,
      pointers: { realloc_: 0, load_global: 4, raise: 8 },
    },
    newMaybe: { code: '000000003d025613000c130c020c0451fcffa00500', start: 4, pointers: { realloc_: 0 } },
    delete: { code: '000000000c030c0451feffa00500', start: 4, pointers: { realloc_: 0 } },
    fail: {
      code: '000000000000000022a02c51fdffc0050051fcffc00500000000',
      start: 8,
      pointers: { load_global: 0, raise: 4 },
    },
    zero: { code: '0c020df0' },
    nothing: { code: '0df0' },
    acquire: { code: '2202000c133022300df0' },
    release: { code: '0c133242000df0' },
    trap: { code: '000000' },
    errno: { code: '0000000021ffff0df0', start: 4, variable: 0 },
  },
  windowed: {
    new: {
      code: '000000000000000000000000364100bd02561b000c1b0c0a0c0c81f9ffe00800164a002d0a900000a2a02c81f6ffe0080081f5ffe00800000000',
      start: 12,
      pointers: { realloc_: 0, load_global: 4, raise: 8 },
    },
    newMaybe: {
      code: '00000000364100bd02561b000c1b0c0a0c0c81fbffe008002d0a900000',
      start: 4,
      pointers: { realloc_: 0 },
    },
    delete: { code: '00000000364100ad020c0b0c0c81fcffe00800900000', start: 4, pointers: { realloc_: 0 } },
    fail: {
      code: '0000000000000000364100a2a02c81fcffe0080081fcffe00800000000',
      start: 8,
      pointers: { load_global: 0, raise: 4 },
    },
    zero: { code: '3641000c02900000' },
    nothing: { code: '364100900000' },
    acquire: { code: '3641002202000c13302230900000' },
    release: { code: '3641000c13324200900000' },
    trap: { code: '364100000000' },
    errno: { code: '0000000036410021feff900000', start: 4, variable: 0 },
  },
} satisfies Readonly<Record<string, Readonly<Record<keyof typeof NAMES, Routine>>>>;

const INT_SIZE = 4;

const bytesOf = (code: string): number[] => (code.match(/../g) ?? []).map((pair) => Number.parseInt(pair, 16));

/** A look-up among routines that are made when the first is asked for: a run of the program needs those of one
 * architecture, if any. */
export function builtinsOf(make: () => ReadonlyMap<string, Builtin>): Arch['builtin'] {
  let made: ReadonlyMap<string, Builtin> | undefined;
  return (name) => {
    made ??= make();
    return made.get(name);
  };
}

/** The routines by the names under which they are called. */
export function routineBuiltins(convention: Convention, wordSize: 4 | 8): Map<string, Builtin> {
  const routines: Readonly<Record<string, Routine>> = ROUTINES[convention];
  const builtins = new Map<string, Builtin>();
  for (const [kind, names] of Object.entries(NAMES)) {
    const { code, start = 0, pointers = {}, variable } = routines[kind]!;
    const list = Object.entries(pointers).map(([entry, offset]) => ({ entry, offset }));
    const own = variable === undefined ? undefined : { size: INT_SIZE, offset: variable };
    const builtin: Builtin = { bytes: bytesOf(code), start, pointers: list, variable: own };
    for (const name of names) builtins.set(name, builtin);
  }
  for (const name of WORDS) builtins.set(name, { bytes: new Array<number>(wordSize).fill(0), isData: true });
  return builtins;
}
