// What earlier builds of an architecture did, so that nothing is done twice: for every file that was made, a key of all that
// it was made from. Contents count, not times. A state that cannot be read is an empty one.
import type { CompilerFacts } from './compilers.js';
import { type BuildHost, readText } from './host.js';

const VERSION = 1;

export interface Made {
  /** Hash of the command and of what else matters, files excepted. */
  readonly key: string;
  /** Files it was made from, with the hashes of their contents. */
  readonly from: Readonly<Record<string, string>>;
  /** Hash of the file itself. */
  readonly hash: string;
}

interface Saved {
  readonly version: number;
  readonly facts: Readonly<Record<string, CompilerFacts>>;
  readonly made: Readonly<Record<string, Made>>;
}

export class BuildState {
  private readonly host: BuildHost;
  private readonly path: string;
  private readonly facts: Map<string, CompilerFacts>;
  private readonly made: Map<string, Made>;
  private readonly hashes = new Map<string, string | undefined>();
  private changed = false;

  constructor(host: BuildHost, path: string) {
    this.host = host;
    this.path = path;
    const saved = parse(readText(host, path));
    this.facts = new Map(Object.entries(saved?.facts ?? {}));
    this.made = new Map(Object.entries(saved?.made ?? {}));
  }

  /** Hash of a file's contents, undefined if there is none; each file is read once a build. */
  hashOf(path: string): string | undefined {
    if (!this.hashes.has(path)) {
      const bytes = this.host.readBytes(path);
      this.hashes.set(path, bytes === undefined ? undefined : this.host.hash(bytes));
    }
    return this.hashes.get(path);
  }

  /** Says that a file was written. */
  forget(path: string): void {
    this.hashes.delete(path);
  }

  /** Whether a file is as it was made, from what is there now. */
  isFresh(path: string, key: string): boolean {
    const made = this.made.get(path);
    if (made === undefined || made.key !== key || this.hashOf(path) !== made.hash) return false;
    return Object.entries(made.from ?? {}).every(([from, hash]) => this.hashOf(from) === hash);
  }

  /** Remembers how a file was made. */
  remember(path: string, key: string, from: readonly string[]): void {
    const hashes = Object.fromEntries(from.map((file) => [file, this.hashOf(file) ?? '']));
    this.made.set(path, { key, from: hashes, hash: this.hashOf(path) ?? '' });
    this.changed = true;
  }

  /** An answer of a compiler, asked once. */
  async compilerFacts(key: string, ask: () => Promise<CompilerFacts>): Promise<CompilerFacts> {
    const known = this.facts.get(key);
    if (known !== undefined) return known;
    const facts = await ask();
    this.facts.clear();
    this.facts.set(key, facts);
    this.changed = true;
    return facts;
  }

  save(): void {
    if (!this.changed) return;
    const saved: Saved = {
      version: VERSION,
      facts: Object.fromEntries(this.facts),
      made: Object.fromEntries(this.made),
    };
    this.host.write(this.path, `${JSON.stringify(saved)}\n`);
  }
}

function parse(text: string | undefined): Saved | undefined {
  if (text === undefined) return undefined;
  try {
    const saved = JSON.parse(text) as Saved;
    const sound = saved.version === VERSION && typeof saved.facts === 'object' && typeof saved.made === 'object';
    return sound ? saved : undefined;
  } catch {
    return undefined;
  }
}
