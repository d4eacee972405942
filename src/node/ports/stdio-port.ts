// Standard input as the line to the board. What the board sends is not written here: its worker does that itself.
import type { Port, PortEvents } from './port.js';

export function openStdio(events: PortEvents): Port {
  const { stdin } = process;
  stdin.on('data', (bytes: Uint8Array) => events.data(bytes));
  stdin.on('end', () => events.ended());
  stdin.on('error', () => events.ended());
  events.connected(true);
  return {
    send: () => true,
    pause: () => stdin.pause(),
    resume: () => stdin.resume(),
    close: () => stdin.destroy(),
  };
}
