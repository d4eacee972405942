// The board of a job inside the worker, and why it cannot load a file: the same for every command that runs a guest.
import { checkTarget, MpyFormatError, readMpy } from '../mpy/index.js';
import { type Board, type BoardOptions, createBoard } from '../system/index.js';
import type { GuestConsole } from './guest-console.js';
import { GuestInput } from './guest-input.js';
import type { GuestJob } from './guest-job.js';
import { objectReader } from './object-files.js';

/** Far beyond any clock, but before infinity. */
const NEVER_SECONDS = Number.MAX_SAFE_INTEGER;

/** `stopping` tells how the user's wish to stop reaches the guest. */
export function boardOfJob(
  job: GuestJob,
  console: GuestConsole,
  stopping: Pick<BoardOptions, 'now' | 'interrupted'>,
): Board {
  const { board: name, heap, stack, limits, gc, check, maps, romfs, coverage } = job;
  const input = new GuestInput(job.input);
  const board = createBoard({
    ...{ board: name, heap, stack, limits, gc, check, maps, romfs, coverage },
    timeout: job.timeout ?? NEVER_SECONDS,
    profile: job.profile !== undefined,
    ...stopping,
    readObject: objectReader(job),
    outputBytes: console.output,
    input: (max) => {
      console.flush();
      return input.read(max, () => board.runtime.poll());
    },
  });
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
