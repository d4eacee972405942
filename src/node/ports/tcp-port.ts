// A TCP socket as the line to the board: one client at a time. Others wait until it goes; one that has said that it sends
// nothing more (half-closed) makes room at once.
import { createServer, type Socket } from 'node:net';
import { type Port, PortError, type PortEvents } from './port.js';

export interface TcpPort extends Port {
  readonly address: string;
  readonly port: number;
}

const MAX_WAITING = 16;

/** `others`: what becomes of clients while there is one. Where they are refused, one that half-closes has gone. */
export function openTcp(
  host: string,
  port: number,
  events: PortEvents,
  others: 'wait' | 'refuse' = 'wait',
): Promise<TcpPort> {
  let client: Socket | undefined;
  let halfClosed = false;
  let paused = false;
  const waiting: Socket[] = [];

  const leave = (socket: Socket): void => {
    const at = waiting.indexOf(socket);
    if (at >= 0) waiting.splice(at, 1);
    if (socket !== client) return;
    client = undefined;
    const next = waiting.shift();
    if (next) take(next);
    else events.connected(false);
  };
  const take = (socket: Socket): void => {
    client = socket;
    halfClosed = false;
    socket.on('data', (bytes: Uint8Array) => events.data(bytes));
    socket.on('drain', () => socket === client && events.drained());
    socket.on('end', () => {
      if (socket !== client) return;
      halfClosed = true;
      if (waiting.length > 0 || others === 'refuse') socket.destroy();
    });
    if (paused) socket.pause();
    else socket.resume();
    events.connected(true);
  };

  return new Promise((done, fail) => {
    const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
      socket.on('error', () => socket.destroy());
      socket.on('close', () => leave(socket));
      if (!client) take(socket);
      else if (others === 'refuse' || waiting.length >= MAX_WAITING) socket.destroy();
      else {
        socket.pause();
        waiting.push(socket);
        if (halfClosed) client.destroy();
      }
    });
    server.on('error', (error: NodeJS.ErrnoException) => {
      const why = error.code === 'EADDRINUSE' ? 'the port is in use' : error.message;
      fail(new PortError(`cannot listen on ${host}:${port}: ${why}`));
    });
    server.listen(port, host, () => {
      const bound = server.address();
      if (bound === null || typeof bound === 'string') return;
      done({
        address: bound.address,
        port: bound.port,
        send: (bytes) => client?.write(bytes) ?? true,
        pause: () => {
          paused = true;
          client?.pause();
        },
        resume: () => {
          paused = false;
          client?.resume();
        },
        close: () => {
          server.close();
          // What was sent last may still be on its way.
          client?.destroySoon();
          client?.unref();
          for (const socket of waiting) socket.destroy();
        },
      });
    });
  });
}
