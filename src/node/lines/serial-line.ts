// `port:DEV`: a real board on a serial port, through the package serialport. That is not among our dependencies, as most do
// not need it: it is loaded when a port is opened, from beside natmod or from the user's project.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { SerialPort } from 'serialport';
import { type Line, type LineEvents, RemoteError } from '../../remote/index.js';

async function load(): Promise<typeof SerialPort> {
  const places = [import.meta.url, pathToFileURL(join(process.cwd(), 'package.json')).href];
  let why = '';
  for (const place of places) {
    try {
      const file = createRequire(place).resolve('serialport');
      const loaded = (await import(pathToFileURL(file).href)) as {
        SerialPort?: typeof SerialPort;
        default?: { SerialPort: typeof SerialPort };
      };
      return loaded.SerialPort ?? loaded.default!.SerialPort;
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      if (code !== 'MODULE_NOT_FOUND' && code !== 'ERR_MODULE_NOT_FOUND') why = ` (${message.split('\n')[0]})`;
    }
  }
  throw new RemoteError(
    'unreachable',
    why === ''
      ? 'serial ports need the package serialport: npm install --save-dev serialport'
      : `the package serialport cannot be loaded${why}: npm install --save-dev serialport`,
  );
}

export async function openSerial(device: string, baudRate: number, events: LineEvents): Promise<Line> {
  const Port = await load();
  return new Promise((done, fail) => {
    const port = new Port({ path: device, baudRate, autoOpen: false });
    let reason = 'the device is gone';
    port.on('data', (bytes: Uint8Array) => events.data(bytes));
    port.on('error', (error: Error) => {
      reason = error.message;
    });
    port.on('close', () => events.closed(reason));
    port.open((error) => {
      if (error) {
        fail(new RemoteError('unreachable', `${device}: ${error.message.replace(/^Error: /, '')}`));
        return;
      }
      done({
        send: (bytes) => void (port.isOpen && port.write(Buffer.from(bytes))),
        close: () =>
          new Promise((closed) => {
            if (!port.isOpen) closed();
            else port.close(() => closed());
          }),
      });
    });
  });
}
