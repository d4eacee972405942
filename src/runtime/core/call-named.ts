// Calling a method by its name in host code.

import { loadMethod, loadMethodMaybe } from './attr.js';
import { callMethod } from './call.js';
import type { Runtime } from './runtime.js';
import { NULL, type Word } from './word.js';

/** `o.name(...args)`; the result is rooted. Raises AttributeError if there is no such method. */
export function callNamed(rt: Runtime, o: Word, name: string, ...args: readonly Word[]): Word {
  const at = pushCall(rt, args);
  loadMethod(rt, o, rt.qstrs.intern(name), at);
  return callPushed(rt, args.length, at);
}

/** The same; undefined if there is no such method. */
export function callNamedMaybe(rt: Runtime, o: Word, name: string, ...args: readonly Word[]): Word | undefined {
  const at = pushCall(rt, args);
  loadMethodMaybe(rt, o, rt.qstrs.intern(name), at);
  if (rt.stack[at] !== NULL) return callPushed(rt, args.length, at);
  rt.sp = at;
  return undefined;
}

export function hasMethod(rt: Runtime, o: Word, name: string): boolean {
  const at = pushCall(rt, []);
  loadMethodMaybe(rt, o, rt.qstrs.intern(name), at);
  rt.sp = at;
  return rt.stack[at] !== NULL;
}

/** Two words for the method and its object, then the arguments. */
function pushCall(rt: Runtime, args: readonly Word[]): number {
  const at = rt.sp;
  rt.push(NULL);
  rt.push(NULL);
  for (const arg of args) rt.push(arg);
  return at;
}

function callPushed(rt: Runtime, nArgs: number, at: number): Word {
  const result = callMethod(rt, nArgs, 0, at);
  rt.sp = at;
  return rt.heap.root(result);
}
