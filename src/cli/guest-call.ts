// `natmod call` inside the worker: makes the board, imports the module, calls the function, prints.
import { formatDiagnostic } from '../base/index.js';
import { checkTarget, MpyFormatError, readMpy } from '../mpy/index.js';
import { FileError, findModuleFile } from '../node/index.js';
import { type Board, createBoard, type PyObject, PythonError } from '../system/index.js';
import type { GuestConsole } from './guest-console.js';
import { withBoard } from './guest-ends.js';
import { GuestInput } from './guest-input.js';
import type { CallJob, GuestOutcome } from './guest-job.js';

/** Far beyond any clock, but before infinity. */
export const NEVER_SECONDS = Number.MAX_SAFE_INTEGER;

function makeBoard(job: CallJob, console: GuestConsole, warn: (text: string) => void): Board {
  const { board: name, heap, stack, limits, gc, maps } = job;
  const input = new GuestInput(job.input);
  const board = createBoard({
    ...{ board: name, heap, stack, limits, gc, maps, warn },
    timeout: job.timeout ?? NEVER_SECONDS,
    // A wish to stop is a clock that is past every deadline, so that it is reported like a timeout.
    now: () => (console.stopWanted ? Number.POSITIVE_INFINITY : console.time()),
    output: console.output,
    input: (max) => {
      console.flush();
      return input.read(max, () => board.runtime.poll());
    },
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

/** Why the board cannot load a file, precisely; the guest itself would only see a ValueError. */
export function whyRefused(board: Board, bytes: Uint8Array, file: string): MpyFormatError | undefined {
  const { config, is64 } = board.runtime;
  const target = {
    hostCode: config.mpyArch,
    smallIntBits: is64 ? 63 : 31,
    allowedArchFlags: is64 ? undefined : config.archFlags,
  };
  const refused = checkTarget(bytes, target, file);
  if (refused) return refused;
  try {
    readMpy(bytes, { fileName: file });
    return undefined;
  } catch (error) {
    if (error instanceof MpyFormatError) return error;
    throw error;
  }
}

/** What is to be called, or that there is no such thing. */
function find(module: PyObject, functionName: string): PyObject | GuestOutcome {
  let object = module;
  for (const name of functionName.split('.')) {
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

export function callInGuest(job: CallJob, console: GuestConsole, warn: (text: string) => void): GuestOutcome {
  return withBoard(
    () => makeBoard(job, console, warn),
    (board) => {
      const refused = whyRefused(board, job.bytes, job.file);
      if (refused) return { kind: 'refused', lines: refused.diagnostics.map(formatDiagnostic) };
      // One entry into the board, so that the time limit is for everything together.
      return board.run((): GuestOutcome => {
        const target = find(board.importModule(job.moduleName), job.functionName);
        if ('kind' in target) return target;
        console.output(`${target.call(...job.args).repr()}\n`);
        return { kind: 'done' };
      });
    },
    (error) => error.message,
  );
}
