// A small assembler over the instruction table, so that tests and tools read as assembly. It takes the spelling that the
// disassembler prints, the usual pseudo-instructions, labels, and .byte .half .word .dword .align. It never compresses:
// a compressed instruction is asked for by its name (c.addi).

import { fail } from '../base/index.js';
import { CSR_NUMBERS } from './csr-names.js';
import { decode, extensions } from './decode.js';
import { encode } from './encode.js';
import { INSTRUCTIONS, type Instruction, type Xlen } from './isa.js';
import { FLOAT_REGISTER_NUMBERS, REGISTER_NUMBERS, zcmpAdjustment, zcmpRegisters } from './registers.js';

export interface AssembleOptions {
  readonly xlen: Xlen;
  /** Address of the first byte; 0 by default. */
  readonly base?: number;
}

/** Machine code and the address of each label. */
export interface Assembled {
  readonly bytes: Uint8Array;
  readonly labels: ReadonlyMap<string, number>;
}

/** Pseudo-instructions by mnemonic and operand count: $1, $2, ... are the operands. */
const PSEUDO: ReadonlyMap<string, string> = new Map(
  Object.entries({
    'nop/0': 'addi zero,zero,0',
    'c.nop/0': 'c.addi zero,0',
    'mv/2': 'addi $1,$2,0',
    'not/2': 'xori $1,$2,-1',
    'neg/2': 'sub $1,zero,$2',
    'negw/2': 'subw $1,zero,$2',
    'sext.w/2': 'addiw $1,$2,0',
    'seqz/2': 'sltiu $1,$2,1',
    'snez/2': 'sltu $1,zero,$2',
    'j/1': 'jal zero,$1',
    'jal/1': 'jal ra,$1',
    'call/1': 'jal ra,$1',
    'jr/1': 'jalr zero,0($1)',
    'jalr/1': 'jalr ra,0($1)',
    'ret/0': 'jalr zero,0(ra)',
    'beqz/2': 'beq $1,zero,$2',
    'bnez/2': 'bne $1,zero,$2',
    'bltz/2': 'blt $1,zero,$2',
    'bgez/2': 'bge $1,zero,$2',
    'blez/2': 'bge zero,$1,$2',
    'bgtz/2': 'blt zero,$1,$2',
    'bgt/3': 'blt $2,$1,$3',
    'ble/3': 'bge $2,$1,$3',
    'csrr/2': 'csrrs $1,$2,zero',
    'csrw/2': 'csrrw zero,$1,$2',
    'fence/0': 'fence iorw,iorw',
  }),
);

/** Longest output; keeps a mistyped .align from asking for all memory. */
const MAX_SIZE = 0x100_0000;
const DATA_SIZES: ReadonlyMap<string, number> = new Map(
  Object.entries({
    '.byte': 1,
    '.2byte': 2,
    '.half': 2,
    '.4byte': 4,
    '.word': 4,
    '.dword': 8,
  }),
);

const rowsByName = new Map<string, Instruction[]>();
for (const row of INSTRUCTIONS) {
  if (row.ext === 'hint') continue;
  const rows = rowsByName.get(row.name);
  if (rows) rows.push(row);
  else rowsByName.set(row.name, [row]);
}

interface Statement {
  readonly line: number;
  readonly mnemonic: string;
  readonly operands: string;
  readonly address: number;
}

/** Assembles source text. Mistakes are diagnostics that name the line. */
export function assemble(source: string, options: AssembleOptions): Assembled {
  return new Assembler(options).run(source);
}

class Assembler {
  private readonly xlen: Xlen;
  private readonly base: number;
  private readonly labels = new Map<string, number>();
  private readonly statements: Statement[] = [];

  constructor({ xlen, base = 0 }: AssembleOptions) {
    this.xlen = xlen;
    this.base = base;
  }

  run(source: string): Assembled {
    let address = this.base;
    source.split('\n').forEach((text, index) => {
      for (const part of text.replace(/(#|\/\/).*$/, '').split(';'))
        address = this.collect(part.trim(), index + 1, address);
    });
    if (address - this.base > MAX_SIZE) this.error(0, `the code is longer than ${MAX_SIZE} bytes`);
    const bytes = new Uint8Array(address - this.base);
    for (const statement of this.statements) this.emit(statement, bytes);
    return { bytes, labels: this.labels };
  }

  /** First pass: labels and sizes. Returns the address behind the statement. */
  private collect(text: string, line: number, address: number): number {
    const label = /^([A-Za-z_.$][\w.$]*|\d+):\s*/.exec(text);
    if (label) {
      if (this.labels.has(label[1]!)) this.error(line, `label ${label[1]} is defined twice`);
      this.labels.set(label[1]!, address);
      return this.collect(text.slice(label[0].length), line, address);
    }
    if (text === '') return address;
    const [, mnemonic, operands] = /^(\S+)\s*([\s\S]*)$/.exec(text)!;
    if (mnemonic === 'li') {
      const [rd, value] = splitOperands(operands!);
      for (const step of loadImmediate(rd ?? '', this.wide(value ?? '', line, address), this.xlen)) {
        address = this.collect(step, line, address);
      }
      return address;
    }
    if (mnemonic === 'la') {
      const [rd, target] = splitOperands(operands!);
      this.add(line, 'la.auipc', `${rd},${target}`, address);
      this.add(line, 'la.addi', `${rd},${target}`, address + 4);
      return address + 8;
    }
    const pseudo = PSEUDO.get(`${mnemonic}/${splitOperands(operands!).length}`);
    if (pseudo !== undefined) {
      const values = splitOperands(operands!);
      return this.collect(
        pseudo.replace(/\$(\d)/g, (_, n) => values[Number(n) - 1]!),
        line,
        address,
      );
    }
    this.add(line, mnemonic!, operands!.replace(/\s+/g, ''), address);
    if (mnemonic === '.align') {
      const power = this.integer(operands!.trim(), line);
      if (!(power >= 0 && power <= 16)) this.error(line, '.align takes a power of two from 0 to 16');
      return Math.ceil(address / 2 ** power) * 2 ** power;
    }
    const unit = DATA_SIZES.get(mnemonic!);
    if (unit !== undefined) return address + unit * splitOperands(operands!).length;
    const row = this.candidates(mnemonic!, line)[0]!;
    return address + row.size;
  }

  private add(line: number, mnemonic: string, operands: string, address: number): void {
    this.statements.push({ line, mnemonic, operands, address });
  }

  /** Rows of a mnemonic, with the ordering suffix of an atomic instruction taken off. */
  private candidates(mnemonic: string, line: number): Instruction[] {
    const rows = rowsByName.get(mnemonic) ?? rowsByName.get(mnemonic.replace(/\.(aq|rl|aqrl)$/, ''));
    const usable = rows?.filter((row) => row.xlen === 0 || row.xlen === this.xlen) ?? [];
    if (usable.length === 0) this.error(line, `unknown instruction ${mnemonic} on RV${this.xlen}`);
    return usable;
  }

  private emit(statement: Statement, bytes: Uint8Array): void {
    const { line, mnemonic, operands, address } = statement;
    const at = address - this.base;
    if (mnemonic === '.align') return;
    const unit = DATA_SIZES.get(mnemonic);
    if (unit !== undefined) {
      splitOperands(operands).forEach((text, index) => {
        let value = BigInt.asUintN(64, this.wide(text, line, address));
        for (let i = 0; i < unit; i++, value >>= 8n) bytes[at + index * unit + i] = Number(value & 0xffn);
      });
      return;
    }
    const [word, size] = this.instruction(statement);
    for (let i = 0; i < size; i++) bytes[at + i] = word >>> (8 * i);
  }

  private instruction({ line, mnemonic, operands, address }: Statement): [word: number, size: number] {
    if (mnemonic.startsWith('la.')) return [this.loadAddress(mnemonic, operands, address, line), 4];
    let reason = '';
    for (const row of this.candidates(mnemonic, line)) {
      const values = this.match(row, operands, address, line);
      if (!values) continue;
      const suffix = mnemonic.slice(row.name.length);
      if (suffix.includes('aq')) values.aq = 1;
      if (suffix.includes('rl')) values.rl = 1;
      const word = encode(row, values);
      if (typeof word === 'string') {
        reason ||= word;
        continue;
      }
      const back = decode(
        word,
        this.xlen,
        extensions('f', 'd', 'fc', row.ext === 'zcmp' ? 'zcmp' : 'dc', 'priv', 'zba', 'reserved'),
      );
      if (back?.instruction === row) return [word, row.size];
      reason ||= 'these operands are reserved';
    }
    return this.error(line, `${mnemonic} ${operands}: ${reason || 'wrong operands'}`);
  }

  /** auipc and addi of `la`: both are relative to the auipc. */
  private loadAddress(mnemonic: string, operands: string, address: number, line: number): number {
    const [rd, target] = splitOperands(operands);
    const number = REGISTER_NUMBERS.get(rd ?? '') ?? this.error(line, `${rd} is no register`);
    const start = mnemonic === 'la.auipc' ? address : address - 4;
    const offset = Number(this.wide(target ?? '', line, address)) - start;
    const low = (offset << 20) >> 20;
    const row = rowsByName.get(mnemonic.slice(3))![0]!;
    const values: Record<string, number> =
      mnemonic === 'la.auipc' ? { rd: number, imm: (offset - low) | 0 } : { rd: number, rs1: number, imm: low };
    const word = encode(row, values);
    return typeof word === 'number' ? word : this.error(line, word);
  }

  /** Reads operands by the template of a row; undefined if they do not have its shape. */
  private match(row: Instruction, operands: string, address: number, line: number): Record<string, number> | undefined {
    const values: Record<string, number> = {};
    const parts = row.operands.replace(/ /g, '').match(/[a-z][a-z0-9]*'?|[^a-z]/g) ?? [];
    let rest = operands;
    for (let i = 0; i < parts.length; i++) {
      const part = parts[i]!;
      if (part === ',' && parts[i + 1] === 'rm' && rest === '') {
        values.rm = 7;
        return values;
      }
      if (!/^[a-z]/.test(part) || part === 'sp') {
        if (!rest.startsWith(part)) return undefined;
        rest = rest.slice(part.length);
        continue;
      }
      let end = i + 1 < parts.length ? rest.indexOf(parts[i + 1]!) : rest.length;
      // The rounding mode may be left out with its comma.
      if (end < 0 && parts[i + 2] === 'rm') end = rest.length;
      if (end < 0) return undefined;
      if (!this.operand(part.replace("'", ''), rest.slice(0, end), values, address, line)) return undefined;
      rest = rest.slice(end);
    }
    return rest === '' ? values : undefined;
  }

  /** Reads one operand into `values`; false if the text cannot be one. */
  private operand(kind: string, text: string, values: Record<string, number>, address: number, line: number): boolean {
    const set = (name: string, value: number | undefined): boolean => {
      if (value === undefined || value < 0) return false;
      values[name] = value;
      return true;
    };
    switch (kind) {
      case 'rd':
      case 'rs1':
      case 'rs2':
      case 'r1s':
      case 'r2s':
        return set(kind, REGISTER_NUMBERS.get(text));
      case 'frd':
      case 'frs1':
      case 'frs2':
      case 'frs3':
        return set(kind.slice(1), FLOAT_REGISTER_NUMBERS.get(text));
      case 'csr':
        return set('csr', CSR_NUMBERS.get(text) ?? this.integer(text, line));
      case 'pred':
      case 'succ':
        return set(
          kind,
          text === 'unknown' ? 0 : [...text].reduce((sum, letter) => sum | (8 >> 'iorw'.indexOf(letter)), 0),
        );
      case 'rm':
        return set('rm', ['rne', 'rtz', 'rdn', 'rup', 'rmm', '', '', 'dyn'].indexOf(text));
      case 'rlist':
        return set('rlist', parseRegisterList(text));
      case 'adj':
        values.imm = this.integer(text, line) - zcmpAdjustment(values.rlist!, 0, this.xlen);
        return true;
      case 'upper':
        // Twenty bits, written unsigned as the disassembler does, or signed.
        values.imm = this.integer(text, line) << 12;
        return values.imm >> 12 === this.integer(text, line) || values.imm >>> 12 === this.integer(text, line);
      case 'target':
        values.imm = this.relative(text, line, address);
        return true;
      default:
        values.imm = text === '' ? 0 : Number(this.wide(text, line, address));
        return true;
    }
  }

  /** Distance from `address` to a target, which wraps at the width of the CPU. */
  private relative(text: string, line: number, address: number): number {
    const distance = this.wide(text, line, address) - BigInt(address);
    return Number(BigInt.asIntN(this.xlen, distance));
  }

  private integer(text: string, line: number): number {
    return Number(this.wide(text, line, 0));
  }

  /** A sum of numbers, labels and `.`. */
  private wide(text: string, line: number, address: number): bigint {
    const terms = text.match(/[+-]?[^+-]+/g);
    if (!terms || terms.join('') !== text) return this.error(line, `"${text}" is no number or label`);
    let sum = 0n;
    for (const term of terms) {
      const [, sign, name] = /^([+-]?)\s*(.*)$/.exec(term.trim())!;
      let value: bigint;
      if (name === '.') value = BigInt(address);
      else if (this.labels.has(name!)) value = BigInt(this.labels.get(name!)!);
      else if (/^(0x[0-9a-fA-F]+|0b[01]+|\d+)$/.test(name!)) value = BigInt(name!);
      else return this.error(line, `"${name}" is no number or label`);
      sum += sign === '-' ? -value : value;
    }
    return sum;
  }

  private error(line: number, message: string): never {
    return fail('assembler', `line ${line}: ${message}`);
  }
}

function splitOperands(text: string): string[] {
  return text.trim() === '' ? [] : text.split(',').map((part) => part.trim());
}

/** `ra`, `ra,s0` or `ra,s0-sN` to rlist; undefined if there is no such list. */
function parseRegisterList(text: string): number | undefined {
  for (let rlist = 4; rlist < 16; rlist++) {
    const saved = zcmpRegisters(rlist).length - 1;
    const forms = saved === 0 ? ['ra'] : saved === 1 ? ['ra,s0', 'ra,s0-s0'] : [`ra,s0-s${saved - 1}`];
    if (forms.includes(text)) return rlist;
  }
  return undefined;
}

/** Instructions that load a constant of the CPU's width. */
function loadImmediate(rd: string, value: bigint, xlen: Xlen): string[] {
  const wide = BigInt.asIntN(xlen, value);
  const low = BigInt.asIntN(12, wide);
  if (wide === low) return [`addi ${rd},zero,${low}`];
  if (wide === BigInt.asIntN(32, wide)) {
    const upper = BigInt.asUintN(20, (wide - low) >> 12n);
    const add = xlen === 64 ? 'addiw' : 'addi';
    return [`lui ${rd},${upper}`, ...(low === 0n ? [] : [`${add} ${rd},${rd},${low}`])];
  }
  // Shift the rest into place twelve bits at a time.
  const rest = (wide - low) >> 12n;
  return [...loadImmediate(rd, rest, xlen), `slli ${rd},${rd},12`, ...(low === 0n ? [] : [`addi ${rd},${rd},${low}`])];
}
