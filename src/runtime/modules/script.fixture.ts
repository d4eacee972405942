// For tests of modules: scripts on a fresh board.

import { type BoardOptions, createBoard, PythonError } from '../../system/index.js';

export interface Outcome {
  readonly stdout: string;
  /** Traceback of what was not caught. */
  readonly uncaught?: string;
}

/** Boards, with and without a collection before every allocation. */
export const BOARDS = (['VIRT_RV64', 'VIRT_RV32'] as const).flatMap((board) =>
  ([undefined, 'stress'] as const).map((gc) => ({ board, gc, limits: 'board' as const })),
);

/** Runs a script with the limits of the reference board. */
export function runScript(source: string, options: BoardOptions = {}): Outcome {
  let stdout = '';
  const output = (text: string): void => {
    stdout += text;
  };
  try {
    createBoard({ limits: 'board', timeout: 60, output, ...options }).runScript(source);
    return { stdout };
  } catch (e) {
    if (!(e instanceof PythonError)) throw e;
    return { stdout, uncaught: e.traceback.replace(/\n$/, '') };
  }
}
