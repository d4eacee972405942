// The state of one link, and the records that its passes fill. Which fields are final when is said by the milestones in
// link.ts: a pass reads what earlier passes wrote and fills its own.
import type {
  ApplyContext,
  Arch,
  Builtin,
  CodeBlock,
  GotSlot,
  Image,
  Place,
  PlacedSection,
  Relocation,
  SectionClass,
  Shorter,
  SymbolRef,
  Target,
} from '../arch/index.js';
import { type Diagnostic, DiagnosticError, InternalError, type Where } from '../base/index.js';
import { ELF, type ElfObject, type ElfSection, type ElfSymbol } from '../elf/index.js';
import { withSources } from './source-lines.js';

/** A file by its content; the name is for messages and maps. */
export interface NamedBytes {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** When a section takes part: by its name, only when something kept refers to it, or not at all. */
export type Keep = 'always' | 'if-used' | 'never';

/** What makes a correct file smaller; nothing of it by default, as the reference does nothing of it. */
export interface Optimizations {
  /** Leave out sections that nothing refers to. */
  readonly gcSections: boolean;
  /** Place equal functions and constants once. */
  readonly icf: boolean;
  /** Shorten calls and loads of addresses. */
  readonly relax: boolean;
  /** Leave out slots that nothing reads, and what can be left out of the list of relocations. */
  readonly compact: boolean;
  /** Symbols to keep with gcSections. */
  readonly keep: readonly string[];
}

/** A section that was left out, and why. */
export interface Removal {
  readonly file: string;
  readonly section: string;
  readonly size: number;
  readonly why: 'unused' | 'equal';
  /** For `equal`: what stands in for it. */
  readonly by?: string;
}

/** Object -> section -> relocation, all by index. */
export type ShorterByObject = ReadonlyMap<number, ReadonlyMap<number, ReadonlyMap<number, Shorter>>>;

let nextId = 0;

export class LinkSection implements PlacedSection {
  readonly name: string;
  readonly file: string;
  readonly class: SectionClass;
  readonly image: Image;
  size: number;
  readonly align: number;
  readonly bytes: Uint8Array;
  relocations: Relocation[] = [];
  relocationSection: string | undefined;
  address = 0;
  /** Tells sections apart in keys. */
  readonly id = nextId++;
  kept = true;
  /** Only for what the linker makes: fills the section's place in the image once addresses are final. */
  emit: ((place: Place, context: ApplyContext) => void) | undefined;

  constructor(parts: {
    name: string;
    file: string;
    class: SectionClass;
    image: Image;
    size: number;
    align: number;
    bytes?: Uint8Array;
    emit?: (place: Place, context: ApplyContext) => void;
  }) {
    this.name = parts.name;
    this.file = parts.file;
    this.class = parts.class;
    this.image = parts.image;
    this.size = parts.size;
    this.align = parts.align;
    this.bytes = parts.bytes ?? new Uint8Array(0);
    this.emit = parts.emit;
  }
}

/** File name of sections that the linker makes. */
export const INTERNAL = '<internal>';

export class LinkSymbol implements SymbolRef {
  readonly elf: ElfSymbol;
  readonly file: string;
  readonly isLocal: boolean;
  /** The null section for special places. */
  readonly elfSection: ElfSection | undefined;
  readonly own: { readonly section: LinkSection; readonly value: number } | undefined;
  private resolved: Target | undefined;

  constructor(elf: ElfSymbol, file: string, section: LinkSection | undefined, elfSection: ElfSection | undefined) {
    this.elf = elf;
    this.file = file;
    this.isLocal = elf.binding === ELF.STB_LOCAL || elf.type === ELF.STT_SECTION;
    this.elfSection = elfSection;
    this.own = section && { section, value: elf.value };
  }
  get name(): string {
    return this.elf.name;
  }
  get type(): number {
    return this.elf.type;
  }
  get isResolved(): boolean {
    return this.resolved !== undefined;
  }
  get target(): Target {
    if (!this.resolved) throw new InternalError(`symbol ${this.name} was used before it was resolved`);
    return this.resolved;
  }
  set target(target: Target) {
    this.resolved = target;
  }
}

export interface LinkObject {
  readonly elf: ElfObject;
  readonly file: string;
  /** By section index; undefined where the ELF section is nothing that could be placed. */
  readonly sections: readonly (LinkSection | undefined)[];
  /** By section index; why and when each section is placed. */
  readonly keep: readonly Keep[];
  readonly symbols: readonly LinkSymbol[];
}

export interface Slot extends GotSlot {
  readonly name: string;
  readonly target: Target;
  readonly addend: number;
  readonly adjust: ((value: number) => number) | undefined;
  address: number;
}

/** A word of an image that the loader changes, in the order of the file. */
export interface LoaderRelocation {
  readonly section: 'text' | 'rodata';
  readonly offset: number;
  readonly kind: number;
}

export class Link {
  readonly arch: Arch;
  readonly compat: boolean;
  readonly optimize: Optimizations;
  /** Instructions to shorten, by object and section (relax.ts). */
  readonly shorter: ShorterByObject | undefined;
  readonly removals: Removal[] = [];
  readonly objects: LinkObject[] = [];
  /** Kept sections in the order of layout. */
  sections: LinkSection[] = [];
  readonly externs: ReadonlyMap<string, number>;
  /** Winning definition of each global name. */
  readonly definitions = new Map<string, LinkSymbol>();
  /** Paths of the archives that were searched. */
  archives: readonly string[] = [];
  /** Files with functions of which a loader would choose a version, and the names that were refused for that. */
  readonly ifuncs = { files: new Set<string>(), names: new Set<string>() };
  /** Allocated common symbols. */
  readonly commons = new Map<string, { readonly symbol: LinkSymbol; readonly section: LinkSection }>();
  /** Stubs by loader kind (or absolute address) of their target. */
  readonly stubs = new Map<string, LinkSection>();
  /** Functions of the architecture's own that take part. */
  readonly builtins = new Map<Builtin, LinkSection>();
  readonly slotsByKey = new Map<string, Slot>();
  slots: Slot[] = [];
  readonly got: LinkSection;
  /** Words of constants, by value; empty where there are no literal sections. */
  readonly constants = new Map<number, { address: number }>();
  readonly pool: LinkSection;
  /** Kept sections whose words become slots and constants. */
  literals: LinkSection[] = [];
  /** Kept arrays of constructors, in the order of the inputs. */
  arrays: LinkSection[] = [];
  /** What is called in place of mpy_init; undefined when there are no constructors. */
  constructors: LinkSection | undefined;
  /** Stands for the start of bss where no section can. */
  readonly bssStart: LinkSection;
  entry: LinkSymbol | undefined;
  /** Of the first object that has one. */
  floatAbi: { readonly abi: string; readonly file: string } | undefined;
  /** Initialised data, first in bss; undefined when there is none. */
  data: { readonly sections: readonly LinkSection[]; readonly image: LinkSection } | undefined;
  /** Words of text that the entry code has to correct by the distance from text to bss. */
  readonly fixUps: { readonly section: PlacedSection; readonly relocation: Relocation }[] = [];
  /** What the entry code needs; undefined when it has nothing to do. */
  entryWork: { readonly table: LinkSection | undefined; readonly slot: Slot | undefined } | undefined;
  text = new Uint8Array(0);
  rodata = new Uint8Array(0);
  bssSize = 0;
  /** Was there something that the reference linker cannot link, so that its bytes are no measure. */
  isBeyond = false;
  readonly relocations: LoaderRelocation[] = [];

  private readonly errors: Diagnostic[] = [];
  readonly warnings: Diagnostic[] = [];
  private readonly logLine: (line: string) => void;
  readonly logLevel: number;

  constructor(
    arch: Arch,
    options: {
      compat: boolean;
      optimize: Optimizations;
      shorter?: ShorterByObject | undefined;
      externs: ReadonlyMap<string, number>;
      log: ((line: string) => void) | undefined;
      verbose: number;
    },
  ) {
    this.arch = arch;
    this.compat = options.compat;
    this.optimize = options.optimize;
    this.shorter = options.shorter;
    this.externs = options.externs;
    this.logLine = options.log ?? (() => {});
    this.logLevel = options.log ? 1 + options.verbose : 0;
    this.bssStart = new LinkSection({
      name: '.bss',
      file: INTERNAL,
      class: 'bss',
      image: 'bss',
      size: 0,
      align: 1,
    });
    this.pool = new LinkSection({
      name: 'LIT',
      file: INTERNAL,
      class: 'internal',
      image: 'text',
      size: 0,
      align: 4,
    });
    this.got = new LinkSection({
      name: 'GOT',
      file: INTERNAL,
      class: 'internal',
      image: 'text',
      size: 0,
      align: arch.wordSize,
    });
  }

  /** level 1: always, 2: -v, 3: -vv. */
  log(level: number, line: string): void {
    if (level <= this.logLevel) this.logLine(line);
  }

  error(code: string, message: string, where?: Where, notes?: readonly string[]): void {
    if (this.errors.length < MAX_ERRORS) this.errors.push({ code, severity: 'error', message, where, notes });
  }

  warn(code: string, message: string, where?: Where, notes?: readonly string[]): void {
    if (this.warnings.length < MAX_ERRORS) this.warnings.push({ code, severity: 'warning', message, where, notes });
  }

  /** Something that the reference linker refuses or gets wrong. */
  beyondReference(what: string, where?: Where): void {
    this.isBeyond = true;
    if (!this.compat) return;
    this.error('compat', `${what}: the reference linker cannot link this`, where, [
      'leave out the compatible mode to link it',
    ]);
  }

  /** Adds the diagnostics of an error that a reader threw; lets everything else pass. */
  collect(error: unknown): void {
    if (!(error instanceof DiagnosticError)) throw error;
    for (const d of error.diagnostics) if (this.errors.length < MAX_ERRORS) this.errors.push(d);
  }

  /** Stops the link when there were errors. */
  checkpoint(): void {
    if (this.errors.length > 0) throw new DiagnosticError(withSources(this.objects, this.errors));
  }

  addressOf(target: Target): number {
    switch (target.kind) {
      case 'section':
        return target.section.address + target.value;
      case 'absolute':
        return target.value;
      case 'loader':
        return 0;
    }
  }

  /** Sections to be inserted behind others before the next layout. */
  private readonly insertions = new Map<PlacedSection, LinkSection[]>();

  /** Adds a section that the linker makes behind another one. */
  insertCode(
    behind: PlacedSection,
    name: string,
    size: number,
    align: number,
    emit: (place: Place, context: ApplyContext) => void,
  ): CodeBlock {
    const section = new LinkSection({ name, file: INTERNAL, class: 'internal', image: 'text', size, align, emit });
    const known = this.insertions.get(behind);
    if (known) known.push(section);
    else this.insertions.set(behind, [section]);
    return section;
  }

  /** Puts inserted sections in their places. */
  insertSections(): void {
    if (this.insertions.size === 0) return;
    this.sections = this.sections.flatMap((section) => [section, ...(this.insertions.get(section) ?? [])]);
    this.insertions.clear();
  }

  /** Adds a section that the linker makes, before the GOT. */
  addCode(name: string, size: number, align: number, emit: (place: Place, context: ApplyContext) => void): CodeBlock {
    const section = new LinkSection({ name, file: INTERNAL, class: 'internal', image: 'text', size, align, emit });
    this.sections.push(section);
    return section;
  }
}

/** A hostile object can hold millions of mistakes; nobody reads that many. */
const MAX_ERRORS = 1000;
