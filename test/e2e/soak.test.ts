// Many scripts on one board lose no memory: guest nor host. `node --expose-gc tools/soak.mjs` is the long form.
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { ensureBuilt, execute, ROOT } from '../helpers/cli.js';

const SCRIPTS = process.env.NATMOD_TEST === 'all' ? '10000' : '200';
beforeAll(ensureBuilt);

test.each(['VIRT_RV64', 'VIRT_RV32'])(
  `${SCRIPTS} scripts on one %s`,
  async (board) => {
    const { stdout, stderr, code } = await execute(process.execPath, [
      '--expose-gc',
      join(ROOT, 'tools', 'soak.mjs'),
      SCRIPTS,
      board,
    ]);
    expect({ stderr, code }).toEqual({ stderr: '', code: 0 });
    expect(stdout).toContain(`${SCRIPTS} scripts on one ${board}`);
  },
  1_200_000,
);
