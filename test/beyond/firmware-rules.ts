// What firmware nobody has changed makes of a native module, from the description of the file format alone: a reader that
// shares no code with src/mpy, and stricter than a loader, as a loader believes what it reads.

export interface Loaded {
  readonly arch: number;
  readonly flags: number;
  readonly wordSize: 4 | 8;
  readonly qstrs: readonly string[];
  readonly text: Uint8Array;
  readonly rodata: Uint8Array;
  readonly bssSize: number;
  readonly relocations: readonly {
    readonly section: 'text' | 'rodata';
    readonly offset: number;
    readonly kind: Kind;
  }[];
  /** Does a relocated word of text hold the first address of the data block: what holds none of them may be collected. */
  readonly keepsData: boolean;
}
/** What is added to a word; a number is an entry of the function table. */
export type Kind = 'text' | 'rodata' | 'bss' | 'qstrs' | 'objects' | 'table' | number;

/** Codes of architectures that firmware exists for, with their words. */
const WORDS: Readonly<Record<number, 4 | 8>> = { 1: 4, 2: 8, 4: 4, 5: 4, 6: 4, 7: 4, 8: 4, 9: 4, 10: 4, 11: 4, 12: 8 };
const RV32IMC = 11;
const XTENSAWIN = 10;
const STATIC_QSTRS = 165;
const TABLE_ENTRIES = 87;
const VIPER = 2;
const FLAG = { reloc: 0x10, rodata: 0x20, bss: 0x40 };

function check(condition: boolean, what: string): asserts condition {
  if (!condition) throw new Error(`firmware would not take the module: ${what}`);
}

class Stream {
  at = 0;
  constructor(private readonly bytes: Uint8Array) {}
  byte(): number {
    check(this.at < this.bytes.length, 'it ends too early');
    return this.bytes[this.at++]!;
  }
  take(n: number): Uint8Array {
    check(n <= this.bytes.length - this.at, 'it ends too early');
    this.at += n;
    return this.bytes.slice(this.at - n, this.at);
  }
  varuint(): number {
    let value = 0;
    for (let first = true; ; first = false) {
      const b = this.byte();
      check(!(first && b === 0x80), 'a number is longer than it has to be');
      value = value * 128 + (b & 127);
      check(value < 2 ** 32, 'a number has more than 32 bits');
      if (b < 128) return value;
    }
  }
  get isAtEnd(): boolean {
    return this.at === this.bytes.length;
  }
}

export interface Firmware {
  /** Bits of --arch-flags that it was built for. */
  readonly flags?: number;
  /** Does it take the architecture that no firmware has yet. */
  readonly experimental?: boolean;
}

export function loadAsFirmware(file: Uint8Array, firmware: Firmware = {}): Loaded {
  const allowedFlags = firmware.flags ?? 0;
  const s = new Stream(file);
  check(s.byte() === 0x4d && s.byte() === 6, 'magic or version');
  const feature = s.byte();
  check((feature & 3) === 3, 'sub-version');
  check(feature < 128, 'bit 7 of the feature byte');
  const arch = (feature >> 2) & 15;
  const wordSize = WORDS[arch] ?? (firmware.experimental ? 8 : undefined);
  check(wordSize !== undefined, `architecture ${arch}`);
  check(s.byte() === 31, 'small-int bits');
  let flags = 0;
  if (feature & 0x40) {
    flags = s.varuint();
    check(arch === RV32IMC && flags !== 0 && (flags & ~allowedFlags) === 0, `flags ${flags}`);
  }
  const count = s.varuint();
  const objects = s.varuint();
  check(count >= 1 && count < 65536, 'number of qstrs');
  check(objects === 0, 'a native module has no objects');
  const qstrs = Array.from({ length: count }, () => qstr(s));
  check(new Set(qstrs.slice(1)).size === count - 1, 'a qstr twice');

  const head = s.varuint();
  check((head & 3) === VIPER && (head & 4) === 0, 'raw code of another kind');
  const text = s.take(head >>> 3);
  const scope = s.varuint();
  check((scope & ~(FLAG.reloc | FLAG.rodata | FLAG.bss)) === 0 && (scope & FLAG.reloc) !== 0, `scope flags ${scope}`);
  const rodataSize = scope & FLAG.rodata ? s.varuint() : 0;
  const bssSize = scope & FLAG.bss ? s.varuint() : 0;
  check(!(scope & FLAG.rodata) || rodataSize > 0, 'no rodata');
  check(!(scope & FLAG.bss) || bssSize > 0, 'no bss');
  check(rodataSize === 0 || arch === XTENSAWIN, 'rodata of its own');
  const rodata = s.take(rodataSize);
  const relocations = relocationsOf(s, wordSize, { text: text.length, rodata: rodataSize });
  check(s.isAtEnd, 'something behind the raw code');
  check(bssSize < 2 ** 31, 'bss');
  for (const { kind } of relocations) {
    check(kind !== 'bss' || bssSize + rodataSize > 0, 'the address of bss, which there is none of');
    check(kind !== 'rodata' || rodataSize > 0, 'the address of rodata, which there is none of');
  }
  // The first address of the data keeps it from being collected: 7.4 of the format's description.
  const keepsData = relocations.some(({ section, offset, kind }) => {
    const image = section === 'text' ? text : rodata;
    const view = new DataView(image.buffer, image.byteOffset);
    const low = view.getUint32(offset, true);
    return section === 'text' && low === 0 && (kind === 'bss' || (kind === 'rodata' && bssSize === 0));
  });
  return { arch, flags, wordSize, qstrs, text, rodata, bssSize, relocations, keepsData };
}

function qstr(s: Stream): string {
  const x = s.varuint();
  if (x & 1) {
    check(x >> 1 >= 1 && x >> 1 <= STATIC_QSTRS, `static qstr ${x >> 1}`);
    return `static ${x >> 1}`;
  }
  check(x >> 1 <= 255, 'a name of more than 255 bytes');
  const text = new TextDecoder('utf-8', { fatal: true }).decode(s.take(x >> 1));
  check(s.byte() === 0, 'no zero behind a qstr');
  return text;
}

function relocationsOf(s: Stream, word: number, sizes: Readonly<Record<'text' | 'rodata', number>>) {
  const out: { section: 'text' | 'rodata'; offset: number; kind: Kind }[] = [];
  const seen = new Set<string>();
  let section: 'text' | 'rodata' | undefined;
  let index = 0;
  for (let op = s.byte(); op !== 0xff; op = s.byte()) {
    if (op & 1) {
      const address = s.varuint();
      section = address & 1 ? 'rodata' : 'text';
      index = address >>> 1;
    }
    check(section !== undefined, 'the first relocation has no address');
    const k = op >> 1;
    let kind: Kind;
    let n = 1;
    if (k <= 5) {
      if (k & 1) n = s.varuint();
      kind = (['text', 'rodata', 'bss'] as const)[k >> 1]!;
    } else if (k <= 8) kind = (['qstrs', 'objects', 'table'] as const)[k - 6]!;
    else {
      kind = k - 9;
      check(kind < TABLE_ENTRIES, `entry ${kind} of the function table`);
    }
    check(n >= 1, 'no words to relocate');
    for (; n > 0; n--, index++) {
      const offset = index * word;
      check(offset + word <= sizes[section], 'a relocation outside the image');
      check(!seen.has(`${section}${offset}`), 'a word is relocated twice');
      seen.add(`${section}${offset}`);
      out.push({ section, offset, kind });
    }
  }
  return out;
}
