// How reading a .mpy fails. An MpyFormatError is a DiagnosticError that also says which refusal a target would give
// (mpy-format.md sections 3.6 and 8), so that a loader can raise the right exception and a tool can tell "made for
// another release" from "damaged".
import { DiagnosticError, type Where } from '../base/index.js';

/** What a target says: the text of its ValueError. Damage is reported by a target as an incompatible file. */
export type MpyRefusal =
  /** Magic, version, sub-version, small-int bits or arch flags: `incompatible .mpy file`. */
  | 'incompatible-file'
  /** Native code of another architecture: `incompatible .mpy arch`. */
  | 'incompatible-arch'
  /** The target loads no native code at all: `native code in .mpy unsupported`. */
  | 'native-unsupported'
  /** The header is fine, the content breaks a rule of the format. */
  | 'malformed';

/** The text of the ValueError that a target raises. */
export const REFUSAL_TEXT: Readonly<Record<MpyRefusal, string>> = {
  'incompatible-file': 'incompatible .mpy file',
  'incompatible-arch': 'incompatible .mpy arch',
  'native-unsupported': 'native code in .mpy unsupported',
  malformed: 'incompatible .mpy file',
};

/** A .mpy file that no target loads, or that breaks the format. */
export class MpyFormatError extends DiagnosticError {
  /** What a target would say. */
  readonly refusal: MpyRefusal;
  /** Byte offset in the file. */
  readonly offset: number;
  /** The message without its position. */
  readonly reason: string;
  constructor(refusal: MpyRefusal, code: string, reason: string, where: Where, notes?: readonly string[]) {
    super([{ code, severity: 'error', message: reason, where, notes }]);
    this.name = 'MpyFormatError';
    this.refusal = refusal;
    this.offset = where.offset ?? 0;
    this.reason = reason;
  }
}
