// Programs of the host that are run to their end.
import { spawn } from 'node:child_process';
import { spawnPlan } from './windows.js';

/** Runs a program with `input` on its standard input; gives what it printed, both streams in the order of arrival.
 * Undefined if it cannot be started. */
export function runProgram(
  command: readonly string[],
  input: Uint8Array,
): Promise<{ readonly status: number; readonly output: Uint8Array } | undefined> {
  return new Promise((done) => {
    const [program, ...args] = command;
    const plan = spawnPlan(program!, args);
    const child = spawn(plan.command, plan.args, {
      stdio: ['pipe', 'pipe', 'pipe'],
      windowsHide: true,
      windowsVerbatimArguments: plan.verbatim,
    });
    const chunks: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.on('error', () => done(undefined));
    // It need not read all of its input.
    child.stdin.on('error', () => {});
    child.stdin.end(input);
    child.on('close', (code) => done({ status: code ?? -1, output: new Uint8Array(Buffer.concat(chunks)) }));
  });
}
