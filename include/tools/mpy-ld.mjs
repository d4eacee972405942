#!/usr/bin/env node
// mpy_ld.py for py/dynruntime.mk: `natmod link`, which has the same options.
process.argv.splice(2, 0, 'link');
await import('../../dist/cli/main.js');
