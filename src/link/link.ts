// ELF objects -> native .mpy, as a list of passes (linker.md section 1). Each pass is a file of this folder; what has
// been settled when it returns is said between them.
import { type Arch, arches } from '../arch/index.js';
import { type Diagnostic, DiagnosticError, fail } from '../base/index.js';
import { type MapFile, writeNativeModule } from '../mpy/index.js';
import { parseArchFlags } from './arch-flags.js';
import { collectSymbols } from './collect-symbols.js';
import { placeConstructors } from './constructors.js';
import { placeData } from './data.js';
import { makeElf } from './elf-image.js';
import { planEntryWork } from './entry-work.js';
import { type ExternsFile, readExterns } from './externs.js';
import { foldEqual } from './fold.js';
import { collectSlots, holdBss, placeGot, scanContext } from './got.js';
import { layout } from './layout.js';
import { Link, type NamedBytes, type Optimizations, type Removal, type ShorterByObject } from './model.js';
import { readQstrs } from './qstrs.js';
import { readInput } from './read-inputs.js';
import { planShorter } from './relax.js';
import { relocateSections } from './relocate.js';
import { type LinkSummary, makeMap, reportRemovals, summarize } from './report.js';
import { resolveSymbols } from './resolve.js';
import { type ResolveFile, selectMembers } from './select-members.js';
import { withSources } from './source-lines.js';

/** What `link` takes. Only `arch`, `objects` and `sourceName` are needed. */
export interface LinkOptions {
  /** A key of `arches`. */
  readonly arch: string;
  /** In command-line order; the names are used in diagnostics. */
  readonly objects: readonly NamedBytes[];
  /** Archives, or linker scripts that name archives. */
  readonly libraries?: readonly NamedBytes[] | undefined;
  /** Reads the archives that linker scripts name. */
  readonly resolveFile?: ResolveFile | undefined;
  /** Text of the header that `preprocess` made. */
  readonly qstrs?: string | undefined;
  /** Symbols with fixed addresses. */
  readonly externs?: ExternsFile | undefined;
  /** Internal name of the module, qstr 0. */
  readonly sourceName: string;
  /** Extensions that the code needs, as `zba,zcmp` or a number; rv32imc alone has any. */
  readonly archFlags?: string | number | undefined;
  /** Refuse what the reference linker refuses or gets wrong. */
  readonly compat?: boolean | undefined;
  /** Leave out sections that nothing refers to, but for those of `keep` and what has to run at the start. */
  readonly gcSections?: boolean | undefined;
  /** Symbols whose sections stay. */
  readonly keep?: readonly string[] | undefined;
  /** Place equal functions and constants once. */
  readonly icf?: boolean | undefined;
  /** Shorten calls and address loads of objects that were assembled for it. */
  readonly relax?: boolean | undefined;
  /** All that makes the file smaller: the three above, no unused GOT slots, a shorter list of relocations. */
  readonly optimize?: boolean | undefined;
  /** Number of -v options. */
  readonly verbose?: number | undefined;
  /** Told of each line that the command prints. */
  readonly log?: ((line: string) => void) | undefined;
}

/** What `link` gives. */
export interface LinkResult {
  /** The module: the content of the .mpy file. */
  readonly mpy: Uint8Array;
  /** Made when first read. */
  readonly map: MapFile;
  /** The module as an ELF file with symbols and DWARF, for debuggers: text at 0, rodata and bss behind it. */
  elf(): Uint8Array;
  /** What the command prints of sizes. */
  readonly summary: LinkSummary;
  /** What is suspicious, but no reason to refuse. */
  readonly warnings: readonly Diagnostic[];
  /** Sections that were left out. */
  readonly removed: readonly Removal[];
}

/**
 * Links objects into a native module. Throws a DiagnosticError with everything that was found wrong.
 *
 * @example
 * const header = preprocess([{ name: 'hello.c', text: source }]);
 * // ... compile hello.c with the header's text included ...
 * const { mpy, map } = link({
 *   arch: 'rv64imc',
 *   objects: [{ name: 'hello.o', bytes }],
 *   qstrs: header,
 *   sourceName: 'hello.mpy',
 * });
 */
export function link(options: LinkOptions): LinkResult {
  const arch = archOf(options.arch);
  if (!options.relax && !options.optimize) return linkOnce(arch, options, undefined).result;
  let { state, result, lines } = linkBuffered(arch, options, undefined);
  for (let i = 0; i < MAX_ROUNDS; i++) {
    const shorter = planShorter(state);
    if (!shorter) break;
    try {
      ({ state, result, lines } = linkBuffered(arch, options, shorter));
    } catch (error) {
      if (!(error instanceof DiagnosticError)) throw error;
      break;
    }
  }
  for (const line of lines) options.log?.(line);
  return result;
}

/** Each round finds calls that the one before has brought into reach; most are found in the first. */
const MAX_ROUNDS = 6;

/** Keeps what would be logged, as only one of several links counts. */
function linkBuffered(arch: Arch, options: LinkOptions, shorter: ShorterByObject | undefined) {
  const lines: string[] = [];
  const log = options.log && ((line: string) => lines.push(line));
  return { ...linkOnce(arch, { ...options, log }, shorter), lines };
}

function linkOnce(
  arch: Arch,
  options: LinkOptions,
  shorter: ShorterByObject | undefined,
): { state: Link; result: LinkResult } {
  if (arch.experimental !== undefined && options.compat) {
    fail('options', `the reference linker does not know ${arch.name}, so there is no compatible mode for it`);
  }
  const archFlags = parseArchFlags(arch, options.archFlags);
  const externs = options.externs ? readExterns(options.externs, arch.wordSize) : new Map<string, number>();
  const qstrs = readQstrs(options.qstrs ?? '');
  const state = new Link(arch, {
    compat: options.compat ?? false,
    optimize: optimizations(options),
    shorter,
    externs,
    log: options.log,
    verbose: options.verbose ?? 0,
  });
  state.log(2, `qstr vals: ${qstrs.join(', ')}`);

  // Inputs to records.
  for (const object of options.objects) readInput(state, object);
  state.checkpoint();
  selectMembers(state, options.libraries ?? [], options.resolveFile);
  state.checkpoint();
  // --- From here on no new objects.

  collectSymbols(state);
  state.checkpoint();
  resolveSymbols(state);
  state.checkpoint();
  foldEqual(state);
  // --- From here on every symbol has its target, and it is known which sections take part.

  collectSlots(state);
  const relocator = arch.createRelocator();
  placeData(state, relocator);
  placeConstructors(state);
  relocator.scan([...state.literals, ...state.sections], scanContext(state));
  planEntryWork(state);
  holdBss(state);
  placeGot(state);
  state.checkpoint();
  // --- From here on no new sections, slots or stubs.

  const entry = layout(state, relocator);
  state.checkpoint();
  // --- From here on addresses are final.

  relocateSections(state, relocator, entry);
  state.checkpoint();
  // --- From here on the images are final.

  reportRemovals(state);
  const summary = summarize(state);
  const mpy = writeNativeModule({
    arch: arch.code,
    wordSize: arch.wordSize,
    archFlags: archFlags === 0 ? undefined : archFlags,
    sourceName: options.sourceName,
    qstrs,
    text: state.text,
    rodata: state.rodata,
    bssSize: state.bssSize,
    relocations: state.relocations,
    compact: state.optimize.compact,
  });
  // Made when asked for: most callers want the file alone, and a map costs a hash over all that was linked.
  let map: MapFile | undefined;
  const result: LinkResult = {
    mpy,
    get map() {
      map ??= makeMap(state, options.sourceName);
      return map;
    },
    elf: () => makeElf(state, result.map),
    summary,
    removed: state.removals,
    warnings: withSources(state.objects, state.warnings),
  };
  return { state, result };
}

function optimizations(options: LinkOptions): Optimizations {
  const all = options.optimize ?? false;
  const { gcSections = false, icf = false, relax = false, keep = [] } = options;
  if (options.compat && (all || gcSections || icf || relax)) {
    fail('options', 'the compatible mode gives the bytes of the reference linker, so nothing can be optimized in it');
  }
  return { gcSections: all || gcSections, icf: all || icf, relax: all || relax, compact: all, keep };
}

function archOf(name: string): Arch {
  const arch = Object.hasOwn(arches, name) ? arches[name] : undefined;
  return (
    arch ??
    fail('arch-unknown', `unknown architecture '${name}'`, undefined, [`known: ${Object.keys(arches).join(', ')}`])
  );
}
