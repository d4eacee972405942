// `natmod serve` with a real pyserial client, which is what mpremote and the upstream tools are made on.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { ensureBuilt, execute, ROOT } from '../helpers/cli.js';
import { type Served, serve } from '../helpers/serial-client.js';

const python = ['/usr/bin/python3', 'python3'].find(
  (command) => spawnSync(command, ['-c', 'import serial']).status === 0,
);
const CLIENT = join(ROOT, 'test', 'helpers', 'pyserial_client.py');
const transports = process.platform === 'linux' ? (['tcp', 'pty'] as const) : (['tcp'] as const);

let served: Served | undefined;
beforeAll(ensureBuilt);
afterEach(async () => {
  await served?.stop();
});

describe.skipIf(!python)('pyserial (needs Python with the package serial)', () => {
  test.each(transports)('over %s', async (transport) => {
    served = await serve(transport);
    const { stdout, stderr } = await execute(python!, [CLIENT, served.where]);
    expect({ stderr, lines: stdout.trimEnd().split('\n') }).toEqual({
      stderr: '',
      lines: [
        `exec ('42\\r\\n', '')`,
        `error ('', 'ZeroDivisionError: divide by zero')`,
        `paste ('3000\\r\\n', '')`,
        `interrupted ('', 'KeyboardInterrupt:')`,
        `kept ('5\\r\\n', '')`,
        `friendly ['1+1', '2', '>>> ']`,
      ],
    });
  });
});
