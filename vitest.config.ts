import { defineConfig } from 'vitest/config';

// `npm test` sets NATMOD_TEST=quick; `npm run test:all` sets all (long fuzz and differential runs).
export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    pool: 'threads',
  },
});
