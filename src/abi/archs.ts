// Architectures of .mpy files (mpy-format.md sections 3.3-3.7): codes, word sizes, arch flags, and which target accepts
// which code. The feature byte of a native file is code << 2 | 3, plus 0x40 when an arch-flags varuint follows.

import { InternalError } from '../base/index.js';

export const MPY_MAGIC = 0x4d;
export const MPY_VERSION = 6;
export const MPY_SUB_VERSION = 3;
/** Bit of the feature byte: an arch-flags varuint follows the header. */
export const FEATURE_ARCH_FLAGS = 0x40;

export interface ArchInfo {
  readonly code: number;
  readonly name: string;
  /** Pointer size; undefined for codes that no machine has. */
  readonly wordSize: 4 | 8;
  /** Can the reference linker make native modules for it. */
  readonly linkable: boolean;
  /** Can mpy-cross generate code for it. */
  readonly emitter: boolean;
  readonly description: string;
}

const arch = (
  code: number,
  name: string,
  wordSize: 4 | 8,
  linkable: boolean,
  emitter: boolean,
  description: string,
): ArchInfo => ({ code, name, wordSize, linkable, emitter, description });

/**
 * Codes 1 to 12, and one of ours. Nobody has given AArch64 a code: 15 is the last one that the header can hold beside the
 * known ones, so that new architectures, which count up from 13, take long to get there. No firmware accepts it.
 * Code 0 is "no native code"; 13 (`debug`) is a text listing of mpy-cross and never a file. */
export const ARCHS: readonly ArchInfo[] = [
  arch(1, 'x86', 4, true, true, 'i386'),
  arch(2, 'x64', 8, true, true, 'x86-64'),
  arch(3, 'armv6', 4, false, true, 'ARM in A32 mode'),
  arch(4, 'armv6m', 4, true, true, 'Cortex-M0, M0+'),
  arch(5, 'armv7m', 4, true, true, 'Cortex-M3'),
  arch(6, 'armv7em', 4, false, true, 'Cortex-M4 without FPU'),
  arch(7, 'armv7emsp', 4, true, true, 'Cortex-M4, M7 with single-precision FPU'),
  arch(8, 'armv7emdp', 4, true, true, 'Cortex-M7 with double-precision FPU'),
  arch(9, 'xtensa', 4, true, true, 'Xtensa call0 (ESP8266)'),
  arch(10, 'xtensawin', 4, true, true, 'Xtensa windowed (ESP32)'),
  arch(11, 'rv32imc', 4, true, true, 'RISC-V 32-bit'),
  arch(12, 'rv64imc', 8, true, false, 'RISC-V 64-bit'),
  arch(15, 'aarch64', 8, false, false, 'ARM 64-bit (experimental)'),
];

const ARCH_DEBUG_CODE = 13;

export function archByCode(code: number): ArchInfo | undefined {
  return ARCHS.find((a) => a.code === code);
}

export function archByName(name: string): ArchInfo | undefined {
  return ARCHS.find((a) => a.name === name);
}

/** The code of an architecture of ARCHS. */
export function archCode(name: string): number {
  const info = archByName(name);
  if (!info) throw new InternalError(`no architecture code for ${name}`);
  return info.code;
}

/** `none` for 0, the name, or `unknown(N)`. */
export function archName(code: number): string {
  if (code === 0) return 'none';
  if (code === ARCH_DEBUG_CODE) return 'debug';
  return archByCode(code)?.name ?? `unknown(${code})`;
}

export interface HostInfo {
  readonly code: number;
  readonly description: string;
}

/** Codes that a target can report as its own. Code 5 is none of them: a Cortex-M3 reports 6. */
export const HOSTS: readonly HostInfo[] = [
  { code: 0, description: 'targets without native loading' },
  { code: 1, description: 'i386' },
  { code: 2, description: 'x86-64' },
  { code: 3, description: 'ARM in A32 mode' },
  { code: 4, description: 'Thumb without Thumb-2 (Cortex-M0, M0+)' },
  { code: 6, description: 'Thumb-2 without FPU (Cortex-M3, M4 soft-float)' },
  { code: 7, description: 'Thumb-2 with single-precision FPU (Cortex-M4F, M7)' },
  { code: 8, description: 'Thumb-2 with double-precision FPU (Cortex-M7)' },
  { code: 9, description: 'Xtensa call0 (ESP8266)' },
  { code: 10, description: 'Xtensa windowed (ESP32)' },
  { code: 11, description: 'RISC-V 32-bit' },
  { code: 12, description: 'RISC-V 64-bit' },
];

const THUMB_FIRST = 4;
const THUMB_LAST = 8;

/** Does a target with this host code load files of this architecture code. Only Thumb has a range rule. */
export function hostAccepts(host: number, file: number): boolean {
  if (file === 0 || file === host) return true;
  return host >= THUMB_FIRST && host <= THUMB_LAST && file >= THUMB_FIRST && file <= host;
}

/** rv32imc is the only architecture that defines flags. */
export const RV32_FLAGS = { zba: 1, zcmp: 2 } as const;

/** Names of the bits of an arch-flags value, unknown bits as a number. */
export function archFlagNames(archCode: number, flags: number): string[] {
  const names: string[] = [];
  let rest = flags;
  if (archCode === 11) {
    for (const [name, bit] of Object.entries(RV32_FLAGS)) {
      if (flags & bit) names.push(name);
      rest -= flags & bit;
    }
  }
  if (rest !== 0) names.push(`0x${rest.toString(16)}`);
  return names;
}

/** The feature byte of a file: 0 for bytecode only, plus the flags bit. */
export function featureByte(archCode: number, archFlags: number): number {
  return (archCode === 0 ? 0 : (archCode << 2) | MPY_SUB_VERSION) | (archFlags ? FEATURE_ARCH_FLAGS : 0);
}

/** sys.implementation._mpy of a target. The flags part has no fixed width, so this is arithmetic. */
export function composeMpyAttribute(hostCode: number, allowedArchFlags = 0): number {
  return (MPY_VERSION | (MPY_SUB_VERSION << 8) | (hostCode << 10)) + allowedArchFlags * 0x10000;
}

/** What such a number says. */
export function decomposeMpyAttribute(value: number): {
  version: number;
  subVersion: number;
  arch: number;
  archFlags: number;
} {
  return {
    version: value & 0xff,
    subVersion: (value >>> 8) & 3,
    arch: (value >>> 10) & 0x3f,
    archFlags: Math.floor(value / 0x10000),
  };
}
