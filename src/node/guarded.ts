// Programs that must not outlive us, however we end: a shell that starts the program waits on a pipe that only we hold open,
// and ends the whole process group when it closes. Without a POSIX shell (Windows) the program is ended with what it has
// started when we end in order.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';

export interface Guarded {
  readonly stdin: Writable;
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** Called once, when it has ended or could not be started. */
  onEnd(listener: (how: string, status: number) => void): void;
  /** Ends it and all that it has started. */
  kill(): void;
}

/** The guard has none of the program's streams, and the program not the guard's. */
const GUARD = '(read -r _ <&3; kill -9 0) >/dev/null 2>&1 & exec 3<&-; ';
const isWindows = process.platform === 'win32';

/** Starts a line for the shell, or a program with arguments. */
export function spawnGuarded(command: string | readonly string[]): Guarded {
  const isLine = typeof command === 'string';
  const child: ChildProcess = isWindows
    ? spawn(isLine ? command : command[0]!, isLine ? [] : command.slice(1), {
        shell: isLine,
        stdio: ['pipe', 'pipe', 'pipe'],
        windowsHide: true,
      })
    : spawn(
        '/bin/sh',
        ['-c', GUARD + (isLine ? 'eval "$1"' : 'exec "$@"'), 'sh', ...(isLine ? [command] : command)],
        // A group of its own: Ctrl-C on the terminal is for us to answer.
        { stdio: ['pipe', 'pipe', 'pipe', 'pipe'], detached: true },
      );
  const guard = child.stdio[3] as Writable | undefined;
  guard?.on('error', () => {});
  const stdin = child.stdin!;
  // It need not read all of its input.
  stdin.on('error', () => {});
  let ended = false;
  let listener: ((how: string, status: number) => void) | undefined;
  const endAll = (): void => {
    // Later its number may be another one's.
    if (child.pid === undefined || ended) return;
    try {
      if (isWindows) {
        spawnSync('taskkill', ['/pid', String(child.pid), '/t', '/f'], { stdio: 'ignore' });
      } else process.kill(-child.pid, 'SIGKILL');
    } catch {
      // Nothing of it is left.
    }
  };
  const finish = (how: string, status: number): void => {
    if (ended) return;
    // The guard and what the program has left behind.
    endAll();
    ended = true;
    guard?.destroy();
    listener?.(how, status);
  };
  child.on('error', (error) => finish(`it cannot be started: ${error.message}`, -1));
  // 'close' would wait for streams that others have inherited.
  child.on('exit', (code, signal) => {
    const how = signal ? `the program was ended by ${signal}` : `the program has ended with status ${code}`;
    setImmediate(() => finish(how, code ?? -1));
  });
  return {
    stdin,
    stdout: child.stdout!,
    stderr: child.stderr!,
    onEnd: (call) => {
      listener = call;
    },
    kill: endAll,
  };
}
