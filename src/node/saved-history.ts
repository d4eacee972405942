// Lines of former sessions, in a file of the user's state folder. A history that cannot be kept is no reason to fail.
import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';

/** More lines than this are cut back when a session begins. */
const MAX_LINES = 1000;

/** $NATMOD_HISTORY (empty: none), or where the system keeps such things. */
export function historyFile(
  env: Readonly<Record<string, string | undefined>> = process.env,
  platform: string = process.platform,
): string | undefined {
  if (env.NATMOD_HISTORY !== undefined) return env.NATMOD_HISTORY === '' ? undefined : env.NATMOD_HISTORY;
  const folder =
    env.XDG_STATE_HOME ||
    (platform === 'win32' ? env.LOCALAPPDATA : undefined) ||
    (platform === 'darwin' ? join(homedir(), 'Library', 'Application Support') : join(homedir(), '.local', 'state'));
  return join(folder, 'natmod', 'history');
}

export class SavedHistory {
  static readonly size = MAX_LINES;
  private readonly file: string | undefined;
  constructor(file = historyFile()) {
    this.file = file;
  }
  /** Oldest first. */
  load(): string[] {
    if (this.file === undefined) return [];
    try {
      const lines = readFileSync(this.file, 'utf8')
        .split('\n')
        .filter((line) => line !== '' && !/\p{Cc}/u.test(line));
      const kept = lines.slice(-MAX_LINES);
      if (lines.length > 2 * MAX_LINES) writeFileSync(this.file, `${kept.join('\n')}\n`);
      return kept;
    } catch {
      return [];
    }
  }
  add(line: string): void {
    if (this.file === undefined) return;
    try {
      mkdirSync(dirname(this.file), { recursive: true, mode: 0o700 });
      appendFileSync(this.file, `${line}\n`, { mode: 0o600 });
    } catch {
      // The session goes on without.
    }
  }
}
