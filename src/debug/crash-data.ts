// A crash report for programs, as it stands in the JSON report of `natmod test`: the same that formatCrashReport makes text
// of, with names, files and lines as fields of their own and addresses as text, which JSON's numbers could not all hold.
import type { CrashReport } from './crash.js';
import type { Location } from './locate.js';

/** An address; in machine code of a module with where that is. */
export interface CrashPlace {
  readonly address: string;
  /** File of the module, 'host' for a function of the runtime. */
  readonly module?: string;
  readonly section?: string;
  /** From the start of the section. */
  readonly offset?: number;
  readonly function?: string;
  /** From the start of the function. */
  readonly functionOffset?: number;
  readonly file?: string;
  readonly line?: number;
}

export interface CrashData {
  readonly kind: string;
  readonly summary: string;
  readonly detail?: string;
  readonly board: string;
  readonly pc?: CrashPlace;
  /** What was accessed, and what that is near to. */
  readonly address?: CrashPlace;
  readonly near?: string;
  readonly registers: readonly { readonly name: string; readonly value: string; readonly what?: string }[];
  /** Machine code, innermost first; `times` where a function called itself. */
  readonly native: readonly (CrashPlace & { readonly times?: number })[];
  /** As in a traceback, the innermost last; machine code that called back into Python stands between. */
  readonly python: readonly (
    | { readonly file: string; readonly line: number; readonly function: string }
    | { readonly native: CrashPlace }
  )[];
  /** The last calls between Python and machine code, oldest first. */
  readonly calls: readonly {
    /** The function of the runtime that machine code called; undefined: Python called machine code. */
    readonly host?: string;
    /** Where from, or what. */
    readonly at: CrashPlace;
    readonly args: readonly string[];
    readonly result?: string;
    readonly returned: boolean;
  }[];
  readonly code: readonly { readonly address: string; readonly text: string; readonly current: boolean }[];
}

function place(at: Location): CrashPlace {
  const source = /^(.*):(\d+)$/s.exec(at.source ?? '');
  return {
    address: `0x${at.hex}`,
    ...(at.file === undefined ? {} : { module: at.file }),
    ...(at.image === undefined ? {} : { section: at.image, offset: at.offset! }),
    ...(at.symbol === undefined ? {} : { function: at.symbol }),
    ...(at.symbolOffset === undefined ? {} : { functionOffset: at.symbolOffset }),
    ...(source === null ? {} : { file: source[1]!, line: Number(source[2]) }),
  };
}

export function crashData(report: CrashReport): CrashData {
  const { kind, summary, detail, board, pc, address, near } = report;
  const callers = report.callers.map((at) => ({ ...place(at), ...(at.times > 1 ? { times: at.times } : {}) }));
  return {
    kind,
    summary,
    ...(detail === '' ? {} : { detail }),
    board,
    ...(pc ? { pc: place(pc) } : {}),
    ...(address ? { address: place(address) } : {}),
    ...(near === undefined ? {} : { near }),
    registers: report.registers.map(({ name, value, what }) => ({
      name,
      value: `0x${value}`,
      ...(what === undefined ? {} : { what }),
    })),
    native: pc ? [place(pc), ...callers] : callers,
    python: report.python.map((line) =>
      line.kind === 'python' ? { file: line.file, line: line.line, function: line.block } : { native: place(line.at) },
    ),
    calls: report.calls.map(({ host, at, args, result, isRunning }) => ({
      ...(host === undefined ? {} : { host }),
      at: place(at),
      args,
      ...(result === undefined ? {} : { result }),
      returned: !isRunning,
    })),
    code: report.code.map(({ address: at, text, current }) => ({ address: `0x${at.toString(16)}`, text, current })),
  };
}
