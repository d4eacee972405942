// `natmod run` inside the worker: makes the board, mounts the folders, runs the program in `__main__`.
import { formatDiagnostic } from '../base/index.js';
import { HostFolder } from '../node/index.js';
import type { Board, BoardOptions } from '../system/index.js';
import { boardOfJob, whyRefused } from './guest-board.js';
import type { GuestConsole } from './guest-console.js';
import { withBoard } from './guest-ends.js';
import type { GuestOutcome, RunJob } from './guest-job.js';

/** Mounts the folders and sets the search path. */
export function setUpFolders(
  board: Board,
  job: Pick<RunJob, 'folders' | 'directory' | 'path' | 'romfs'>,
  argv: readonly string[],
): void {
  for (const { folder, path, writable } of job.folders) board.mountFolder(new HostFolder(folder, writable), path);
  const rom = job.romfs && job.path ? ['/rom', '/rom/lib'] : [];
  board.setArguments(argv, job.path && [...job.path, ...rom]);
  if (job.directory !== undefined) board.changeDirectory(job.directory);
}

/** How the user's wish to stop reaches the board, and its clock. */
export type Stopping = Pick<BoardOptions, 'now' | 'interrupted'>;

function makeBoard(job: RunJob, console: GuestConsole, stopping: Stopping): Board {
  const board = boardOfJob(job, console, {
    now: () => console.time(),
    interrupted: () => console.takeStop(),
    ...stopping,
  });
  setUpFolders(board, job, job.argv);
  return board;
}

/** `prepare`: what comes before the program, on its board. */
export function runInGuest(
  job: RunJob,
  console: GuestConsole,
  prepare?: (board: Board) => void,
  stopping: Stopping = {},
): GuestOutcome {
  const { program } = job;
  return withBoard(
    () => makeBoard(job, console, stopping),
    (board) => {
      prepare?.(board);
      if (program.kind === 'mpy') {
        const refused = whyRefused(board, program.bytes, program.name);
        if (refused) return { kind: 'refused', lines: refused.diagnostics.map(formatDiagnostic) };
      }
      if (program.kind === 'source') board.runScript(program.bytes, program.name);
      else if (program.kind === 'mpy') board.runMpy(program.bytes, program.name);
      else board.runModule(program.name);
      return { kind: 'done' };
    },
    // The last line may end in a blank: `ValueError: `.
    (error) => error.traceback.replace(/\n$/, ''),
  );
}
