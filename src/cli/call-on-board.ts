// One call on a board: choose the board, import the module, call, take repr() of the result. Runs in the worker.
import { basename } from 'node:path';
import { DiagnosticError } from '../base/index.js';
import { type CrashReport, formatCrashReport } from '../debug/index.js';
import { readMpy } from '../mpy/index.js';
import { findModuleFile, type WorkerSide } from '../node/index.js';
import { BOARDS, type BoardName } from '../runtime/index.js';
import { type Board, createBoard, GuestCrash, GuestTimeoutError, type PyObject, PythonError } from '../system/index.js';
import type { CallRequest, CallResult } from './guest-request.js';
import { suggest } from './suggest.js';

type Side = Pick<WorkerSide<CallRequest>, 'print' | 'flush' | 'isInterrupted'>;

/** Stands for "no limit" where the board needs one to look at the clock, and so at interruptions. */
const A_LONG_TIME = 1e9;

/** The reference names a module's file by its architecture: `foo_rv64imc.mpy` is module foo. */
function moduleName(file: string, arch: string): string {
  const name = basename(file).replace(/\.mpy$/, '');
  return name.endsWith(`_${arch}`) ? name.slice(0, -arch.length - 1) : name;
}

const ARCH_OF: Readonly<Record<BoardName, string>> = { VIRT_RV64: 'rv64imc', VIRT_RV32: 'rv32imc' };
const boardNames = Object.keys(BOARDS) as BoardName[];

export function callOnBoard(request: CallRequest, side: Side): CallResult {
  try {
    return attempt(request, side);
  } catch (error) {
    if (error instanceof DiagnosticError) return { kind: 'unusable', diagnostics: error.diagnostics };
    throw error;
  }
}

function attempt(request: CallRequest, side: Side): CallResult {
  const { header } = readMpy(request.bytes, { fileName: request.file });
  const arch = header.arch === 0 ? undefined : header.archName;
  const name = request.board ?? boardNames.find((board) => arch === undefined || ARCH_OF[board] === arch);
  if (name === undefined) {
    return {
      kind: 'usage',
      message: `${request.file} has native code for ${arch}, and no board runs that yet`,
      hints: [`boards: ${boardNames.map((board) => `${board} (${ARCH_OF[board]})`).join(', ')}`],
    };
  }
  const boardName = boardNames.find((board) => board === name);
  if (boardName === undefined) {
    return { kind: 'usage', message: `there is no board ${name}`, hints: [`boards: ${boardNames.join(', ')}`] };
  }
  if (arch !== undefined && arch !== ARCH_OF[boardName]) {
    const fit = boardNames.find((board) => ARCH_OF[board] === arch);
    return {
      kind: 'usage',
      message: `${request.file} has native code for ${arch}; ${boardName} runs ${ARCH_OF[boardName]}`,
      hints: fit ? [`without --board, or with --board ${fit}, it runs`] : [],
    };
  }
  return call(request, side, boardName);
}

function call(request: CallRequest, side: Side, boardName: BoardName): CallResult {
  const refusals: string[] = [];
  const module = moduleName(request.file, ARCH_OF[boardName]);
  const board = createBoard({
    ...request.options,
    board: boardName,
    maps: request.maps,
    timeout: request.timeoutSeconds === 0 ? A_LONG_TIME : request.timeoutSeconds,
    output: (text) => side.print(text),
    warn: (message) => refusals.push(message),
    // The board looks at the clock whenever guest code has run for a while: the place to let things in and out.
    now: () => {
      side.flush();
      return side.isInterrupted() ? Number.POSITIVE_INFINITY : Date.now();
    },
  });
  board.runtime.findModule = (wanted) => {
    if (wanted === module) return { kind: 'mpy', path: request.file, bytes: request.bytes };
    const found = findModuleFile(wanted, request.folders, ARCH_OF[boardName]);
    return found && { kind: 'mpy', ...found };
  };
  const started = { import: false };
  try {
    return board.run((): CallResult => {
      const imported = board.importModule(module);
      started.import = true;
      const target = find(imported, request);
      if ('kind' in target) return target;
      return { kind: 'value', repr: target.call(...request.args).repr() };
    });
  } catch (error) {
    if (error instanceof PythonError) {
      if (!started.import && refusals.length > 0 && /^incompatible \.mpy|native code/.test(error.text)) {
        return { kind: 'usage', message: refusals.at(-1)!, hints: [] };
      }
      return raised(board, error);
    }
    if (error instanceof GuestCrash) return stopped('crash', error.report);
    if (error instanceof GuestTimeoutError) return stopped('timeout', error.report);
    throw error;
  }
}

const stopped = (kind: 'crash' | 'timeout', report: CrashReport): CallResult => ({
  kind,
  summary: report.summary,
  report: formatCrashReport(report),
});

/** The attribute to call, or why there is none. */
function find(module: PyObject, request: CallRequest): PyObject | CallResult {
  let object = module;
  for (const part of request.functionName.split('.')) {
    try {
      object = object.get(part);
    } catch (error) {
      if (!(error instanceof PythonError) || error.type !== 'AttributeError') throw error;
      const names = publicNames(object);
      const near = suggest(part, names);
      return {
        kind: 'usage',
        message: `${request.file} has no ${request.functionName}`,
        hints: [
          near ? `did you mean ${near}?` : names.length > 0 ? `it has: ${names.slice(0, 40).join(', ')}` : '',
        ].filter((hint) => hint !== ''),
      };
    }
  }
  return object;
}

function publicNames(object: PyObject): string[] {
  const names = object.board.builtin('dir').call(object).items();
  return names.map((name) => name.str()).filter((name) => !name.startsWith('__'));
}

function raised(board: Board, error: PythonError): CallResult {
  if (error.type === 'SystemExit') return systemExit(error);
  const notes: string[] = [];
  const { heapBytes, stackBytes } = board.runtime.config;
  if (error.type === 'MemoryError') notes.push(`the heap has ${heapBytes} bytes; --heap BYTES gives more`);
  if (error.type === 'RuntimeError' && /recursion/.test(error.text)) {
    notes.push(`calls may use ${stackBytes} bytes of stack; --stack BYTES gives more`);
  }
  return { kind: 'raised', type: error.type, text: error.text, notes };
}

/** None is 0, an int its low 8 bits, anything else is shown and 1. */
function systemExit(error: PythonError): CallResult {
  const [code] = error.object.get('args').items();
  if (code === undefined || code.typeName === 'NoneType') return { kind: 'exit', status: 0, text: '' };
  if (code.typeName === 'bool') return { kind: 'exit', status: code.repr() === 'True' ? 1 : 0, text: '' };
  if (code.typeName === 'int')
    return { kind: 'exit', status: Number(BigInt.asUintN(8, BigInt(code.repr()))), text: '' };
  return { kind: 'exit', status: 1, text: code.str() };
}
