// ELF objects -> native .mpy, as a list of passes (linker.md section 1). Each pass is a file of this folder; what has
// been settled when it returns is said between them.
import { type Arch, arches } from '../arch/index.js';
import { type Diagnostic, fail } from '../base/index.js';
import { type MapFile, writeNativeModule } from '../mpy/index.js';
import { parseArchFlags } from './arch-flags.js';
import { collectSymbols } from './collect-symbols.js';
import { placeConstructors } from './constructors.js';
import { placeData } from './data.js';
import { planEntryWork } from './entry-work.js';
import { type ExternsFile, readExterns } from './externs.js';
import { collectSlots, placeGot, scanContext } from './got.js';
import { layoutSections } from './layout.js';
import { Link, type NamedBytes } from './model.js';
import { readQstrs } from './qstrs.js';
import { readInput } from './read-inputs.js';
import { relocateSections } from './relocate.js';
import { type LinkSummary, makeMap, summarize } from './report.js';
import { resolveSymbols } from './resolve.js';
import { type ResolveFile, selectMembers } from './select-members.js';
import { withSources } from './source-lines.js';

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
  readonly archFlags?: string | number | undefined;
  /** Refuse what the reference linker refuses or gets wrong. */
  readonly compat?: boolean | undefined;
  /** Number of -v options. */
  readonly verbose?: number | undefined;
  readonly log?: ((line: string) => void) | undefined;
}

export interface LinkResult {
  readonly mpy: Uint8Array;
  /** Made when first read. */
  readonly map: MapFile;
  readonly summary: LinkSummary;
  readonly warnings: readonly Diagnostic[];
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
  const archFlags = parseArchFlags(arch, options.archFlags);
  const externs = options.externs ? readExterns(options.externs, arch.wordSize) : new Map<string, number>();
  const qstrs = readQstrs(options.qstrs ?? '');
  const state = new Link(arch, {
    compat: options.compat ?? false,
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
  // --- From here on every symbol has its target, and it is known which sections take part.

  collectSlots(state);
  const relocator = arch.createRelocator();
  placeData(state, relocator);
  placeConstructors(state);
  relocator.scan([...state.literals, ...state.sections], scanContext(state));
  planEntryWork(state);
  placeGot(state);
  state.checkpoint();
  // --- From here on no new sections, slots or stubs.

  const entry = layoutSections(state);
  state.checkpoint();
  // --- From here on addresses are final.

  relocateSections(state, relocator, entry);
  state.checkpoint();
  // --- From here on the images are final.

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
  });
  // Made when asked for: most callers want the file alone, and a map costs a hash over all that was linked.
  let map: MapFile | undefined;
  return {
    mpy,
    get map() {
      map ??= makeMap(state, options.sourceName);
      return map;
    },
    summary,
    warnings: withSources(state.objects, state.warnings),
  };
}

function archOf(name: string): Arch {
  const arch = Object.hasOwn(arches, name) ? arches[name] : undefined;
  return (
    arch ??
    fail('arch-unknown', `unknown architecture '${name}'`, undefined, [`known: ${Object.keys(arches).join(', ')}`])
  );
}
