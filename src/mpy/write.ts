// Writes a .mpy file (mpy-format.md sections 1 and 10). What readMpy returned comes out byte for byte; makers of new
// files give the same parts without offsets, or use nativeModule for what a linker makes (section 10.2).
import { featureByte, MPY_MAGIC, MPY_VERSION, SCOPE_FLAG, staticQstrNumber } from '../abi/index.js';
import { ByteWriter, InternalError } from '../base/index.js';
import { encodeRelocations, encodeShortest, RELOC_SENTINEL, type Relocation } from './relocations.js';
import { encodeText, type MpyText } from './text.js';
import { MPY_OBJECT_KINDS, RAW_CODE_KINDS, type RelocationStream } from './types.js';
import { putVaruint } from './varuint.js';

export interface HeaderSource {
  readonly feature: number;
  readonly smallIntBits: number;
  readonly archFlags?: number | undefined;
}

export interface QstrSource extends MpyText {
  /** 0 writes literal text even when it is in the static list. */
  readonly staticNumber: number;
}

export type ObjectSource =
  | { readonly kind: 'fun-table' | 'none' | 'false' | 'true' | 'ellipsis' }
  | ({ readonly kind: 'str' | 'int' | 'float' | 'complex' } & MpyText)
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  | { readonly kind: 'tuple'; readonly items: readonly ObjectSource[] };

interface CodeSourceBase {
  readonly data: Uint8Array;
  readonly hasChildren?: boolean | undefined;
  readonly children: readonly RawCodeSource[];
}

export type RawCodeSource =
  | (CodeSourceBase & { readonly kind: 'bytecode' })
  | (CodeSourceBase & { readonly kind: 'native-py'; readonly preludeOffset: number })
  | (CodeSourceBase & {
      readonly kind: 'viper';
      readonly scopeFlags: number;
      readonly rodata?: Uint8Array | undefined;
      readonly bssSize?: number | undefined;
      /** Records as read, or the encoded stream with its sentinel. */
      readonly relocations?: Pick<RelocationStream, 'sentinel' | 'records'> | Uint8Array | undefined;
    })
  | (CodeSourceBase & { readonly kind: 'asm'; readonly nPosArgs: number; readonly typeSig: number });

/** What writeMpy needs; every MpyFile is one. */
export interface MpySource {
  readonly header: HeaderSource;
  readonly qstrs: readonly QstrSource[];
  readonly objects: readonly ObjectSource[];
  readonly code: RawCodeSource;
  readonly trailing?: Uint8Array | undefined;
}

/** The bytes of a file: of what `readMpy` gave the same bytes again, of what `compile` gave those of the cross compiler. */
export function writeMpy(file: MpySource): Uint8Array {
  const out = new ByteWriter();
  out.append([MPY_MAGIC, MPY_VERSION, file.header.feature, file.header.smallIntBits]);
  if (file.header.archFlags !== undefined) putVaruint(out, file.header.archFlags);
  putVaruint(out, file.qstrs.length);
  putVaruint(out, file.objects.length);
  for (const q of file.qstrs) putQstr(out, q);
  for (const o of file.objects) putObject(out, o);
  putRawCode(out, file.code);
  if (file.trailing) out.append(file.trailing);
  return out.toBytes();
}

/** The source of a qstr the way writers do it: static when the text is in the list. */
export function qstrSource(text: string, raw?: Uint8Array): QstrSource {
  return raw ? { text, raw, staticNumber: 0 } : { text, staticNumber: staticQstrNumber(text) };
}

function putQstr(out: ByteWriter, q: QstrSource): void {
  if (q.staticNumber !== 0) {
    putVaruint(out, q.staticNumber * 2 + 1);
    return;
  }
  const bytes = encodeText(q);
  putVaruint(out, bytes.length * 2);
  out.append(bytes);
  out.byte(0);
}

function putObject(out: ByteWriter, o: ObjectSource): void {
  out.byte(MPY_OBJECT_KINDS.indexOf(o.kind));
  switch (o.kind) {
    case 'str':
    case 'int':
    case 'float':
    case 'complex': {
      const bytes = encodeText(o);
      putVaruint(out, bytes.length);
      out.append(bytes);
      if (o.kind === 'str') out.byte(0);
      break;
    }
    case 'bytes':
      putVaruint(out, o.bytes.length);
      out.append(o.bytes);
      out.byte(0);
      break;
    case 'tuple':
      putVaruint(out, o.items.length);
      for (const item of o.items) putObject(out, item);
      break;
    default:
      break;
  }
}

function putRawCode(out: ByteWriter, code: RawCodeSource): void {
  const hasChildren = code.hasChildren ?? code.children.length > 0;
  if (!hasChildren && code.children.length > 0) throw new InternalError('raw code with children but without the bit');
  putVaruint(out, code.data.length * 8 + (hasChildren ? 4 : 0) + RAW_CODE_KINDS.indexOf(code.kind));
  out.append(code.data);
  switch (code.kind) {
    case 'bytecode':
      break;
    case 'native-py':
      putVaruint(out, code.preludeOffset);
      break;
    case 'viper':
      putVaruint(out, code.scopeFlags);
      if (code.scopeFlags & SCOPE_FLAG.VIPERRODATA) putVaruint(out, code.rodata?.length ?? 0);
      if (code.scopeFlags & SCOPE_FLAG.VIPERBSS) putVaruint(out, code.bssSize ?? 0);
      if (code.rodata) out.append(code.rodata);
      break;
    case 'asm':
      putVaruint(out, 0);
      putVaruint(out, code.nPosArgs);
      putVaruint(out, code.typeSig);
      break;
  }
  if (hasChildren) {
    putVaruint(out, code.children.length);
    for (const child of code.children) putRawCode(out, child);
  }
  if (code.kind === 'viper' && code.relocations) putRelocations(out, code.relocations);
}

function putRelocations(out: ByteWriter, r: Pick<RelocationStream, 'sentinel' | 'records'> | Uint8Array): void {
  if (r instanceof Uint8Array) {
    out.append(r);
    return;
  }
  for (const record of r.records) {
    out.byte(record.op);
    if (record.address !== undefined) putVaruint(out, record.address);
    if (record.count !== undefined) putVaruint(out, record.count);
  }
  if (r.sentinel) out.byte(RELOC_SENTINEL);
}

/** What `writeNativeModule` makes a file of: linked code, as a linker or an assembler has it. */
export interface NativeModuleParts {
  /** Architecture code. */
  readonly arch: number;
  readonly wordSize: number;
  readonly archFlags?: number | undefined;
  /** qstr 0. */
  readonly sourceName: string;
  /** The module's own names, sorted; entry i becomes qstr i + 1. */
  readonly qstrs: readonly string[];
  readonly text: Uint8Array;
  /** Separate rodata (xtensawin only); left out when empty. */
  readonly rodata?: Uint8Array | undefined;
  readonly bssSize: number;
  /** In emission order. */
  readonly relocations: readonly Relocation[];
  /** Write them in another order if the file becomes smaller. */
  readonly compact?: boolean | undefined;
}

/** Small ints that natmods are declared for, also on 64-bit targets. */
const NATIVE_SMALL_INT_BITS = 31;

/** The bytes of a native module as the reference linker lays them out. */
export function writeNativeModule(parts: NativeModuleParts): Uint8Array {
  const rodata = parts.rodata && parts.rodata.length > 0 ? parts.rodata : undefined;
  const bssSize = parts.bssSize > 0 ? parts.bssSize : undefined;
  const scopeFlags =
    SCOPE_FLAG.VIPERRELOC | (rodata ? SCOPE_FLAG.VIPERRODATA : 0) | (bssSize === undefined ? 0 : SCOPE_FLAG.VIPERBSS);
  return writeMpy({
    header: {
      feature: featureByte(parts.arch, parts.archFlags ?? 0),
      smallIntBits: NATIVE_SMALL_INT_BITS,
      archFlags: parts.archFlags ? parts.archFlags : undefined,
    },
    qstrs: [parts.sourceName, ...parts.qstrs].map((name) => qstrSource(name)),
    objects: [],
    code: {
      kind: 'viper',
      data: parts.text,
      children: [],
      scopeFlags,
      rodata,
      bssSize,
      relocations: (parts.compact ? encodeShortest : encodeRelocations)(parts.relocations, parts.wordSize),
    },
  });
}
