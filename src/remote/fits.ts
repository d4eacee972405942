// Whether a target loads a .mpy file, by what it says of itself (boards-and-runner.md A1: the bits of `_mpy`).
import {
  archByCode,
  archName,
  decomposeMpyAttribute,
  hostAccepts,
  MPY_SUB_VERSION,
  MPY_VERSION,
} from '../abi/index.js';
import { checkTarget, identifyMpy } from '../mpy/index.js';
import type { TargetInfo } from './device-code.js';

const archCodeOf = ({ mpy }: TargetInfo): number => decomposeMpyAttribute(mpy).arch;

/** The architecture's name, as in the names of module files; 'none' where no native code is loaded. */
export function archOf(info: TargetInfo): string {
  const code = archCodeOf(info);
  return code === 0 ? 'none' : archName(code);
}

/** All architectures whose modules a target loads, its own first, then the nearest. */
export function loadableArchs(info: TargetInfo): string[] {
  const own = archCodeOf(info);
  const codes = Array.from({ length: own }, (_, i) => own - i);
  return codes.filter((code) => archByCode(code) && hostAccepts(own, code)).map(archName);
}

/** Why the target does not load this file; undefined if it does. */
export function whyUnfit(bytes: Uint8Array, info: TargetInfo): string | undefined {
  if (info.mpy === 0) return 'the target loads no .mpy files';
  const { version, subVersion, arch, archFlags } = decomposeMpyAttribute(info.mpy);
  const file = identifyMpy(bytes);
  const isNative = file.arch !== undefined && file.arch !== 0;
  if (file.version !== undefined && (file.version !== version || (isNative && file.subVersion !== subVersion))) {
    const own = isNative ? `${file.version}.${file.subVersion}` : `${file.version}`;
    return `the file is of .mpy version ${own}, the target loads ${isNative ? `${version}.${subVersion}` : version}`;
  }
  // Of other versions nothing more is known here.
  if (version !== MPY_VERSION || (isNative && subVersion !== MPY_SUB_VERSION)) return undefined;
  const target = {
    hostCode: arch,
    smallIntBits: info.wordBits - 1,
    allowedArchFlags: archFlags === 0 ? undefined : archFlags,
  };
  return checkTarget(bytes, target)?.reason;
}
