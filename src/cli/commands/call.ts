// `natmod call`: one function of a module on an emulated board, with Python literals as arguments. The guest runs in a
// worker; this side keeps the terminal, the clock and Ctrl-C.
import { dirname } from 'node:path';
import { readBytes, runWorker } from '../../node/index.js';
import type { PyLiteral } from '../../system/index.js';
import { EXIT, UsageError } from '../exit.js';
import type { CallRequest, CallResult } from '../guest-request.js';
import { readMaps } from '../maps.js';
import type { Parsed } from '../parse.js';
import { LiteralError, parseLiteral, showPlace } from '../python-literal.js';
import { print, printable, printError, say, sayDiagnostics } from '../terminal.js';

const DEFAULT_TIMEOUT = 10;
/** The board notices the limit itself unless it is stuck inside the runtime; then it is ended from outside. */
const TIMEOUT_GRACE = 1500;
const MAX_BYTES = 512 * 1024 * 1024;

export async function callCommand(parsed: Parsed, workerUrl: URL): Promise<number> {
  const [file, functionName, ...literals] = parsed.operands;
  if (file === undefined || functionName === undefined) {
    throw new UsageError(file === undefined ? 'no file given' : `which function of ${file}?`, [
      'usage: natmod call [OPTION]... FILE.mpy FUNCTION [LITERAL]...',
    ]);
  }
  const request: CallRequest = {
    args: literals.map(literal),
    file,
    bytes: readBytes(file),
    functionName,
    board: parsed.value('board'),
    options: {
      engine: choice(parsed, 'engine', ['interp']),
      limits: choice(parsed, 'limits', ['board', 'large']),
      gc: choice(parsed, 'gc', ['stress']),
      heap: size(parsed, 'heap', 4096),
      stack: size(parsed, 'stack', 1024),
    },
    timeoutSeconds: seconds(parsed.value('timeout')),
    maps: readMaps(parsed.values('map'), file),
    folders: [dirname(file), ...parsed.values('path')],
  };
  const { timeoutSeconds } = request;
  const end = await runWorker<CallResult>({
    url: workerUrl,
    data: request,
    output: (text, written) => process.stdout.write(text, written),
    timeoutMs: timeoutSeconds === 0 ? Number.POSITIVE_INFINITY : timeoutSeconds * 1000 + TIMEOUT_GRACE,
  });
  if (end.kind === 'killed') {
    if (end.why === 'interrupt') return interrupted();
    say(`timeout: still running inside the runtime after ${timeoutSeconds} s`);
    return EXIT.TIMEOUT;
  }
  return report(end.result, timeoutSeconds, end.interrupted);
}

function report(result: CallResult, timeoutSeconds: number, wasInterrupted: boolean): number {
  switch (result.kind) {
    case 'value':
      print(`${result.repr}\n`);
      return EXIT.OK;
    case 'raised':
      printError(`${printable(result.text === '' ? result.type : `${result.type}: ${result.text}`)}\n`);
      for (const note of result.notes) say(note);
      return EXIT.FAILED;
    case 'exit':
      if (result.text !== '') printError(`${printable(result.text)}\n`);
      return result.status;
    case 'crash':
      say(`guest crash: ${result.report}`);
      return EXIT.CRASH;
    case 'timeout':
      if (wasInterrupted) return interrupted(result.report);
      say(`timeout after ${timeoutSeconds} s: ${result.report}`, ['--timeout SECONDS gives more time']);
      return EXIT.TIMEOUT;
    case 'unusable':
      sayDiagnostics(result.diagnostics);
      return EXIT.USAGE;
    case 'usage':
      throw new UsageError(result.message, result.hints);
  }
}

function interrupted(where = ''): number {
  say(where === '' ? 'interrupted' : `interrupted: ${where}`);
  return EXIT.INTERRUPTED;
}

function literal(text: string, index: number): PyLiteral {
  try {
    return parseLiteral(text);
  } catch (error) {
    if (!(error instanceof LiteralError)) throw error;
    throw new UsageError(
      `argument ${index + 1}, character ${error.at + 1}: ${error.message}`,
      showPlace(text, error.at),
    );
  }
}

function choice<T extends string>(parsed: Parsed, long: string, choices: readonly T[]): T | undefined {
  const given = parsed.value(long);
  if (given === undefined) return undefined;
  const found = choices.find((name) => name === given);
  if (found === undefined) throw new UsageError(`--${long} ${given} is not known`, [`known: ${choices.join(', ')}`]);
  return found;
}

function size(parsed: Parsed, long: string, least: number): number | undefined {
  const given = parsed.value(long);
  if (given === undefined) return undefined;
  const match = /^(\d+)([kKmM]?)$/.exec(given);
  const bytes = match
    ? Number(match[1]) * { '': 1, k: 1024, m: 1024 * 1024 }[match[2]!.toLowerCase() as '']
    : Number.NaN;
  if (!(bytes >= least && bytes <= MAX_BYTES)) {
    throw new UsageError(`--${long} ${given} is no number of bytes from ${least} to ${MAX_BYTES}`);
  }
  return bytes;
}

function seconds(given: string | undefined): number {
  if (given === undefined) return DEFAULT_TIMEOUT;
  const value = Number(given);
  if (!/^\d*\.?\d+$/.test(given) || !(value <= 1e6)) {
    throw new UsageError(`--timeout ${given} is no number of seconds`, ['0 means no limit']);
  }
  return value;
}
