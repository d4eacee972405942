// The build attributes of an ARM object (section .ARM.attributes, "Addenda to, and Errata in, the ABI for the Arm
// Architecture"): for which core it was compiled and how it passes floating-point numbers. Objects that say nothing, or
// whose attributes are broken, are taken as they are: attributes change no byte of a link.
import type { ElfObject } from '../elf/index.js';

const SHT_ARM_ATTRIBUTES = 0x70000003;
const FORMAT_A = 0x41;
const TAG_FILE = 1;
const TAG_CPU_RAW_NAME = 4;
const TAG_CPU_NAME = 5;
const TAG_COMPATIBILITY = 32;
const TAG_CPU_ARCH = 6;
const TAG_CPU_ARCH_PROFILE = 7;
const TAG_FP_ARCH = 10;
const TAG_FP_NUMBER_MODEL = 23;
const TAG_HARD_FP_USE = 27;
const TAG_VFP_ARGS = 28;

export interface ArmAttributes {
  /** Tag_CPU_arch: 10 is v7, 11 v6-M, 12 v6S-M, 13 v7E-M; undefined when the object does not say. */
  readonly cpuArch: number | undefined;
  /** 'A', 'R', 'M' or 0. */
  readonly profile: number;
  /** Floating-point instructions that the object may contain. */
  readonly fpu: 'none' | 'single' | 'double';
  /** Undefined when it passes no floating-point numbers. */
  readonly floatAbi: 'hard' | 'soft' | undefined;
}

export function armAttributes(object: ElfObject): ArmAttributes | undefined {
  const section = object.sections.find((s) => s.type === SHT_ARM_ATTRIBUTES);
  if (!section) return undefined;
  const tags = readFileTags(section.bytes);
  const get = (tag: number) => tags.get(tag) ?? 0;
  const hasFpu = get(TAG_FP_ARCH) !== 0;
  const usesFloats = get(TAG_FP_NUMBER_MODEL) !== 0;
  const args = get(TAG_VFP_ARGS);
  return {
    cpuArch: tags.get(TAG_CPU_ARCH),
    profile: get(TAG_CPU_ARCH_PROFILE),
    fpu: hasFpu ? (get(TAG_HARD_FP_USE) === 1 ? 'single' : 'double') : 'none',
    floatAbi: args === 1 ? 'hard' : args === 0 && usesFloats ? 'soft' : undefined,
  };
}

class Cursor {
  private readonly bytes: Uint8Array;
  at: number;
  readonly end: number;
  constructor(bytes: Uint8Array, at: number, end: number) {
    this.bytes = bytes;
    this.at = at;
    this.end = Math.min(end, bytes.length);
  }
  get isAtEnd(): boolean {
    return this.at >= this.end;
  }
  u32(): number {
    let value = 0;
    for (let i = 3; i >= 0; i--) value = value * 256 + (this.bytes[this.at + i] ?? 0);
    this.at += 4;
    return value;
  }
  uleb(): number {
    let value = 0;
    let scale = 1;
    while (!this.isAtEnd) {
      const byte = this.bytes[this.at++]!;
      value += (byte & 0x7f) * scale;
      scale *= 128;
      if (byte < 0x80) break;
    }
    return value;
  }
  string(): string {
    let text = '';
    while (!this.isAtEnd) {
      const byte = this.bytes[this.at++]!;
      if (byte === 0) break;
      text += String.fromCharCode(byte);
    }
    return text;
  }
}

/** The numeric attributes of the whole file, by tag. */
function readFileTags(bytes: Uint8Array): Map<number, number> {
  const tags = new Map<number, number>();
  if (bytes[0] !== FORMAT_A) return tags;
  const vendors = new Cursor(bytes, 1, bytes.length);
  while (!vendors.isAtEnd) {
    const start = vendors.at;
    const size = vendors.u32();
    if (size < 5) break;
    const parts = new Cursor(bytes, vendors.at, start + size);
    vendors.at = start + size;
    if (parts.string() !== 'aeabi') continue;
    while (!parts.isAtEnd) {
      const from = parts.at;
      const scope = parts.uleb();
      const length = parts.u32();
      if (length < 5) break;
      if (scope === TAG_FILE) readTags(new Cursor(bytes, parts.at, Math.min(from + length, parts.end)), tags);
      parts.at = from + length;
    }
  }
  return tags;
}

function readTags(cursor: Cursor, tags: Map<number, number>): void {
  while (!cursor.isAtEnd) {
    const tag = cursor.uleb();
    if (tag === TAG_CPU_RAW_NAME || tag === TAG_CPU_NAME || (tag > TAG_COMPATIBILITY && tag % 2 === 1)) cursor.string();
    else {
      tags.set(tag, cursor.uleb());
      if (tag === TAG_COMPATIBILITY) cursor.string();
    }
  }
}
