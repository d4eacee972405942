// A script on one of our boards, with what it printed and the traceback that ended it.

import { type BoardOptions, createBoard, PythonError } from '../../src/system/index.js';
import type { Outcome } from './oracle.js';

export const BOARD_NAMES = ['VIRT_RV64', 'VIRT_RV32'] as const;
export type BoardName = (typeof BOARD_NAMES)[number];

/** Anything but the end of the script and a Python exception is thrown on. */
export function runBoard(board: BoardName, source: string, options: BoardOptions = {}): Outcome {
  let out = '';
  const guest = createBoard({ board, timeout: 60, ...options, output: (text) => (out += text) });
  try {
    guest.runScript(source);
  } catch (e) {
    if (e instanceof PythonError) return { out, err: e.traceback };
    throw e;
  }
  return { out, err: '' };
}
