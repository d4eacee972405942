// How what leaves a board becomes the outcome of a job: the same for every command that runs a guest.
import { type CrashReport, crashData, formatCrashReport } from '../debug/index.js';
import { type Board, GuestCrash, GuestTimeoutError, PythonError } from '../system/index.js';
import type { GuestOutcome } from './guest-job.js';

/** Makes a board; memory that the host does not give is an outcome, not an error. */
export function withBoard(make: () => Board, body: (board: Board) => GuestOutcome, show: ShowError): GuestOutcome {
  let board: Board;
  try {
    board = make();
  } catch (error) {
    if (error instanceof RangeError) return { kind: 'no-memory', text: error.message };
    throw error;
  }
  const outcome = outcomeOf(board, body, show);
  return board.findings.length === 0 ? outcome : { ...outcome, findings: board.findings };
}

function outcomeOf(board: Board, body: (board: Board) => GuestOutcome, show: ShowError): GuestOutcome {
  try {
    return body(board);
  } catch (error) {
    if (error instanceof PythonError) return raised(board, error, show);
    if (error instanceof GuestCrash) return { kind: 'crashed', ...told(error.report) };
    if (error instanceof GuestTimeoutError) return { kind: 'stopped', ...told(error.report) };
    throw error;
  }
}

const told = (report: CrashReport) => ({ report: formatCrashReport(report), crash: crashData(report) });

/** Text of an uncaught exception: class and message, or the whole traceback. */
export type ShowError = (error: PythonError) => string;

function raised(board: Board, error: PythonError, show: ShowError): GuestOutcome {
  if (error.isExit) return systemExit(error);
  if (error.type === 'KeyboardInterrupt') return { kind: 'interrupted', text: show(error) };
  const notes: string[] = error.reason === undefined ? [] : [error.reason];
  const { heapBytes, stackBytes } = board.runtime.config;
  if (error.type === 'MemoryError') notes.push(`the board has ${heapBytes} bytes of heap; --heap BYTES changes that`);
  else if (error.type === 'RuntimeError' && /maximum recursion depth/.test(error.text)) {
    notes.push(`the board has ${stackBytes} bytes of stack; --stack BYTES changes that`);
  }
  return { kind: 'raised', text: show(error), status: 1, notes };
}

/** What SystemExit was given; '' where its `repr` does not come to an end or raises. */
function exitCode(error: PythonError): string {
  const [value] = error.object.get('args').items();
  if (value === undefined) return 'None';
  try {
    const text = value.repr();
    return { True: '1', False: '0' }[text] ?? text;
  } catch (e) {
    if (e instanceof PythonError) return '';
    throw e;
  }
}

/** None is 0, an int its low 8 bits, anything else is shown and 1. */
export function systemExit(error: PythonError): GuestOutcome {
  const code = exitCode(error);
  if (code === 'None') return { kind: 'raised', text: '', status: 0, notes: [] };
  if (/^-?\d+$/.test(code)) {
    return { kind: 'raised', text: '', status: Number(BigInt.asUintN(8, BigInt(code))), notes: [] };
  }
  return { kind: 'raised', text: error.text, status: 1, notes: [] };
}
