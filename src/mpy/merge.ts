// Merges several .mpy files into one whose body runs the bodies of all, in one namespace (mpy-format.md section 11).
// The native input, if any, comes first and stays as it is, because indexes inside machine code cannot be rewritten;
// the other inputs get their table indexes moved up. Bytes agree with the reference tool except for its defects:
// UNWIND_JUMP keeps its target, the small-int bits are the largest of all inputs, flags cannot be set on bytecode,
// trailing bytes are refused and a missing relocation sentinel is added.
import { archFlagNames, FEATURE_ARCH_FLAGS, featureByte, OP } from '../abi/index.js';
import { ByteWriter, type Diagnostic, DiagnosticError, fail } from '../base/index.js';
import { type Instruction, iterateBytecode } from './bytecode.js';
import { decodeLineTable, putLineStep, putSizes } from './prelude.js';
import { readMpy } from './read.js';
import { RELOC_SENTINEL } from './relocations.js';
import type { BytecodeRawCode, MpyFile, MpyRawCode } from './types.js';
import { putVaruint, varuintSize } from './varuint.js';

/** A .mpy file; the name is for messages. */
export interface MergeInput {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** How `mergeMpy` writes the result. */
export interface MergeOptions {
  /** Arch flags of the result instead of those of the native input; 0 strips them. */
  readonly archFlags?: number | undefined;
  /** Keep the line tables of the rewritten inputs; the reference tool drops them. */
  readonly lineTables?: boolean | undefined;
}

/** Rounds of laying out jumps in which they may also shrink; later they only grow, so that it ends. */
const FREE_ROUNDS = 8;
/** Real code settles in two or three; code made to need one round per jump gets the long form everywhere. */
const LAST_ROUND = 64;

interface Input extends MergeInput {
  readonly file: MpyFile;
}

/** One file that runs all inputs in turn. Throws DiagnosticError if they do not go together: one with native code at most. */
export function mergeMpy(inputs: readonly MergeInput[], options: MergeOptions = {}): Uint8Array {
  if (inputs.length === 0) fail('merge/input', 'nothing to merge: no input files');
  const all = inputs.map((input): Input => ({ ...input, file: readMpy(input.bytes, { fileName: input.name }) }));
  if (all.length === 1) return all[0]!.bytes.slice();
  const problems: Diagnostic[] = [];
  const natives = all.filter((input) => input.file.header.arch !== 0);
  checkNatives(natives, problems);
  for (const { name, file, bytes } of all) {
    if (file.trailing.length === 0) continue;
    problems.push({
      code: 'merge/trailing',
      severity: 'error',
      message: `${file.trailing.length} bytes after the end of the module would end up inside the merged file`,
      where: { file: name, offset: bytes.length - file.trailing.length },
      notes: ['remove them, or make the file again'],
    });
  }
  const native = natives[0];
  const archFlags = options.archFlags ?? native?.file.header.archFlags ?? 0;
  if (archFlags !== 0 && archFlagNames(native?.file.header.arch ?? 0, archFlags).some((n) => n.startsWith('0x'))) {
    const message = native
      ? `architecture flags 0x${archFlags.toString(16)} are not defined for ${native.file.header.archName}`
      : 'architecture flags need an input with native code';
    problems.push({ code: 'merge/arch-flags', severity: 'error', message, where: { file: native?.name } });
  }
  if (problems.length > 0) throw new DiagnosticError(problems);
  const order = native ? [native, ...all.filter((input) => input !== native)] : all;
  return write(order, archFlags, options.lineTables ?? false);
}

function checkNatives(natives: readonly Input[], problems: Diagnostic[]): void {
  const first = natives[0];
  for (const other of natives.slice(1)) {
    const same = other.file.header.arch === first!.file.header.arch;
    problems.push({
      code: 'merge/native',
      severity: 'error',
      message: same
        ? "can't merge files when more than one contains native code"
        : `native architecture mismatch: ${first!.file.header.archName} and ${other.file.header.archName}`,
      where: { file: other.name },
      notes: [`${first!.name} has native code, too; link the sources into one module, or keep the files apart`],
    });
  }
}

function write(order: readonly Input[], archFlags: number, lineTables: boolean): Uint8Array {
  const main = order[0]!;
  const out = new ByteWriter();
  const smallIntBits = Math.max(...order.map((input) => input.file.header.smallIntBits));
  // A flags field of value 0 in the native input is dropped: it means the same as none.
  const feature = (featureByte(main.file.header.arch, 0) & ~FEATURE_ARCH_FLAGS) | (archFlags ? FEATURE_ARCH_FLAGS : 0);
  out.append([0x4d, main.file.header.version, feature, smallIntBits]);
  if (archFlags) putVaruint(out, archFlags);
  const sum = (count: (file: MpyFile) => number) => order.reduce((total, input) => total + count(input.file), 0);
  putVaruint(
    out,
    sum((file) => file.qstrs.length),
  );
  putVaruint(
    out,
    sum((file) => file.objects.length),
  );
  const objectsStart = (file: MpyFile) => file.objects[0]?.offset ?? file.code.offset;
  for (const { bytes, file } of order) out.append(bytes.subarray(file.qstrs[0]!.offset, objectsStart(file)));
  for (const { bytes, file } of order) out.append(bytes.subarray(objectsStart(file), file.code.offset));
  putOuter(out, order.length);
  out.append(main.bytes.subarray(main.file.code.offset, main.file.code.endOffset));
  for (let missing = missingSentinels(main.file.code); missing > 0; missing--) out.byte(RELOC_SENTINEL);
  let qstrBase = 0;
  let objBase = 0;
  for (const [i, input] of order.entries()) {
    if (i > 0) new Rewriter(input, qstrBase, objBase, lineTables).put(out, input.file.code);
    qstrBase += input.file.qstrs.length;
    objBase += input.file.objects.length;
  }
  return out.toBytes();
}

/** The outer body: make and call one function per input, then return None. */
function putOuter(out: ByteWriter, inputs: number): void {
  const code = new ByteWriter();
  // Signature (1 state slot), sizes (1 byte of info, no cells), simple name: qstr 0.
  code.append([0x00, 0x02, 0x00]);
  for (let i = 0; i < inputs; i++) {
    code.byte(OP.MAKE_FUNCTION);
    putVaruint(code, i);
    code.append([OP.CALL_FUNCTION, 0, OP.POP_TOP]);
  }
  code.append([OP.LOAD_CONST_NONE, OP.RETURN_VALUE]);
  putVaruint(out, (code.length << 3) | 4);
  out.append(code.toBytes());
  putVaruint(out, inputs);
}

/** Streams that end with the file instead of a sentinel; all of them are at its very end, innermost first. */
function missingSentinels(code: MpyRawCode): number {
  const own = code.kind === 'viper' && code.relocations && !code.relocations.sentinel ? 1 : 0;
  return code.children.reduce((total, child) => total + missingSentinels(child), own);
}

class Rewriter {
  private readonly input: Input;
  private readonly qstrBase: number;
  private readonly objBase: number;
  private readonly lineTables: boolean;

  constructor(input: Input, qstrBase: number, objBase: number, lineTables: boolean) {
    this.input = input;
    this.qstrBase = qstrBase;
    this.objBase = objBase;
    this.lineTables = lineTables;
  }

  put(out: ByteWriter, code: MpyRawCode): void {
    if (code.kind !== 'bytecode') {
      fail('merge/kind', 'can only rewrite bytecode', { file: this.input.name, offset: code.offset });
    }
    const data = this.data(code);
    putVaruint(out, data.length * 8 + (code.hasChildren ? 4 : 0));
    out.append(data);
    if (!code.hasChildren) return;
    putVaruint(out, code.children.length);
    for (const child of code.children) this.put(out, child);
  }

  private data(code: BytecodeRawCode): Uint8Array {
    const { prelude, data, dataOffset } = code;
    const opcodes = data.subarray(prelude.endOffset - dataOffset);
    const list = [...iterateBytecode(opcodes)];
    const starts = this.layout(list, opcodes.length, prelude.endOffset);
    const info = new ByteWriter();
    for (const name of prelude.names) putVaruint(info, name + this.qstrBase);
    if (this.lineTables) info.append(moveLineTable(prelude.lineTable, list, starts));
    const out = new ByteWriter();
    out.append(data.subarray(0, prelude.sizeOffset - dataOffset));
    putSizes(out, info.length, prelude.cells.length);
    out.append(info.toBytes());
    out.append(prelude.cells);
    const at = new Map(list.map((instruction, i) => [instruction.offset, i] as const));
    for (const [i, instruction] of list.entries()) {
      if (instruction.target === undefined) this.putPlain(out, instruction, opcodes);
      else this.putJump(out, instruction, starts[i]!, starts[i + 1]!, starts[at.get(instruction.target)!]!);
    }
    return out.toBytes();
  }

  /** New size of everything but jumps. */
  private plainSize(i: Instruction): number {
    switch (i.info.operand) {
      case 'qstr':
        return 1 + varuintSize(Number(i.operand) + this.qstrBase);
      case 'obj':
        return 1 + varuintSize(Number(i.operand) + this.objBase);
      default:
        return i.size;
    }
  }

  /** New start of every instruction, and the end: jump sizes are repeated until nothing moves. */
  private layout(list: readonly Instruction[], length: number, fileOffset: number): number[] {
    const sizes = list.map((i) => this.plainSize(i));
    const index = new Map(list.map((i, n) => [i.offset, n] as const));
    const starts: number[] = new Array(list.length + 1).fill(0);
    for (let round = 0; ; round++) {
      if (round === LAST_ROUND) {
        for (const [n, i] of list.entries()) if (i.target !== undefined) sizes[n] = i.info.extraByte ? 4 : 3;
      }
      for (const [n, size] of sizes.entries()) starts[n + 1] = starts[n]! + size;
      let moved = false;
      for (const [n, i] of list.entries()) {
        if (i.target === undefined) continue;
        const distance = starts[index.get(i.target)!]! - (starts[n]! + 2);
        const short = fits(i, distance, 1);
        if (!short && !fits(i, distance - 1, 2)) {
          fail('merge/overflow', `bytecode overflow: ${i.info.name} over ${distance} of ${length} bytes`, {
            file: this.input.name,
            offset: fileOffset + i.offset,
          });
        }
        const size = (short ? 2 : 3) + (i.info.extraByte ? 1 : 0);
        if (size === sizes[n] || (round > FREE_ROUNDS && size < sizes[n]!)) continue;
        sizes[n] = size;
        moved = true;
      }
      if (!moved) return starts;
    }
  }

  private putPlain(out: ByteWriter, i: Instruction, opcodes: Uint8Array): void {
    const base = i.info.operand === 'qstr' ? this.qstrBase : i.info.operand === 'obj' ? this.objBase : undefined;
    if (base === undefined) out.append(opcodes.subarray(i.offset, i.offset + i.size));
    else {
      out.byte(i.info.code);
      putVaruint(out, Number(i.operand) + base);
    }
  }

  private putJump(out: ByteWriter, i: Instruction, start: number, end: number, target: number): void {
    const extra = i.info.extraByte ? 1 : 0;
    const afterOffset = end - extra;
    const signed = i.info.encoding === 'slab';
    const distance = target - afterOffset;
    out.byte(i.info.code);
    if (afterOffset - start === 2) out.byte(signed ? distance + 0x40 : distance);
    else {
      const value = signed ? distance + 0x4000 : distance;
      out.byte((value & 0x7f) | 0x80);
      out.byte(value >> 7);
    }
    if (extra) out.byte(i.extra!);
  }
}

function fits(i: Instruction, distance: number, size: 1 | 2): boolean {
  const range = size === 1 ? 0x80 : 0x8000;
  const least = i.info.encoding === 'slab' ? -range / 2 : 0;
  return distance >= least && distance < least + range;
}

/** The line table for moved instructions: every boundary goes where its instruction went. */
function moveLineTable(table: Uint8Array, list: readonly Instruction[], starts: readonly number[]): Uint8Array {
  const out = new ByteWriter();
  let next = 0;
  let oldAt = 0;
  let newAt = 0;
  for (const step of decodeLineTable(table)) {
    oldAt += step.bytes;
    while (next < list.length && list[next]!.offset < oldAt) next++;
    const moved = starts[next]!;
    putLineStep(out, moved - newAt, step.lines);
    newAt = moved;
  }
  return out.toBytes();
}
