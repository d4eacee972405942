// Builds small .mpy files byte by byte, so that tests can break any rule. For tests only.

/** varuint in shortest form. */
export function v(value: number): number[] {
  const out = [value & 0x7f];
  for (let rest = Math.floor(value / 128); rest > 0; rest = Math.floor(rest / 128)) out.unshift((rest & 0x7f) | 0x80);
  return out;
}

export const ascii = (text: string): number[] => [...text].map((c) => c.charCodeAt(0));
export const bytes = (...parts: (number | readonly number[])[]): Uint8Array => Uint8Array.from(parts.flat());

const HEADER = [0x4d, 6, 0, 31];
/** qstrs: 'a.py', static '<module>'. */
export const QSTRS = [8, ...ascii('a.py'), 0, 0x0f];

export interface BytecodeParts {
  header?: number[];
  counts?: number[];
  tables?: number[];
  /** Signature, sizes, names, line table, cells. */
  prelude?: number[];
  opcodes?: number[];
  /** Replaces kind_len. */
  kindLen?: number[];
  after?: number[];
}

/** A module of one bytecode function; RETURN None by default. */
export function bytecodeFile(p: BytecodeParts = {}): Uint8Array {
  const data = [...(p.prelude ?? [0x08, 0x02, 0x01]), ...(p.opcodes ?? [0x51, 0x63])];
  const kindLen = p.kindLen ?? v((data.length << 3) | (p.after ? 4 : 0));
  return bytes(p.header ?? HEADER, p.counts ?? [2, 0], p.tables ?? QSTRS, kindLen, data, p.after ?? []);
}

export interface NativeParts {
  header?: number[];
  /** Code bytes; 16 zero bytes by default. */
  text?: number[];
  kind?: number;
  hasChildren?: boolean;
  /** Everything after the code. */
  tail?: number[];
}

export const RV64 = [0x4d, 6, 0x33, 31];

/** A module of one native function for rv64imc; viper with an empty relocation stream by default. */
export function nativeFile(p: NativeParts = {}): Uint8Array {
  const text = p.text ?? new Array(16).fill(0);
  const kindLen = v((text.length << 3) | (p.hasChildren ? 4 : 0) | (p.kind ?? 2));
  return bytes(p.header ?? RV64, [2, 0], QSTRS, kindLen, text, p.tail ?? [0x10, 0xff]);
}

/** A viper function with relocations, given scope flags with sizes, and rodata. */
export const relocated = (stream: number[], sections: number[] = [0x10], text?: number[]): Uint8Array =>
  nativeFile({ tail: [...sections, ...stream], ...(text ? { text } : {}) });
