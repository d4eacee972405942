// How a built-in type is written down in TypeScript, and its table form in guest memory (mp_obj_type_t: native-abi.md
// 3.2, 3.3). One file of objects/ defines one type with `defineType`; `Runtime` lays all of them out at boot.

import { type TypeSlot as SlotName, TYPE_SLOTS } from '../../abi/index.js';
import type { Shapes } from './host-function.js';
import type { Runtime } from './runtime.js';

export { TYPE_FLAG_ITER_MASK, TYPE_FLAGS as TYPE_FLAG, type TypeSlot as SlotName } from '../../abi/index.js';

/** Position of each slot's index byte. */
export const SLOT = Object.fromEntries(TYPE_SLOTS.map((name, i) => [name, i])) as Record<SlotName, number>;

/** A native function object of a type's or module's dict. */
export type FunctionDef =
  | { readonly shape: 'fun0' | 'fun1' | 'fun2' | 'fun3'; readonly fn: unknown }
  | { readonly shape: 'var' | 'kw'; readonly min: number; readonly max: number; readonly fn: unknown };

export const fun0 = (fn: Shapes['fun0']): FunctionDef => ({ shape: 'fun0', fn });
export const fun1 = (fn: Shapes['fun1']): FunctionDef => ({ shape: 'fun1', fn });
export const fun2 = (fn: Shapes['fun2']): FunctionDef => ({ shape: 'fun2', fn });
export const fun3 = (fn: Shapes['fun3']): FunctionDef => ({ shape: 'fun3', fn });
/** Positional arguments only, `min`..`max` of them; no `max` = no limit. Counts include self. */
export const funVar = (min: number, max: number | undefined, fn: Shapes['var']): FunctionDef => ({
  shape: 'var',
  min,
  max: max ?? 0xffff,
  fn,
});
/** Positional arguments, at least `min`, and keywords. */
export const funKw = (min: number, fn: Shapes['kw']): FunctionDef => ({ shape: 'kw', min, max: 0xffff, fn });

/** What a dict of a type or module may hold at boot, besides functions. `make` runs once, when the dict is laid out; what
 * it makes lies in static memory, as on the boards, unless it is to grow and shrink: then `onHeap` says so. */
export type MemberDef =
  | FunctionDef
  | { readonly shape: 'staticmethod' | 'classmethod'; readonly of: FunctionDef }
  | { readonly shape: 'value'; readonly make: (rt: Runtime) => number; readonly onHeap?: boolean }
  | { readonly shape: 'type'; readonly of: TypeDef };

export const staticMethod = (of: FunctionDef): MemberDef => ({ shape: 'staticmethod', of });
export const classMethod = (of: FunctionDef): MemberDef => ({ shape: 'classmethod', of });
export const value = (make: (rt: Runtime) => number): MemberDef => ({ shape: 'value', make });
export const heapValue = (make: (rt: Runtime) => number): MemberDef => ({ shape: 'value', make, onHeap: true });
export const typeMember = (of: TypeDef): MemberDef => ({ shape: 'type', of });

export interface StreamProtocolDef {
  readonly read?: Shapes['stream_read'];
  readonly write?: Shapes['stream_write'];
  readonly ioctl?: Shapes['stream_ioctl'];
  readonly isText: boolean;
}

export interface TypeSpec {
  /** `__name__`; several types may share one ("function"). */
  readonly name: string;
  /** TYPE_FLAG bits; the ITER bits are added from what `iter` is. */
  readonly flags?: number;
  readonly make_new?: Shapes['make_new'];
  readonly print?: Shapes['print'];
  readonly call?: Shapes['call'];
  readonly unary_op?: Shapes['unary_op'];
  readonly binary_op?: Shapes['binary_op'];
  readonly attr?: Shapes['attr'];
  readonly subscr?: Shapes['subscr'];
  /** At most one of getiter (flag GETITER), iternext (ITERNEXT), both (CUSTOM); `streamIter` sets STREAM. */
  readonly getiter?: Shapes['getiter'];
  readonly iternext?: Shapes['iternext'];
  readonly streamIter?: boolean;
  readonly buffer?: Shapes['buffer'];
  readonly protocol?: StreamProtocolDef;
  readonly parent?: TypeDef;
  /** The methods, in the order of `dir` tables; becomes a fixed, ordered guest dict. */
  readonly locals?: Readonly<Record<string, MemberDef>>;
}

/** A built-in type. Identity is the object itself; `id` indexes the per-board table of addresses. */
export interface TypeDef extends TypeSpec {
  readonly id: number;
}

let nextTypeId = 0;

/** Defines a built-in type. It exists on a board if it is listed in objects/index.ts or a module's table. */
export function defineType(spec: TypeSpec): TypeDef {
  return { ...spec, id: nextTypeId++ };
}

/** A built-in module: its dict is laid out at boot from `members`, after `__name__`. */
export interface ModuleDef {
  readonly name: string;
  readonly members: Readonly<Record<string, MemberDef>>;
  /** Files of the same name on sys.path win over an extensible module (native-abi.md 6.5). */
  readonly extensible: boolean;
}
