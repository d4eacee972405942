// A .mpy file into guest memory: mpy-format.md section 7. In two phases: the complete file is parsed and validated in
// host structures (mpy/), then placed. Native code is taken because the board's CPU matches; there is no emitter.

import { archFlagNames, archName, MPY_SUB_VERSION, MPY_VERSION } from '../../abi/index.js';
import {
  checkTarget,
  identifyMpy,
  type MpyFile,
  MpyFormatError,
  type MpyObject,
  type MpyRawCode,
  REFUSAL_TEXT,
  readMpy,
} from '../../mpy/index.js';
import type { CompiledCode, CompiledModule, Constant } from '../compile/index.js';
import { bstr, bstrFromBytes, textOfBstr } from '../core/bstr.js';
import { PyException } from '../core/exception.js';
import { cannotIntern, runtimeError, valueError } from '../core/raise.js';
import type { Runtime } from '../core/runtime.js';
import { type Addr, FALSE, NONE, qstrWord, TRUE, type Word } from '../core/word.js';
import { newBytes } from '../objects/bytes.js';
import { newComplex } from '../objects/complex.js';
import { ELLIPSIS } from '../objects/ellipsis.js';
import { newFloat } from '../objects/float.js';
import { newFunctionOfKind } from '../objects/function.js';
import { newIntBig } from '../objects/int.js';
import { parseNumber } from '../objects/number-text.js';
import { newStr } from '../objects/str.js';
import { newTuple } from '../objects/tuple.js';
import { codeKind, placeRawCode } from './raw-code.js';

/** Parses and checks a file for this board. Refusals raise the reference's exceptions; the precise reason goes to
 * `rt.warn`. */
function parse(rt: Runtime, bytes: Uint8Array, fileName: string): MpyFile {
  const refused = checkTarget(
    bytes,
    {
      hostCode: rt.config.mpyArch,
      smallIntBits: rt.is64 ? 63 : 31,
      allowedArchFlags: rt.is64 ? undefined : rt.config.archFlags,
    },
    fileName,
  );
  if (refused) return refuse(rt, refused, bytes, fileName);
  try {
    return readMpy(bytes, { fileName });
  } catch (e) {
    if (e instanceof MpyFormatError) return refuse(rt, e, bytes, fileName);
    throw e;
  }
}

function refuse(rt: Runtime, error: MpyFormatError, bytes: Uint8Array, fileName: string): never {
  if (error.diagnostics.some((d) => d.code === 'mpy/qstr-too-long')) return runtimeError(rt, 'name too long');
  rt.warn(error.message);
  try {
    return valueError(rt, REFUSAL_TEXT[error.refusal]);
  } catch (e) {
    if (e instanceof PyException) rt.refused = { exception: e.value, reason: refusal(rt, error, bytes, fileName) };
    throw e;
  }
}

/** In one line: which file, what it was made for, what the board takes. */
function refusal(rt: Runtime, error: MpyFormatError, bytes: Uint8Array, fileName: string): string {
  const { message } = error.diagnostics[0]!;
  const what = `this is ${identifyMpy(bytes).text}`;
  const { name, mpyArch, archFlags } = rt.config;
  const flags = archFlags === 0 ? '' : ` (${archFlagNames(mpyArch, archFlags).join(', ')})`;
  const takes = `${name} takes version ${MPY_VERSION}: bytecode with small ints of up to ${rt.is64 ? 63 : 31} bits, and native code of sub-version ${MPY_SUB_VERSION} for ${archName(mpyArch)}${flags}`;
  return `${fileName}: ${message === what ? what : `${message}; ${what}`}; ${takes}`;
}

/** Loads what our own compiler made for this board. Constants come as values, not through the texts of the format: a
 * float may not survive that on a board with single precision. */
export function loadCompiled(rt: Runtime, module: CompiledModule, context: Addr): Word {
  const constants = module.constants.map((constant) => () => compiledConstant(rt, constant));
  return place(rt, module.code, '', context, module.qstrNames, constants);
}

/** Bytes up to which the compiler of a board interns the text of a literal. */
const INTERNED_LENGTH = 10;

function compiledConstant(rt: Runtime, constant: Constant): Word {
  switch (constant.kind) {
    case 'none':
      return NONE;
    case 'false':
      return FALSE;
    case 'true':
      return TRUE;
    case 'ellipsis':
      return ELLIPSIS(rt);
    case 'str':
      // Also inside of constant tuples (bytecode.md 12.1).
      return constant.text.length <= INTERNED_LENGTH
        ? qstrWord(rt.qstrs.intern(constant.text))
        : newStr(rt, constant.text);
    case 'bytes':
      return newBytes(rt, constant.text);
    case 'int':
      return newIntBig(rt, constant.value);
    case 'float':
      return newFloat(rt, constant.value);
    case 'complex':
      return newComplex(rt, 0, constant.imag);
    case 'tuple': {
      const at = rt.sp;
      for (const item of constant.items) rt.push(compiledConstant(rt, item));
      const tuple = newTuple(rt, at, constant.items.length);
      rt.sp = at;
      return tuple;
    }
  }
}

/** Loads a file for a module context and returns the function object of its body. Nothing has been executed. */
export function loadMpy(rt: Runtime, bytes: Uint8Array, fileName: string, context: Addr): Word {
  // From here on it is for people to read.
  const name = textOfBstr(fileName);
  const file = parse(rt, bytes, name);
  return place(
    rt,
    file.code,
    name,
    context,
    file.qstrs.map(({ text, raw }) => (raw ? bstrFromBytes(raw) : bstr(text))),
    file.objects.map((object) => (object.kind === 'fun-table' ? undefined : () => newConstant(rt, object))),
  );
}

/** `names` are the texts of the qstrs, `constants` makes the object of each entry of the object table; undefined stands for
 * the function table. */
function place(
  rt: Runtime,
  code: MpyRawCode | CompiledCode,
  fileName: string,
  context: Addr,
  names: readonly string[],
  constants: readonly ((() => Word) | undefined)[],
): Word {
  const { W } = rt;
  const qstrBytes = Math.ceil((names.length * 2) / W) * W;
  const tables = rt.alloc(Math.max(1, qstrBytes + constants.length * W));
  const objTable = tables + qstrBytes;
  rt.setField(context, 2, tables);
  rt.setField(context, 3, objTable);
  names.forEach((text, i) => {
    const q = rt.qstrs.intern(text);
    if (q === 0) cannotIntern(rt, text);
    rt.mem.st16(tables + 2 * i, q);
  });
  constants.forEach((make, i) => {
    const mark = rt.heap.mark();
    const at = objTable + i * W;
    if (make === undefined) rt.stPtr(at, rt.funTable);
    else rt.stObj(at, make());
    rt.heap.release(mark);
  });
  const placed = placeRawCode(rt, code, { tables, objTable, fileName });
  const signature = code.kind === 'asm' ? code.nPosArgs | (code.typeSig << 8) : 0;
  const kind = codeKind(code.kind);
  return newFunctionOfKind(rt, kind, placed.isGenerator, context, placed.children, placed.code, 0, signature);
}

function newConstant(rt: Runtime, object: MpyObject): Word {
  switch (object.kind) {
    case 'none':
    case 'fun-table':
      return NONE;
    case 'false':
      return FALSE;
    case 'true':
      return TRUE;
    case 'ellipsis':
      return ELLIPSIS(rt);
    case 'str':
      return newStr(rt, object.raw ? bstrFromBytes(object.raw) : bstr(object.text));
    case 'bytes':
      return newBytes(rt, bstrFromBytes(object.bytes));
    case 'tuple': {
      const at = rt.sp;
      for (const item of object.items) rt.push(newConstant(rt, item));
      const tuple = newTuple(rt, at, object.items.length);
      rt.sp = at;
      return tuple;
    }
    case 'int':
      return parseNumber(rt, 'int', object.text);
    case 'float':
    case 'complex':
      return parseNumber(rt, object.kind, object.text);
  }
}
