// `natmod call` inside the worker: makes the board, imports the module, calls the function, prints.
import { archName } from '../abi/index.js';
import { formatDiagnostic } from '../base/index.js';
import { FileError, findModuleFile } from '../node/index.js';
import { type Board, type PyObject, PythonError } from '../system/index.js';
import { boardOfJob, whyRefused } from './guest-board.js';
import type { GuestConsole } from './guest-console.js';
import { withBoard } from './guest-ends.js';
import type { CallJob, GuestOutcome } from './guest-job.js';

function makeBoard(job: CallJob, console: GuestConsole, warn: (text: string) => void): Board {
  const board = boardOfJob(job, console, {
    // A wish to stop is a clock that is past every deadline, so that it is reported like a timeout.
    now: () => (console.stopWanted ? Number.POSITIVE_INFINITY : console.time()),
  });
  const rt = board.runtime;
  const arch = archName(rt.config.mpyArch);
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

/** `made` gets the board before anything runs on it. */
export function callInGuest(
  job: CallJob,
  console: GuestConsole,
  warn: (text: string) => void,
  made: (board: Board) => void,
): GuestOutcome {
  return withBoard(
    () => makeBoard(job, console, warn),
    (board) => {
      made(board);
      const refused = whyRefused(board, job.bytes, job.file);
      if (refused) return { kind: 'refused', lines: refused.diagnostics.map(formatDiagnostic) };
      // One entry into the board, so that the time limit is for everything together.
      return board.run((): GuestOutcome => {
        const target = find(board.importModule(job.moduleName), job.functionName);
        if ('kind' in target) return target;
        console.print(`${target.call(...job.args).repr()}\n`);
        return { kind: 'done' };
      });
    },
    (error) => error.message,
  );
}
