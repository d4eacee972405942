// MicroPython in WebAssembly with its REPL on standard input and output: a board of other making for tests of clients. A soft
// reset gives a new one, which comes up in the raw REPL as boards do.
import { loadMicroPython } from '@micropython/micropython-webassembly-pyscript/micropython.mjs';

let quiet = false;
let mp;

async function start() {
  mp = await loadMicroPython({ linebuffer: false, stdout: (bytes) => quiet || process.stdout.write(bytes) });
  mp.replInit();
}
async function reset() {
  process.stdout.write('MPY: soft reboot\r\n');
  quiet = true;
  await start();
  mp.replProcessChar(1);
  quiet = false;
  process.stdout.write('raw REPL; CTRL-B to exit\r\n>');
}

await start();
for await (const bytes of process.stdin) {
  // Without ^E it is a port without raw-paste mode: that would wait for input in here.
  for (const byte of bytes) if (byte !== 5 && mp.replProcessChar(byte)) await reset();
}
