// MAKE_FUNCTION and its kin: a function object from a child of the running function (bytecode.md 5.10).

import type { Runtime } from '../core/runtime.js';
import type { Word } from '../core/word.js';
import { asmSignature } from '../load/raw-code.js';
import { newFunctionOfKind } from '../objects/function.js';
import type { Frame } from './loop.js';

/** `posDefaults` is a tuple or NULL, `kwDefaults` a dict or NULL. */
export function makeFunction(rt: Runtime, f: Frame, child: number, posDefaults: Word, kwDefaults: Word): Word {
  const record = rt.field(rt.field(f.fun, 2), child);
  const context = rt.field(f.fun, 1);
  const kind = rt.mem.ld8(record + 2);
  const isGenerator = rt.mem.ld8(record + 3) !== 0;
  const code = rt.field(record, 1);
  const children = rt.field(record, 2);
  const defaults = { positional: posDefaults, keyword: kwDefaults };
  return newFunctionOfKind(rt, kind, isGenerator, context, children, code, defaults, asmSignature(rt, record, kind));
}
