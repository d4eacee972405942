// The header checks of a loader, in the order that decides which exception a target raises (mpy-format.md 3.4-3.6).
import {
  archFlagNames,
  archName,
  FEATURE_ARCH_FLAGS,
  hostAccepts,
  MPY_MAGIC,
  MPY_SUB_VERSION,
  MPY_VERSION,
} from '../abi/index.js';
import { MpyFormatError, type MpyRefusal } from './errors.js';
import { featureArch, featureSubVersion, identifyMpy } from './identify.js';
import { Cursor } from './varuint.js';

export interface MpyTarget {
  /** The target's architecture code; 0 = loads no native code. */
  readonly hostCode: number;
  readonly smallIntBits: number;
  /** Arch flags that the target accepts; undefined = refuses every file that has the field, even with value 0. */
  readonly allowedArchFlags?: number | undefined;
}

/** Why `target` refuses the file by its header, undefined when it does not. */
export function checkTarget(bytes: Uint8Array, target: MpyTarget, file?: string): MpyFormatError | undefined {
  // Missing bytes read as 0xff on a target.
  const at = (i: number) => bytes[i] ?? 0xff;
  const refuse = (refusal: MpyRefusal, code: string, reason: string, offset: number, notes?: readonly string[]) =>
    new MpyFormatError(refusal, code, reason, { file, offset }, notes);
  const code = featureArch(at(2));
  if (at(0) !== MPY_MAGIC || at(1) !== MPY_VERSION || (code !== 0 && featureSubVersion(at(2)) !== MPY_SUB_VERSION)) {
    return headerError(bytes, file);
  }
  if (at(3) > target.smallIntBits) {
    return refuse(
      'incompatible-file',
      'mpy/small-int-bits',
      `the file needs small ints of ${at(3)} bits, the target has ${target.smallIntBits}`,
      3,
      ['compile it with mpy-cross -msmall-int-bits of the target'],
    );
  }
  if (!hostAccepts(target.hostCode, code)) {
    if (target.hostCode === 0) {
      return refuse(
        'native-unsupported',
        'mpy/native',
        `the target loads no native code (the file has ${archName(code)})`,
        2,
      );
    }
    return refuse(
      'incompatible-arch',
      'mpy/arch',
      `the file has native code for ${archName(code)}, the target is ${archName(target.hostCode)}`,
      2,
      [`build the module for ${archName(target.hostCode)}`],
    );
  }
  if (at(2) & FEATURE_ARCH_FLAGS) {
    const allowed = target.allowedArchFlags;
    if (allowed === undefined) {
      return refuse('incompatible-file', 'mpy/arch-flags', 'the target accepts no file with architecture flags', 2);
    }
    let flags: number;
    try {
      flags = new Cursor(bytes, 4, bytes.length, file).varuint('the architecture flags');
    } catch (error) {
      if (error instanceof MpyFormatError) return error;
      throw error;
    }
    // Flags go up to 32 bits: no signed arithmetic.
    const missing = (flags & ~allowed) >>> 0;
    if (missing !== 0) {
      return refuse(
        'incompatible-file',
        'mpy/arch-flags',
        `the file needs ${archFlagNames(11, missing).join(', ')}, which the target does not have`,
        4,
      );
    }
  }
  return undefined;
}

/** The error for a header that is not of this version and native sub-version. */
export function headerError(bytes: Uint8Array, file: string | undefined): MpyFormatError {
  const identity = identifyMpy(bytes);
  const refusal = identity.format === 'mpy-unknown-arch' ? 'incompatible-arch' : 'incompatible-file';
  const offset = identity.format === 'mpy-version' ? 1 : identity.format.startsWith('mpy') ? 2 : 0;
  const notes = identity.advice === undefined ? undefined : [identity.advice];
  return new MpyFormatError(refusal, 'mpy/header', `this is ${identity.text}`, { file, offset }, notes);
}
