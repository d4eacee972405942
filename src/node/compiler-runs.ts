// The compilers of a build while they run: several at a time, each in a group of processes of its own.
import { spawn } from 'node:child_process';
import type { Finished } from '../build/index.js';
import { spawnPlan } from './windows.js';

type Child = ReturnType<typeof spawn>;

const isWindows = process.platform === 'win32';
/** What setTimeout knows: 24 days. */
const MAX_TIMER_MS = 0x7fff_ffff;

export class CompilerRuns {
  private readonly folder: string;
  private readonly find: (program: string) => string | undefined;
  private readonly running = new Set<Child>();
  /** Programs that did not answer in time, with what that gave: they are not asked again. */
  private readonly hanging = new Map<string, Finished>();
  private stopped = false;

  /** `folder`: where they run. `find` looks up a program on PATH. */
  constructor(folder: string, find: (program: string) => string | undefined) {
    this.folder = folder;
    this.find = find;
  }

  /** As `BuildHost.run`. */
  run(command: readonly string[], limit?: number): Promise<Finished | undefined> {
    const program = command[0]!;
    if (this.stopped) return Promise.resolve({ status: -1, stdout: '', stderr: '' });
    const known = limit === undefined ? undefined : this.hanging.get(program);
    if (known) return Promise.resolve(known);
    return new Promise((done) => {
      const child = this.start(command);
      this.running.add(child);
      let stdout = '';
      let stderr = '';
      child.stdout!.setEncoding('utf8').on('data', (text: string) => {
        stdout += text;
      });
      child.stderr!.setEncoding('utf8').on('data', (text: string) => {
        stderr += text;
      });
      let late: string | undefined;
      const expire = () => {
        late = shortened(command);
        endGroup(child);
      };
      const timer = limit === undefined ? undefined : setTimeout(expire, Math.min(limit * 1000, MAX_TIMER_MS));
      const end = (result: Finished | undefined) => {
        clearTimeout(timer);
        this.running.delete(child);
        if (result?.late !== undefined) this.hanging.set(program, result);
        done(result);
      };
      child.on('error', () => end(undefined));
      const finished = (code: number | null, signal: string | null) =>
        end({ status: code ?? -1, signal: signal ?? undefined, late, stdout, stderr });
      child.on('close', finished);
      // What does not end with the program holds its streams open.
      child.on('exit', (code, signal) => {
        if (!this.stopped && late === undefined) return;
        child.stdout!.destroy();
        child.stderr!.destroy();
        finished(code, signal);
      });
    });
  }

  /** Ends those that run, and starts none any more. */
  stop(): void {
    this.stopped = true;
    for (const child of this.running) endGroup(child);
  }

  private start([program, ...args]: readonly string[]): Child {
    // Windows finds an .exe by its bare name, but no batch file.
    const path = isWindows ? this.find(program!) : undefined;
    const plan = spawnPlan(path !== undefined && /\.(?:cmd|bat)$/i.test(path) ? path : program!, args);
    return spawn(plan.command, plan.args, {
      cwd: this.folder,
      stdio: ['ignore', 'pipe', 'pipe'],
      // A group of its own, so that what a compiler has started is ended with it.
      detached: !isWindows,
      windowsHide: true,
      windowsVerbatimArguments: plan.verbatim,
    });
  }
}

/** The program and what it was asked, without what stands between them. */
const shortened = ([program, ...args]: readonly string[]): string =>
  [program, ...(args.length > 1 ? ['...'] : []), ...args.slice(-1)].join(' ');

/** Ends a program and what it has started; what does not listen is killed. */
function endGroup(child: Child): void {
  const send = (signal: NodeJS.Signals) => {
    try {
      if (isWindows || child.pid === undefined) child.kill(signal);
      else process.kill(-child.pid, signal);
    } catch {
      // It has ended by itself.
    }
  };
  send('SIGTERM');
  const kill = () => send('SIGKILL');
  const timer = setTimeout(kill, 1000);
  process.once('exit', kill);
  child.on('exit', () => {
    clearTimeout(timer);
    process.off('exit', kill);
  });
}
