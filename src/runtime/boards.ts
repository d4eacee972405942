// The two boards (boards-and-runner.md A1, A8, A9; mpy-format.md 3.7): facts that the runtime and `system` share.

import type { BoardConfig } from './core/runtime.js';

/** The version of MicroPython whose behaviour the boards have; include/py/mpconfig.h tells modules the same. */
export const MICROPYTHON_VERSION = '1.29.0-preview';

/** Heap and stack limits of the reference boards, and of the reference's Unix build. */
export const LARGE_LIMITS = { heapBytes: 2_072_832, stackBytes: 80_000 } as const;

/** The facts about the two boards. */
export const BOARDS = {
  VIRT_RV64: {
    name: 'VIRT_RV64',
    wordBytes: 8,
    heapBytes: 202_368,
    stackBytes: 10_240,
    topLevelStack: 928,
    initStackDepth: 976,
    mpyArch: 12,
    archFlags: 0,
    machine: 'virt with rv64imac_zicsr',
  },
  VIRT_RV32: {
    name: 'VIRT_RV32',
    wordBytes: 4,
    heapBytes: 140_032,
    stackBytes: 10_240,
    topLevelStack: 544,
    initStackDepth: 800,
    mpyArch: 11,
    // Zba and Zcmp, like the reference board's CPU.
    archFlags: 3,
    machine: 'virt with rv32imac_zicsr',
  },
} as const satisfies Record<string, BoardConfig>;

/** `VIRT_RV64` or `VIRT_RV32`. */
export type BoardName = keyof typeof BOARDS;
