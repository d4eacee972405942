// Python values that cross the API: from JavaScript values and parsed literals to guest objects, and back.

import type { Runtime, Word } from '../runtime/index.js';
import { runtime as py } from '../runtime/index.js';

/** A Python literal as data: what the command line parses and what `PyObject.toLiteral` gives. */
export type PyLiteral =
  | { readonly kind: 'none' }
  | { readonly kind: 'bool'; readonly value: boolean }
  | { readonly kind: 'int'; readonly value: bigint }
  | { readonly kind: 'float'; readonly value: number }
  | { readonly kind: 'str'; readonly value: string }
  | { readonly kind: 'bytes'; readonly value: Uint8Array }
  | { readonly kind: 'list' | 'tuple' | 'set'; readonly items: readonly PyLiteral[] }
  | { readonly kind: 'dict'; readonly entries: readonly (readonly [PyLiteral, PyLiteral])[] };

/** What the API takes as an argument. An integral number is an int (write `{ kind: 'float', value: 2 }` for 2.0);
 * a Uint8Array is bytes, an array a list, a Map or plain object a dict, null and undefined None. */
export type PyArgument =
  | PyLiteral
  | PyObjectLike
  | null
  | undefined
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | readonly PyArgument[]
  | ReadonlyMap<PyArgument, PyArgument>
  | { readonly [key: string]: PyArgument };

/** A handle of an object on a board. */
export interface PyObjectLike {
  readonly word: Word;
  readonly runtime: Runtime;
}

const isHandle = (v: object): v is PyObjectLike => 'word' in v && 'runtime' in v;
const LITERAL_KINDS = new Set(['none', 'bool', 'int', 'float', 'str', 'bytes', 'list', 'tuple', 'set', 'dict']);
const isLiteral = (v: object): v is PyLiteral => 'kind' in v && LITERAL_KINDS.has(v.kind as string);

/** Makes the guest object of a value; its word is rooted in the current scope. */
export function toGuest(rt: Runtime, value: PyArgument): Word {
  switch (typeof value) {
    case 'undefined':
      return py.NONE;
    case 'boolean':
      return py.boolWord(value);
    case 'bigint':
      return py.newIntBig(rt, value);
    case 'number':
      return Number.isSafeInteger(value) ? py.newInt(rt, value) : py.newFloat(rt, value);
    case 'string':
      return py.newStr(rt, py.bstr(value));
    case 'object':
      break;
    default:
      throw new TypeError(`a ${typeof value} has no Python value`);
  }
  if (value === null) return py.NONE;
  if (value instanceof Uint8Array) return py.newBytes(rt, py.bstrFromBytes(value));
  if (Array.isArray(value)) return sequence(rt, value, py.newList);
  if (value instanceof Map) return dict(rt, [...value.entries()]);
  if (isHandle(value)) {
    if (value.runtime !== rt) throw new TypeError('this object belongs to another board');
    return value.word;
  }
  if (isLiteral(value)) return fromLiteral(rt, value);
  return dict(rt, Object.entries(value as Record<string, PyArgument>));
}

function fromLiteral(rt: Runtime, literal: PyLiteral): Word {
  switch (literal.kind) {
    case 'none':
      return py.NONE;
    case 'bool':
    case 'int':
    case 'str':
    case 'bytes':
      return toGuest(rt, literal.value);
    case 'float':
      return py.newFloat(rt, literal.value);
    case 'list':
      return sequence(rt, literal.items, py.newList);
    case 'tuple':
      return sequence(rt, literal.items, py.newTuple);
    case 'set':
      return sequence(rt, literal.items, py.newSet);
    case 'dict':
      return dict(rt, literal.entries);
  }
}

function sequence(rt: Runtime, items: readonly PyArgument[], make: (rt: Runtime, at: number, n: number) => Word): Word {
  const at = rt.sp;
  for (const item of items) rt.push(toGuest(rt, item));
  const made = make(rt, at, items.length);
  rt.sp = at;
  return made;
}

function dict(rt: Runtime, entries: readonly (readonly [PyArgument, PyArgument])[]): Word {
  const made = rt.heap.root(py.newDict(rt, entries.length));
  for (const [key, value] of entries) {
    const k = rt.heap.root(toGuest(rt, key));
    py.dictStore(rt, made, k, toGuest(rt, value));
  }
  return made;
}
