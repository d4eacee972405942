#!/usr/bin/env node
// mpy-tool.py --merge for py/dynruntime.mk: `natmod merge`. Of mpy-tool.py's other jobs `natmod inspect` is the one for
// people.
const at = process.argv.indexOf('--merge');
if (at < 0) {
  console.error('natmod: mpy-tool is here for --merge only; `natmod inspect FILE.mpy` shows what is in a file');
  process.exitCode = 2;
} else {
  process.argv.splice(at, 1);
  process.argv.splice(2, 0, 'merge');
  await import('../../dist/cli/main.js');
}
