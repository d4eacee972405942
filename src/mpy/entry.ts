// Where a native module starts: the loader calls text+0, where the linker put either mpy_init itself or a jump to it in
// one of the forms of linker.md section 10.2. Decoding that one jump needs no disassembler.

export interface EntryJump {
  /** Offset in text that the jump at text+0 goes to. */
  readonly target: number;
  /** Bytes of the jump, without padding. */
  readonly size: number;
}

/** The jump at the start of text, undefined when there is none (the code itself starts there). */
export function decodeEntryJump(text: Uint8Array, archName: string): EntryJump | undefined {
  const jump = decode(text, archName);
  return jump && jump.target >= jump.size && jump.target < text.length ? jump : undefined;
}

function decode(text: Uint8Array, archName: string): EntryJump | undefined {
  const u16 = (at: number) => (text[at] ?? 0) | ((text[at + 1] ?? 0) << 8);
  const i32 = (at: number) => u16(at) | (u16(at + 2) << 16);
  switch (archName) {
    case 'x86':
    case 'x64':
      if (text[0] === 0xeb) return { target: 2 + (((text[1] ?? 0) << 24) >> 24), size: 2 };
      if (text[0] === 0xe9) return { target: 5 + i32(1), size: 5 };
      return undefined;
    case 'armv6m':
    case 'armv7m':
    case 'armv7em':
    case 'armv7emsp':
    case 'armv7emdp': {
      const h = u16(0);
      const wide = (at: number) => ((u16(at) & 0x7ff) << 12) | ((u16(at + 2) & 0x7ff) << 1);
      if ((h & 0xf800) === 0xe000) return { target: 4 + (((h & 0x7ff) << 21) >> 20), size: 2 };
      if ((h & 0xf800) === 0xf000 && (u16(2) & 0xf800) === 0xb800)
        return { target: 4 + ((wide(0) << 9) >> 9), size: 4 };
      if (h === 0xb501 && (u16(2) & 0xf800) === 0xf000 && (u16(4) & 0xf800) === 0xf800 && u16(6) === 0xbd01) {
        return { target: 6 + ((wide(2) << 9) >> 9), size: 8 };
      }
      return undefined;
    }
    case 'xtensa':
    case 'xtensawin': {
      const word = u16(0) | ((text[2] ?? 0) << 16);
      // J: target = PC + 4 + displacement.
      return (word & 0x3f) === 6 ? { target: 4 + ((word << 8) >> 14), size: 3 } : undefined;
    }
    case 'rv32imc':
    case 'rv64imc': {
      const h = u16(0);
      if ((h & 0xe003) === 0xa001) {
        const bit = (from: number, to: number) => ((h >> from) & 1) << to;
        const offset =
          bit(12, 11) |
          bit(11, 4) |
          (((h >> 9) & 3) << 8) |
          bit(8, 10) |
          bit(7, 6) |
          bit(6, 7) |
          (((h >> 3) & 7) << 1) |
          bit(2, 5);
        return { target: (offset << 20) >> 20, size: 2 };
      }
      const auipc = i32(0);
      const jalr = i32(4);
      if ((auipc & 0xfff) === 0xf97 && (jalr & 0xfffff) === 0xf8067) {
        return { target: ((auipc & 0xfffff000) + (jalr >> 20)) | 0, size: 8 };
      }
      return undefined;
    }
    case 'aarch64':
      // B: a distance of 26 bits in words.
      return i32(0) >>> 26 === 5 ? { target: (i32(0) << 6) >> 4, size: 4 } : undefined;
    default:
      return undefined;
  }
}
