// `natmod debug` inside the worker: a run whose board has a debugger. While the guest stands, this thread sleeps on the ring.
import { join, resolve } from 'node:path';
import { parentPort } from 'node:worker_threads';
import { GdbSession, GuestKilled, loadedSections, signalOf } from '../gdb/index.js';
import { FileError, listFolder, readBytes, writeAtomically } from '../node/index.js';
import { type Board, BoardDebugging, type DebuggerFiles } from '../system/index.js';
import { DebugLine } from './debug-line.js';
import type { GuestConsole } from './guest-console.js';
import type { DebugJob, GuestMessage, GuestOutcome, RunJob } from './guest-job.js';
import { runInGuest } from './guest-run.js';

const post = (message: GuestMessage): void => parentPort!.postMessage(message);

/** The user wants to end it while the guest stands. */
class Interrupted extends Error {}

export function debugInGuest(job: RunJob, debug: DebugJob, console: GuestConsole): GuestOutcome {
  let stoodMs = 0;
  let session: GdbSession | undefined;
  let fault: number | undefined;
  const line = new DebugLine(
    debug,
    () => post({ wants: 'output' }),
    (ms) => {
      stoodMs += ms;
      console.flush();
      if (console.stopWanted) throw new Interrupted();
    },
  );
  const outcome = tryRun(() =>
    runInGuest(
      job,
      console,
      (board) => {
        const made = attach(board, debug, line);
        session = made;
        board.onCrash = (crash) => {
          fault = signalOf(crash);
          // One that no machine code has met, as of a function that Python has called through a null pointer.
          made.hart.atFault(crash);
        };
        made.waitForStart();
      },
      {
        now: () => console.time() - stoodMs,
        interrupted: () => {
          session?.poll();
          return console.takeStop();
        },
      },
    ),
  );
  session?.ended(fault === undefined ? { status: statusOf(outcome) } : { signal: fault });
  return outcome;
}

function tryRun(run: () => GuestOutcome): GuestOutcome {
  try {
    return run();
  } catch (error) {
    if (error instanceof GuestKilled) return { kind: 'interrupted', text: error.message };
    if (error instanceof Interrupted) return { kind: 'interrupted', text: '' };
    throw error;
  }
}

const statusOf = (outcome: GuestOutcome): number =>
  outcome.kind === 'raised' ? outcome.status : outcome.kind === 'done' ? 0 : outcome.kind === 'interrupted' ? 130 : 1;

function attach(board: Board, debug: DebugJob, line: DebugLine): GdbSession {
  const target = new BoardDebugging(board, debuggerFiles(debug, board));
  const session = new GdbSession({ target, line, stopAtEntry: debug.stopAtEntry });
  board.runtime.onNativeImage = (image) => {
    const { file } = target.addModule(image);
    // What gdb is told as a library it need not be told again; other debuggers can be.
    post({ note: `loaded ${image.fileName}: ${addSymbolFile(file, image)}` });
    session.loaded(target.entryOf(image));
  };
  return session;
}

const hex = (n: number): string => `0x${n.toString(16)}`;

type Placed = Parameters<NonNullable<Board['runtime']['onNativeImage']>>[0];

function addSymbolFile(file: string, image: Placed): string {
  const more = [
    ...(image.rodataSize > 0 ? [`-s .rodata ${hex(image.rodata)}`] : []),
    ...(image.bssSize > 0 ? [`-s .bss ${hex(image.bss)}`] : []),
  ];
  const name = /[\s"']/.test(file) ? `"${file}"` : file;
  return ['add-symbol-file', name, `-s .text ${hex(image.text)}`, ...more].join(' ');
}

function debuggerFiles(debug: DebugJob, board: Board): DebuggerFiles {
  const arch = board.cpu.xlen === 64 ? 'rv64imc' : 'rv32imc';
  return {
    write: (name, bytes) => {
      const path = join(debug.files, name);
      writeAtomically(path, bytes);
      return path;
    },
    find: (image) => {
      for (const folder of debug.elfFolders.flatMap((name) => [name, join(name, arch)])) {
        for (const name of (listFolder(folder) ?? []).filter((file) => file.endsWith('.elf'))) {
          const file = resolve(folder, name);
          const found = sectionsOf(file);
          if (found?.text && sameBytes(found.text, image.textBytes)) return { file, sections: found.sections };
        }
      }
      return undefined;
    },
  };
}

function sectionsOf(file: string): ReturnType<typeof loadedSections> {
  try {
    return loadedSections(readBytes(file));
  } catch (error) {
    if (error instanceof FileError) return undefined;
    throw error;
  }
}

const sameBytes = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && a.every((byte, i) => byte === b[i]);
