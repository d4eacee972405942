// An Inspection for people: header, tables, then every raw code with its listing. The layout is our own; offsets in the
// left column are file offsets, so that a hex editor agrees.
import { formatDiagnostic } from '../base/index.js';
import { addendText } from './inspect.js';
import type {
  CodeInspection,
  Inspection,
  InstructionInspection,
  MachineInstruction,
  RelocationInspection,
  SignatureInspection,
} from './inspection.js';
import { reprStr } from './python-repr.js';

/** How `formatInspection` shows things. */
export interface FormatOptions {
  /** With escape sequences for a terminal; false when not given. */
  readonly color?: boolean | undefined;
  /** Columns to wrap lists at; 100 when not given. */
  readonly width?: number | undefined;
  /** Show instructions of bytecode and machine code; true when not given. */
  readonly listing?: boolean | undefined;
}

type Style = 'bold' | 'dim' | 'cyan' | 'yellow' | 'red';
const SGR: Readonly<Record<Style, string>> = { bold: '1', dim: '2', cyan: '36', yellow: '33', red: '31' };

/** What `natmod inspect` prints: an inspection as text, with a newline at the end. */
export function formatInspection(inspection: Inspection, options: FormatOptions = {}): string {
  return new Formatter(inspection, options).run();
}

const hexOffset = (n: number, width = 4): string => n.toString(16).padStart(width, '0');
const plural = (n: number, what: string): string => `${n} ${what}${n === 1 ? '' : 's'}`;
const spaced = (bytes: string): string => bytes.replace(/..(?=.)/g, '$& ');
/** Names and texts come from the file: nothing in them may drive the terminal. */
const plain = (text: string): string => (/^[\x20-\x7e]+$/.test(text) ? text : reprStr(text));

class Formatter {
  private readonly i: Inspection;
  private readonly color: boolean;
  private readonly width: number;
  private readonly listing: boolean;
  private readonly lines: string[] = [];

  constructor(inspection: Inspection, options: FormatOptions) {
    this.i = inspection;
    this.color = options.color ?? false;
    this.width = options.width ?? 100;
    this.listing = options.listing ?? true;
  }

  run(): string {
    this.header();
    this.tables();
    this.memory();
    this.merged();
    this.code(this.i.code, 0);
    this.findings();
    return `${this.lines.join('\n')}\n`;
  }

  private style(style: Style, text: string): string {
    return this.color && text !== '' ? `\x1b[${SGR[style]}m${text}\x1b[0m` : text;
  }

  private line(text = ''): void {
    this.lines.push(text.trimEnd());
  }

  private field(name: string, value: string): void {
    this.line(`  ${this.style('dim', name.padEnd(14))}${value}`);
  }

  private title(text: string, detail = ''): void {
    this.line();
    this.line(this.style('bold', text) + (detail ? `  ${detail}` : ''));
  }

  private header(): void {
    const { i } = this;
    const { header } = i;
    this.line(this.style('bold', i.file ?? plain(i.sourceName)) + this.style('dim', `  ${plural(i.size, 'byte')}`));
    const native = header.arch !== 0;
    this.field(
      'format',
      `version ${header.version}${native ? `.${header.subVersion}` : ''}  (${spaced(header.bytes)})`,
    );
    this.field('architecture', native ? header.archName : 'none (bytecode only)');
    if (header.archFlags) {
      const { value, names } = header.archFlags;
      this.field('arch flags', `${names.length > 0 ? names.join(', ') : 'none'} (0x${value.toString(16)})`);
    }
    this.field('small ints', `${header.smallIntBits} bits`);
    this.field('source', plain(i.sourceName));
    this.field('read by', i.releases ? `MicroPython ${i.releases}` : 'no release known here');
    if (!native && !header.archFlags) this.field('accepted by', 'every target');
    else {
      const targets = i.acceptedBy.map((t) => `${t.description}, _mpy 0x${t.mpy.toString(16)}`);
      if (targets.length === 0) this.field('accepted by', 'no target');
      for (const [n, text] of targets.entries()) this.field(n === 0 ? 'accepted by' : '', text);
    }
  }

  private tables(): void {
    const { qstrs, objects } = this.i;
    this.title('qstrs', this.style('dim', `${qstrs.length}`));
    for (const q of qstrs) {
      const kind = q.static === undefined ? '' : this.style('dim', `  static ${q.static}`);
      this.line(`  ${this.at(q.offset)}  ${String(q.index).padStart(3)}  ${reprStr(q.text)}${kind}`);
    }
    if (objects.length === 0) return;
    this.title('objects', this.style('dim', `${objects.length}`));
    for (const o of objects) {
      this.line(
        `  ${this.at(o.offset)}  ${String(o.index).padStart(3)}  ${o.value}${this.style('dim', `  ${o.kind}`)}`,
      );
    }
  }

  private memory(): void {
    this.title('memory on a target', this.style('dim', 'bytes'));
    for (const m of this.i.memory) {
      const items = [`code ${m.code}`, `tables ${m.tables}`];
      if (m.dataBlocks > 0) items.splice(1, 0, `data ${m.dataBlocks}`);
      if (m.childTables > 0) items.push(`child tables ${m.childTables}`);
      this.field(`${m.wordSize * 8}-bit`, `${items.join(' + ')}, ${m.heap} as heap blocks`);
    }
  }

  private merged(): void {
    if (!this.i.merged) return;
    this.title('merged file', this.style('dim', `${this.i.merged.length} parts, in the order in which they run`));
    for (const part of this.i.merged) this.line(`  ${part.path}  ${part.kind}  ${plain(part.name)}`);
  }

  private at(offset: number): string {
    return this.style('dim', hexOffset(offset));
  }

  private code(code: CodeInspection, depth: number): void {
    const what = code.kind === 'viper' && depth === 0 ? 'native module' : code.kind;
    this.title(
      `${code.path}  ${plain(code.name)}`,
      this.style('dim', `${what}, ${plural(code.size, 'byte')} at ${hexOffset(code.dataOffset)}`),
    );
    if (code.signature) this.signature(code.signature);
    if (code.instructions && this.listing) this.instructions(code.instructions);
    if (code.asm) {
      this.field('arguments', `${code.asm.nPosArgs}`);
      this.field('result', code.asm.resultType);
    }
    if (code.scopeFlags) this.native(code);
    if (code.kind !== 'bytecode' && this.listing) {
      if (code.disassembly) this.disassembly(code.disassembly, code);
      else this.hexDump('machine code (only RISC-V is disassembled)', code.dataOffset, code.bytes);
    }
    for (const child of code.children) this.code(child, depth + 1);
  }

  private signature(s: SignatureInspection): void {
    this.field('stack', `${plural(s.nState, 'state slot')}, ${plural(s.nExcStack, 'exception block')}`);
    if (s.argNames.length > 0) {
      const positional = s.argNames.slice(0, s.nPosArgs).map(plain);
      const keyword = s.argNames.slice(s.nPosArgs).map(plain);
      const defaults = s.nDefPosArgs > 0 ? ` (${s.nDefPosArgs} with default)` : '';
      const text = [positional.join(', ') + defaults, keyword.length > 0 ? `keyword-only ${keyword.join(', ')}` : ''];
      this.field('arguments', text.filter((t) => t !== '').join('; '));
    }
    if (s.scopeFlags.length > 0) this.field('flags', s.scopeFlags.join(' '));
    if (s.cells.length > 0) this.field('cells', `locals ${s.cells.join(', ')}`);
    if (s.lineTable.length > 0) {
      this.wrapped(
        'line table',
        s.lineTable.map((e) => `+${e.bytes}:${e.lines}`),
      );
    }
  }

  private wrapped(name: string, items: readonly string[]): void {
    let text = '';
    let first = true;
    for (const item of items) {
      if (text !== '' && 16 + text.length + 1 + item.length > this.width) {
        this.field(first ? name : '', text);
        first = false;
        text = '';
      }
      text += (text === '' ? '' : ' ') + item;
    }
    this.field(first ? name : '', text);
  }

  private instructions(list: readonly InstructionInspection[]): void {
    this.line();
    let line = 0;
    for (const i of list) {
      const mark = i.line === line ? '' : `${i.line}`;
      line = i.line;
      const target = i.jumpsFrom ? '>' : ' ';
      const head = `  ${this.at(i.offset)}  ${this.style('yellow', mark.padStart(5))} ${target}${String(i.pc).padStart(4)}`;
      const bytes = this.style('dim', spaced(i.bytes).padEnd(9));
      this.line(`${head}  ${bytes}  ${this.style('cyan', i.name.padEnd(22))} ${i.text}`);
    }
  }

  private native(code: CodeInspection): void {
    const { scopeFlags, rodata, bssSize, relocations, entry } = code;
    this.field('flags', scopeFlags && scopeFlags.names.length > 0 ? scopeFlags.names.join(' ') : 'none');
    this.field('text', plural(code.size, 'byte'));
    if (rodata) this.field('rodata', `${plural(rodata.size, 'byte')} at ${hexOffset(rodata.offset)}`);
    if (bssSize !== undefined) this.field('bss', `${plural(bssSize, 'byte')} (data block ${code.dataBlockSize})`);
    if (relocations) {
      this.field(
        'entry',
        entry
          ? `text+0 jumps to text+0x${entry.target.toString(16)}${entry.symbol ? ` ${plain(entry.symbol)}` : ''}`
          : 'text+0',
      );
      this.relocations(relocations);
    }
    if (rodata && this.listing) this.hexDump('rodata', rodata.offset, rodata.bytes);
  }

  private relocations(r: NonNullable<CodeInspection['relocations']>): void {
    const total = r.records.reduce((sum, record) => sum + record.words, 0);
    this.line();
    const records = r.records.length === total ? '' : ` in ${plural(r.records.length, 'record')}`;
    this.line(
      `  ${this.style('bold', 'relocations')}  ${this.style('dim', `${plural(total, 'word')}${records} at ${hexOffset(r.offset)}`)}`,
    );
    for (const record of r.records) this.relocation(record);
    if (r.truncated) this.line('  (not all addends are shown)');
    this.wrapped(
      'totals',
      Object.entries(r.totals).map(([name, n]) => `${name}:${n}`),
    );
  }

  private relocation(r: RelocationInspection): void {
    const shown = r.addends.length === 0 ? [0] : r.addends;
    const wordSize = this.i.memory[0]!.wordSize;
    for (const [n, addend] of shown.entries()) {
      const place = `${r.section}+0x${(r.byteOffset + n * wordSize).toString(16)}`;
      const name = r.symbols?.[n] ? `  ${this.style('cyan', plain(r.symbols[n]))}` : '';
      const left = n === 0 ? this.at(r.offset) : '    ';
      const note = r.words === 0 ? '  (0 words)' : '';
      this.line(`  ${left}  ${place.padEnd(14)} += ${r.destination}${addendText(addend)}${name}${note}`);
    }
  }

  private hexDump(name: string, offset: number, bytes: string): void {
    this.line();
    this.line(`  ${this.style('bold', name)}`);
    for (let at = 0; at < bytes.length; at += 32) {
      const row = bytes.slice(at, at + 32);
      const text = (row.match(/../g) ?? []).map((b) => {
        const code = Number.parseInt(b, 16);
        return code >= 0x20 && code < 0x7f ? String.fromCharCode(code) : '.';
      });
      this.line(`  ${this.at(offset + at / 2)}  ${spaced(row).padEnd(47)}  ${this.style('dim', text.join(''))}`);
    }
  }

  private disassembly(list: readonly MachineInstruction[], code: CodeInspection): void {
    this.line();
    this.line(`  ${this.style('bold', 'machine code')}  ${this.style('dim', 'offsets in text')}`);
    for (const m of list) {
      if (m.label) this.line(`  ${this.style('bold', `${plain(m.label)}:`)}`);
      else if (code.entry && m.offset === code.entry.target) this.line(`  ${this.style('bold', '(entry):')}`);
      const [name = '', ...operands] = m.text.split('	');
      const text = `${this.style('cyan', plain(name).padEnd(10))} ${operands.map(plain).join(' ')}`;
      const note = m.note ? this.style('dim', `  # ${plain(m.note)}`) : '';
      this.line(`  ${this.at(m.offset)}  ${this.style('dim', m.bytes.padEnd(16))}  ${text}${note}`);
    }
  }

  private findings(): void {
    if (this.i.findings.length === 0) return;
    this.title('findings');
    for (const finding of this.i.findings) {
      for (const text of formatDiagnostic(finding).split('\n')) this.line(`  ${this.style('yellow', text)}`);
    }
  }
}
