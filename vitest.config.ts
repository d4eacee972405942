import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

// `npm test` sets NATMOD_TEST=quick; `npm run test:all` sets all (long fuzz and differential runs).
export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    pool: 'threads',
    // The default leaves one core free, which on the two of a usual CI machine is half of the time.
    maxWorkers: Math.max(2, availableParallelism() - 1),
  },
});
