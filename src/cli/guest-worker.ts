// The worker in which the guest runs: makes the board, imports the module, calls the function, prints. Output goes
// straight to the file descriptor, so that a guest that prints faster than the reader reads waits instead of filling
// our memory, and nothing is lost when the main thread ends this worker.
import { writeSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { formatDiagnostic } from '../base/index.js';
import { formatCrashReport } from '../debug/index.js';
import { checkTarget, MpyFormatError, readMpy } from '../mpy/index.js';
import { FileError, findModuleFile } from '../node/index.js';
import { type Board, createBoard, GuestCrash, GuestTimeoutError, type PyObject, PythonError } from '../system/index.js';
import type { GuestJob, GuestMessage, GuestOutcome } from './guest-job.js';

const job = workerData as GuestJob;
const stop = new Int32Array(job.stop);

class OutputClosed extends Error {}

/** Text waits here until there is enough of it or some time has passed: a system call per print is slow. */
const FLUSH_AT = 16_384;
const FLUSH_AFTER_MS = 50;
const STDOUT = 1;
let pending: string[] = [];
let pendingSize = 0;
let flushed = Date.now();
const encoder = new TextEncoder();

function output(text: string): void {
  pending.push(text);
  pendingSize += text.length;
  if (pendingSize >= FLUSH_AT || Date.now() - flushed > FLUSH_AFTER_MS) flush();
}

function flush(): void {
  flushed = Date.now();
  if (pendingSize === 0) return;
  const bytes = encoder.encode(pending.join(''));
  pending = [];
  pendingSize = 0;
  for (let at = 0; at < bytes.length; ) {
    try {
      at += writeSync(STDOUT, bytes, at);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EPIPE' || code === 'EOF') throw new OutputClosed();
      if (code !== 'EAGAIN') throw error;
      // A pipe that is full and does not block. Whoever wants us to stop ends the wait.
      if (Atomics.wait(stop, 0, 0, 5) === 'not-equal') return;
    }
  }
}

/** The board's clock. A wish to stop is a clock that is past every deadline, so that it is reported like a timeout. */
function now(): number {
  const time = Date.now();
  if (time - flushed > FLUSH_AFTER_MS) flush();
  return Atomics.load(stop, 0) === 0 ? time : Number.POSITIVE_INFINITY;
}

/** Far beyond any clock, but before infinity. */
const NEVER_SECONDS = Number.MAX_SAFE_INTEGER;

/** More than these say nothing new. */
const MAX_WARNINGS = 20;
const warnings: string[] = [];

function warn(text: string): void {
  if (warnings.length < MAX_WARNINGS && !warnings.includes(text)) warnings.push(text);
}

function makeBoard(): Board {
  const { board: name, heap, stack, limits, gc, maps } = job;
  const timeout = job.timeout ?? NEVER_SECONDS;
  const board = createBoard({
    ...{ board: name, heap, stack, limits, gc, maps, timeout, now, output },
    warn,
  });
  const rt = board.runtime;
  const arch = name === 'VIRT_RV64' ? 'rv64imc' : 'rv32imc';
  // The named file wins over a built-in module of its name: it is what the user wants to try.
  rt.extensibleModules.add(job.moduleName);
  rt.findModule = (module) => {
    if (module === job.moduleName) return { kind: 'mpy', path: job.file, bytes: job.bytes };
    try {
      return findModuleFile(module, job.folders, arch);
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      // To the guest a file that cannot be read is none.
      warn(error.message);
      return undefined;
    }
  };
  return board;
}

/** Why the board cannot load the file, precisely; the guest itself would only see a ValueError. */
function whyRefused(board: Board): MpyFormatError | undefined {
  const { config, is64 } = board.runtime;
  const target = {
    hostCode: config.mpyArch,
    smallIntBits: is64 ? 63 : 31,
    allowedArchFlags: is64 ? undefined : config.archFlags,
  };
  const refused = checkTarget(job.bytes, target, job.file);
  if (refused) return refused;
  try {
    readMpy(job.bytes, { fileName: job.file });
    return undefined;
  } catch (error) {
    if (error instanceof MpyFormatError) return error;
    throw error;
  }
}

function raised(board: Board, error: PythonError): GuestOutcome {
  const { object } = error;
  if (error.type !== 'SystemExit') {
    const notes: string[] = [];
    if (error.type === 'MemoryError' || /maximum recursion depth/.test(error.text)) {
      const [what, bytes] =
        error.type === 'MemoryError'
          ? ['heap', board.runtime.config.heapBytes]
          : ['stack', board.runtime.config.stackBytes];
      notes.push(`the board has ${bytes} bytes of ${what}; --${what} BYTES changes that`);
    }
    return { kind: 'raised', text: error.message, status: 1, notes };
  }
  // None is 0, an int its low 8 bits, anything else is shown and 1.
  const [value] = object.get('args').items();
  const code = value === undefined ? 'None' : ({ True: '1', False: '0' }[value.repr()] ?? value.repr());
  if (code === 'None') return { kind: 'raised', text: '', status: 0, notes: [] };
  if (/^-?\d+$/.test(code))
    return { kind: 'raised', text: '', status: Number(BigInt.asUintN(8, BigInt(code))), notes: [] };
  return { kind: 'raised', text: error.text, status: 1, notes: [] };
}

/** What is to be called, or that there is no such thing. */
function find(module: PyObject): PyObject | GuestOutcome {
  let object = module;
  for (const name of job.functionName.split('.')) {
    try {
      object = object.get(name);
    } catch (error) {
      if (!(error instanceof PythonError) || error.type !== 'AttributeError') throw error;
      const names = object.board.builtin('dir').call(object).items();
      return { kind: 'no-function', name, known: names.map((n) => n.str()).filter((n) => !n.startsWith('__')) };
    }
  }
  return object;
}

function call(): GuestOutcome {
  let board: Board;
  try {
    board = makeBoard();
  } catch (error) {
    if (error instanceof RangeError) return { kind: 'no-memory', text: error.message };
    throw error;
  }
  const refused = whyRefused(board);
  if (refused) return { kind: 'refused', lines: refused.diagnostics.map(formatDiagnostic) };
  try {
    // One entry into the board, so that the time limit is for everything together.
    return board.run((): GuestOutcome => {
      const target = find(board.importModule(job.moduleName));
      if ('kind' in target) return target;
      output(`${target.call(...job.args).repr()}\n`);
      return { kind: 'done' };
    });
  } catch (error) {
    if (error instanceof PythonError) return raised(board, error);
    if (error instanceof GuestCrash) return { kind: 'crashed', report: formatCrashReport(error.report) };
    if (error instanceof GuestTimeoutError) return { kind: 'stopped', report: formatCrashReport(error.report) };
    throw error;
  }
}

function outcome(): GuestOutcome {
  try {
    const result = call();
    flush();
    return result;
  } catch (error) {
    if (error instanceof OutputClosed) return { kind: 'output-closed' };
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { kind: 'internal-error', text };
  }
}

const result = outcome();
parentPort!.postMessage({ outcome: result, warnings } satisfies GuestMessage);
