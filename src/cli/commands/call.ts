// `natmod call`: one function of one module on a fresh board. Output of the module and repr() of the result go to
// stdout, everything else to stderr.
import { basename, dirname } from 'node:path';
import { archByCode } from '../../abi/index.js';
import { fail } from '../../base/index.js';
import { identifyMpy } from '../../mpy/index.js';
import { readBytes } from '../../node/index.js';
import type { PyLiteral } from '../../system/index.js';
import { BOARD_OF_ARCH, boardOptions } from '../board-options.js';
import { UsageError } from '../exit.js';
import { runGuest, type Workers } from '../guest.js';
import { newInputBuffer } from '../guest-input.js';
import type { CallJob } from '../guest-job.js';
import { reportEnd } from '../guest-report.js';
import { readMaps } from '../maps.js';
import type { Parsed } from '../parse.js';
import { profileFile, writeProfile } from '../profile.js';
import { LiteralError, parseLiteral, showPlace } from '../python-literal.js';

/** Seconds. */
const DEFAULT_TIMEOUT = 10;

export async function callCommand(parsed: Parsed, workers: Workers): Promise<number> {
  const [file, functionName, ...texts] = parsed.operands;
  if (file === undefined || functionName === undefined) {
    throw new UsageError(file === undefined ? 'no file given' : 'no function given', [
      'usage: natmod call [OPTION]... FILE.mpy FUNCTION [LITERAL]...',
    ]);
  }
  const options = boardOptions(parsed, { limits: 'large', timeout: DEFAULT_TIMEOUT });
  const args = texts.map(readLiteral);
  const bytes = readBytes(file);
  const arch = archOf(bytes, file);
  const board = options.board ?? boardFor(arch, file);
  const profile = profileFile(parsed, [file, ...parsed.values('map')]);
  const job: CallJob = {
    kind: 'call',
    ...options,
    ...{ file, bytes, functionName, args, board },
    moduleName: moduleNameOf(file),
    maps: readMaps(parsed.values('map'), file, bytes),
    folders: [dirname(file), ...parsed.values('path')],
    profile: profile === undefined ? undefined : `${file} ${functionName}`,
    stop: new SharedArrayBuffer(4),
    input: newInputBuffer(),
  };
  const end = await runGuest(workers.forGuest(), job);
  writeProfile(profile, end);
  return reportEnd(end, job);
}

function readLiteral(text: string, index: number): PyLiteral {
  try {
    return parseLiteral(text);
  } catch (error) {
    if (!(error instanceof LiteralError)) throw error;
    throw new UsageError(`argument ${index + 1}: ${error.message}`, showPlace(text, error.at));
  }
}

/** Architecture code of the file, 0 for bytecode. What is no .mpy of this version is refused here. */
function archOf(bytes: Uint8Array, file: string): number {
  const identity = identifyMpy(bytes);
  if (identity.format === 'mpy' && identity.arch !== undefined) return identity.arch;
  fail('call/file', `this is ${identity.text}`, { file }, identity.advice === undefined ? [] : [identity.advice]);
}

function boardFor(arch: number, file: string): CallJob['board'] {
  if (arch === 0) return 'VIRT_RV64';
  const board = BOARD_OF_ARCH[arch];
  if (board !== undefined) return board;
  const runs = Object.entries(BOARD_OF_ARCH).map(([code, name]) => `${archByCode(Number(code))!.name} (${name})`);
  fail(
    'call/arch',
    `the file has native code for ${archByCode(arch)?.name ?? arch}, for which there is no board`,
    { file },
    [`architectures that run here: ${runs.join(', ')}`],
  );
}

/** `features` for `dir/features_rv64imc.mpy`: what an import would call it. */
function moduleNameOf(file: string): string {
  let name = basename(file).replace(/\.mpy$/, '');
  for (let code = 1, arch = archByCode(code); arch; arch = archByCode(++code)) {
    if (name.length > arch.name.length + 1 && name.endsWith(`_${arch.name}`)) {
      name = name.slice(0, -arch.name.length - 1);
      break;
    }
  }
  const identifier = name.replace(/[^\p{L}\p{N}_]/gu, '_') || 'module';
  // These are loaded before any file is looked for.
  return ['__main__', 'sys', 'builtins'].includes(identifier) ? `${identifier}_` : identifier;
}
