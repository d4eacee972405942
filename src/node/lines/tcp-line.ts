// `tcp:HOST:PORT`: a board behind a socket: `natmod serve --tcp`, a serial server, QEMU's `-serial tcp:`.
import { connect } from 'node:net';
import { type Line, type LineEvents, RemoteError } from '../../remote/index.js';

const CONNECT_MS = 5000;
const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nobody listens there',
  ENOTFOUND: 'there is no such host',
  EHOSTUNREACH: 'the host cannot be reached',
  ENETUNREACH: 'the network cannot be reached',
  ECONNRESET: 'the connection was reset',
};
const reasonOf = (error: NodeJS.ErrnoException): string => REASONS[error.code ?? ''] ?? error.message;

export function openSocket(host: string, port: number, events: LineEvents): Promise<Line> {
  return new Promise((done, fail) => {
    const socket = connect({ host, port, noDelay: true });
    const refuse = (why: string) => fail(new RemoteError('unreachable', `${host}:${port}: ${why}`));
    const timer = setTimeout(() => {
      socket.destroy();
      refuse('no answer');
    }, CONNECT_MS);
    let reason = 'the connection was closed by the other side';
    socket.on('error', (error) => {
      reason = reasonOf(error);
      refuse(reason);
    });
    socket.on('data', (bytes: Uint8Array) => events.data(bytes));
    socket.on('close', () => {
      clearTimeout(timer);
      events.closed(reason);
    });
    socket.on('connect', () => {
      clearTimeout(timer);
      done({
        send: (bytes) => void (socket.writable && socket.write(bytes)),
        close: () =>
          new Promise((closed) => {
            socket.once('close', () => closed());
            if (socket.destroyed) closed();
            // What was sent last gets there.
            else socket.end(() => socket.destroy());
            setTimeout(() => socket.destroy(), 200).unref();
          }),
      });
    });
  });
}
