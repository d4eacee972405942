// `natmod serve`: a board as a serial device, for mpremote and other programs that speak to boards.

import { openPty, openStdio, openTcp, PortError } from '../../node/index.js';
import { boardOptions } from '../board-options.js';
import { UsageError } from '../exit.js';
import type { Workers } from '../guest.js';
import { foldersOf, toGuestPath } from '../guest-folders.js';
import type { ServeJob } from '../guest-job.js';
import { reportEnd } from '../guest-report.js';
import { readMaps } from '../maps.js';
import type { Parsed } from '../parse.js';
import { SerialBridge } from '../serial-bridge.js';
import { serveGuest } from '../serve-guest.js';
import { print } from '../terminal.js';

const LOOPBACK = '127.0.0.1';
const PARENT_MS = 500;

export async function serveCommand(parsed: Parsed, workers: Workers): Promise<number> {
  const options = boardOptions(parsed, { limits: 'board', timeout: undefined });
  if (parsed.operands.length > 0) throw new UsageError(`serve takes no operands: ${parsed.operands[0]}`);
  const tcp = parsed.value('tcp');
  const chosen = [parsed.count('stdio') > 0, tcp !== undefined, parsed.count('pty') > 0].filter(Boolean).length;
  if (chosen !== 1) throw new UsageError('choose one of --stdio, --tcp PORT and --pty');
  const where = tcp === undefined ? undefined : addressOf(tcp);
  const paths = parsed.values('path');
  const folders = foldersOf(paths, parsed.values('write'));
  const mounted = [...paths, ...parsed.values('write')].map(toGuestPath);
  const bridge = new SerialBridge();
  const job: ServeJob = {
    ...options,
    kind: 'serve',
    board: options.board ?? 'VIRT_RV64',
    folders,
    // Where a client's relative paths lead.
    directory: mounted.length === 0 ? undefined : toGuestPath((parsed.values('write')[0] ?? paths[0])!),
    path: mounted.length === 0 ? undefined : ['', '.frozen', ...new Set(mounted)],
    maps: readMaps(parsed.values('map'), ''),
    stop: new SharedArrayBuffer(4),
    input: new SharedArrayBuffer(8),
    toBoard: bridge.toBoard,
    fromBoard: parsed.count('stdio') > 0 ? undefined : bridge.fromBoard,
    session: undefined,
  };
  try {
    if (where) {
      const port = await openTcp(where.host, where.port, bridge.events);
      bridge.attach(port);
      const host = port.address.includes(':') ? `[${port.address}]` : port.address;
      print(`listening on socket://${host}:${port.port}\n`);
    } else if (parsed.count('pty') > 0) {
      const port = await openPty(bridge.events);
      bridge.attach(port);
      // In QEMU's words, which clients look for.
      print(`char device redirected to ${port.path} (label serial0)\n`);
    } else bridge.attach(openStdio(bridge.events));
  } catch (error) {
    if (error instanceof PortError) throw new UsageError(error.message, error.hints);
    throw error;
  }
  const { end, stop } = serveGuest(workers, job, bridge);
  if (parsed.count('pty') > 0) {
    bridge.onEnd = () => stop({ kind: 'internal-error', text: 'the process that held the pseudo-terminal has ended' });
  }
  const orphaned = parsed.count('stdio') > 0 ? watchParent(bridge, () => stop({ kind: 'done' })) : undefined;
  const result = await end;
  clearInterval(orphaned);
  return reportEnd(result, job);
}

/** A client that has died leaves a script that may never end: once our input has ended, the end of the process that
 * started us is ours. */
function watchParent(bridge: SerialBridge, stop: () => void): NodeJS.Timeout {
  const parent = process.ppid;
  let ended = false;
  bridge.onEnd = () => {
    ended = true;
  };
  return setInterval(() => {
    if (ended && process.ppid !== parent) stop();
  }, PARENT_MS);
}

/** `PORT` or `HOST:PORT`; only programs of this machine are let in unless a host is named. */
function addressOf(text: string): { host: string; port: number } {
  const match = /^(?:(.*):)?(\d{1,5})$/.exec(text);
  const port = match ? Number(match[2]) : Number.NaN;
  if (!match || port > 65535) throw new UsageError(`--tcp ${text}: give a port, such as 0 or 4000, or HOST:PORT`);
  return { host: match[1]?.replace(/^\[(.*)\]$/, '$1') || LOOPBACK, port };
}
