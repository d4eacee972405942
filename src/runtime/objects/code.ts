// Code objects: what compile() gives and exec() and eval() take (python-dialect.md section 19). They hold a function
// that was made for a context without globals; running one puts the globals of the moment in.

import type { Runtime } from '../core/runtime.js';
import { defineType, type TypeDef } from '../core/typedef.js';
import type { Word } from '../core/word.js';

export function newCode(rt: Runtime, fun: Word): Word {
  const code = rt.newObject(codeType, 2 * rt.W);
  rt.stObj(code + rt.W, fun);
  return code;
}

export const codeFunction = (rt: Runtime, code: Word): Word => rt.ldObj(code + rt.W);

export const codeType: TypeDef = defineType({ name: 'code' });
