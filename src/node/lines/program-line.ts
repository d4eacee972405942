// `exec:CMD`: a program whose standard input and output are the line.
import { type Line, type LineEvents, RemoteError } from '../../remote/index.js';
import { type Guarded, spawnGuarded } from '../guarded.js';

const KEPT = 2000;

/** The last that a program has said on standard error, for the reason of its end. */
export function keepErrors(program: Guarded): () => string {
  let said = '';
  program.stderr.on('data', (bytes: Uint8Array) => {
    said = (said + Buffer.from(bytes).toString()).slice(-KEPT);
  });
  program.stderr.on('error', () => {});
  return () => (said.trim() === '' ? '' : `: ${said.trim()}`);
}

export function openProgram(command: string, events: LineEvents): Promise<Line> {
  const program = spawnGuarded(command);
  const errors = keepErrors(program);
  return new Promise((done, fail) => {
    program.onEnd((how) => {
      const reason = `${how}${errors()}`;
      fail(new RemoteError('unreachable', `${command}: ${reason}`));
      // What it has printed last is still on its way.
      if (program.stdout.readableEnded) events.closed(reason);
      else {
        program.stdout.once('close', () => events.closed(reason));
        setTimeout(() => events.closed(reason), 200);
      }
    });
    program.stdout.on('data', (bytes: Uint8Array) => events.data(bytes));
    program.stdout.on('error', () => {});
    done({
      send: (bytes) => void program.stdin.write(bytes),
      close: async () => program.kill(),
    });
  });
}
