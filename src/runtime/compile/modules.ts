// Numbers of built-in modules that attribute reads fold to (bytecode.md 12.2), matched by the module's name alone. The
// cross compiler knows those of `math`; the firmware also those of `errno` and `uctypes` (python-dialect.md 24.2).

import { ERRNO } from '../../abi/index.js';
import type { Constant } from './constants.js';

const MATH: Readonly<Record<string, number>> = {
  e: Math.E,
  pi: Math.PI,
  tau: 2 * Math.PI,
  inf: Number.POSITIVE_INFINITY,
};

/** One object, because NaNs are told apart by identity. */
const NAN: Constant = { kind: 'float', value: Number.NaN };

/** Names that the firmware's errno module has. */
const ERRNO_ATTRIBUTES =
  'EACCES EADDRINUSE EAGAIN EALREADY EBADF ECONNABORTED ECONNREFUSED ECONNRESET EEXIST EHOSTUNREACH EINPROGRESS EINVAL EIO EISDIR ENOBUFS ENODEV ENOENT ENOMEM ENOTCONN EOPNOTSUPP EPERM ETIMEDOUT';

const errnoNumbers = new Map(Object.entries(ERRNO));
const ERRNO_MODULE: ReadonlyMap<string, number> = new Map(
  ERRNO_ATTRIBUTES.split(' ').map((name) => [name, errnoNumbers.get(name)!]),
);

/** LONG and ULONG depend on the word size. */
const UCTYPES: Readonly<Record<string, number>> = {
  ARRAY: -1073741824,
  BFINT16: -671088640,
  BFINT32: -402653184,
  BFINT8: -939524096,
  BFUINT16: -805306368,
  BFUINT32: -536870912,
  BFUINT8: -1073741824,
  BF_LEN: 22,
  BF_POS: 17,
  BIG_ENDIAN: 1,
  FLOAT32: -268435456,
  FLOAT64: -134217728,
  INT: 671088640,
  INT16: 402653184,
  INT32: 671088640,
  INT64: 939524096,
  INT8: 134217728,
  LITTLE_ENDIAN: 0,
  LONGLONG: 939524096,
  NATIVE: 2,
  PTR: 536870912,
  SHORT: 402653184,
  UINT: 536870912,
  UINT16: 268435456,
  UINT32: 536870912,
  UINT64: 805306368,
  UINT8: 0,
  ULONGLONG: 805306368,
  USHORT: 268435456,
  VOID: 0,
};

const own = (table: Readonly<Record<string, number>>, name: string): number | undefined =>
  Object.hasOwn(table, name) ? table[name] : undefined;

function firmwareNumber(module: string, name: string, is64: boolean): number | undefined {
  if (module === 'errno') return ERRNO_MODULE.get(name);
  if (module !== 'uctypes') return undefined;
  if (name === 'LONG') return is64 ? UCTYPES.INT64 : UCTYPES.INT32;
  if (name === 'ULONG') return is64 ? UCTYPES.UINT64 : UCTYPES.UINT;
  return own(UCTYPES, name);
}

export function moduleConstant(
  module: string,
  name: string,
  options: { readonly isFirmware: boolean; readonly is64: boolean; readonly round: (x: number) => number },
): Constant | undefined {
  if (module === 'math') {
    if (name === 'nan') return NAN;
    const value = own(MATH, name);
    return value === undefined ? undefined : { kind: 'float', value: options.round(value) };
  }
  const value = options.isFirmware ? firmwareNumber(module, name, options.is64) : undefined;
  return value === undefined ? undefined : { kind: 'int', value: BigInt(value) };
}
