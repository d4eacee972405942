// `natmod run`: a script, a module or a .mpy file on a board. What the guest prints goes to stdout; tracebacks and what
// natmod itself has to say go to stderr.
import { basename, dirname, resolve } from 'node:path';
import { identifyMpy } from '../../mpy/index.js';
import { readBytes, readInput } from '../../node/index.js';
import { BOARD_OF_ARCH, boardOptions } from '../board-options.js';
import { UsageError } from '../exit.js';
import { runGuest, type Workers } from '../guest.js';
import { foldersOf, toGuestPath } from '../guest-folders.js';
import { newInputBuffer } from '../guest-input.js';
import type { RunJob } from '../guest-job.js';
import { reportEnd } from '../guest-report.js';
import { mapsIn, readMaps } from '../maps.js';
import type { Parsed } from '../parse.js';
import { noProfile, profileFile, writeProfile } from '../profile.js';

const STDIN_NAME = '<stdin>';

interface Start {
  readonly program: RunJob['program'];
  /** Folder that is mounted and current: the script's own, or where natmod was started. */
  readonly folder: string;
  readonly argv: readonly string[];
}

/** What `run` and `debug` do with their operands and options; `start` is undefined for a session at a terminal. */
export function settingOf(parsed: Parsed) {
  const bare = parsed.count('bare') > 0;
  const options = boardOptions(parsed, { limits: bare ? 'board' : 'large', timeout: undefined });
  const isSession =
    parsed.operands.length === 0 && !parsed.value('command') && !parsed.value('module') && process.stdin.isTTY;
  const start = isSession ? undefined : programOf(parsed);
  const paths = parsed.values('path');
  const writes = parsed.values('write');
  if (bare && (paths.length > 0 || writes.length > 0)) {
    throw new UsageError('--bare mounts nothing: leave --path and --write out');
  }
  const folder = start?.folder ?? process.cwd();
  const folders = bare ? [] : foldersOf([folder, ...paths], writes);
  const common = {
    ...options,
    folders,
    directory: bare ? undefined : toGuestPath(folder),
    path: bare ? undefined : [toGuestPath(folder), '.frozen', ...paths.map(toGuestPath)],
  };
  return { bare, common, start };
}

type Setting = ReturnType<typeof settingOf>;

export function jobOf(parsed: Parsed, { bare, common }: Setting, start: Start): RunJob {
  const { program } = start;
  return {
    ...common,
    kind: 'run',
    board: common.board ?? boardOf(program),
    program: bare && program.kind === 'source' ? { ...program, name: STDIN_NAME } : program,
    argv: bare ? [] : start.argv,
    maps: [
      ...readMaps(parsed.values('map'), program.kind === 'mpy' ? program.name : ''),
      ...mapsIn(bare ? [] : [start.folder, ...parsed.values('path')]),
    ],
    stop: new SharedArrayBuffer(4),
    input: newInputBuffer(),
  };
}

export async function runCommand(parsed: Parsed, workers: Workers): Promise<number> {
  const setting = settingOf(parsed);
  const { common, start } = setting;
  if (!start) {
    noProfile(parsed);
    const maps = readMaps(parsed.values('map'), '');
    const { replSession } = await import('../repl-session.js');
    return replSession(workers, { ...common, board: common.board ?? 'VIRT_RV64', maps });
  }
  const profile = profileFile(parsed, [parsed.operands[0]]);
  const { program } = start;
  const name = 'name' in program ? program.name : 'natmod run';
  const job: RunJob = { ...jobOf(parsed, setting, start), profile: profile === undefined ? undefined : name };
  const end = await runGuest(workers.forGuest(), job);
  writeProfile(profile, end);
  return reportEnd(end, job);
}

/** What to run, from the operands and -c, -m. */
function programOf(parsed: Parsed): Start {
  const code = parsed.value('command');
  const module = parsed.value('module');
  const [first, ...rest] = parsed.operands;
  if (code !== undefined && module !== undefined) throw new UsageError('-c and -m exclude each other');
  const here = process.cwd();
  if (code !== undefined) {
    const bytes = new TextEncoder().encode(code);
    return { program: { kind: 'source', bytes, name: '<string>' }, folder: here, argv: ['-c', ...parsed.operands] };
  }
  if (module !== undefined) {
    return { program: { kind: 'module', name: module }, folder: here, argv: ['-m', ...parsed.operands] };
  }
  if (first === undefined || first === '-') {
    const bytes = readInput();
    return { program: { kind: 'source', bytes, name: STDIN_NAME }, folder: here, argv: [first ?? '', ...rest] };
  }
  const bytes = readBytes(first);
  const kind = basename(first).endsWith('.mpy') || identifyMpy(bytes).format === 'mpy' ? 'mpy' : 'source';
  return { program: { kind, bytes, name: first }, folder: dirname(resolve(first)), argv: [first, ...rest] };
}

/** A .mpy file chooses the board that runs it. */
function boardOf(program: RunJob['program']): RunJob['board'] {
  if (program.kind !== 'mpy') return 'VIRT_RV64';
  const { arch } = identifyMpy(program.bytes);
  return BOARD_OF_ARCH[arch ?? 0] ?? 'VIRT_RV64';
}
