// The clock of `time` and `select`.

/** Milliseconds since some fixed moment; never goes back where the host has such a clock. */
export const clock = (): number => globalThis.performance?.now() ?? Date.now();
