// What earlier builds of an architecture did, so that nothing is done twice: for every file that was made, a key of all that
// it was made from. Contents count, not times. A state that cannot be read is an empty one.
import type { Answer } from './compilers.js';
import { type BuildHost, readText } from './host.js';

const VERSION = 2;

export interface Made {
  /** Hash of the command and of what else matters, files excepted. */
  readonly key: string;
  /** Files it was made from, with the hashes of their contents. */
  readonly from: Readonly<Record<string, string>>;
  /** Hash of the file itself. */
  readonly hash: string;
}

/** That a file is being made. */
export interface Begun {
  /** What it was known to be made from. */
  readonly seen: ReadonlySet<string>;
  readonly time: number;
}

/** What a compiler said. */
interface Known {
  /** Hash of the question and of who was asked. */
  readonly key: string;
  readonly value: unknown;
  /** Files that it depends on, with their stamps. */
  readonly stamps: Readonly<Record<string, string | undefined>>;
}

interface Saved {
  readonly version: number;
  /** By kind of question. */
  readonly answers: Readonly<Record<string, Known>>;
  readonly made: Readonly<Record<string, Made>>;
}

export class BuildState {
  private readonly host: BuildHost;
  private readonly path: string;
  private readonly answers: Map<string, Known>;
  private readonly made: Map<string, Made>;
  /** Of what has been read, by path. */
  private readonly hashes: Map<string, string | undefined>;
  private changed = false;

  /** `hashes` is one for all architectures of a build: they share sources and headers. */
  constructor(host: BuildHost, path: string, hashes: Map<string, string | undefined>) {
    this.host = host;
    this.hashes = hashes;
    this.path = path;
    const saved = parse(readText(host, path) ?? '');
    this.answers = new Map(Object.entries(saved.answers));
    this.made = new Map(Object.entries(saved.made));
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
    return Object.entries(made.from).every(([from, hash]) => this.hashOf(from) === hash);
  }

  /** Looks at what a file is about to be made from: what changes meanwhile is made again by the next build. */
  begin(path: string, from: readonly string[]): Begun {
    const seen = new Set([...from, ...Object.keys(this.made.get(path)?.from ?? {})]);
    for (const file of seen) this.hashOf(file);
    return { seen, time: this.host.time() };
  }

  /** Remembers how a file was made. What nobody knew of at the begin, and has changed since, counts as other than it is now. */
  remember(path: string, key: string, from: readonly string[], begun: Begun): void {
    const end = this.host.time();
    const isSure = (file: string) => {
      const changed = Number.parseFloat(this.host.stamp(file) ?? '');
      return begun.seen.has(file) || changed < begun.time || changed > end;
    };
    const hashes = Object.fromEntries(from.map((file) => [file, (isSure(file) && this.hashOf(file)) || '']));
    this.made.set(path, { key, from: hashes, hash: this.hashOf(path) ?? '' });
    this.changed = true;
  }

  /** What a compiler said to an earlier question, while the files that the answer depends on are as they were. */
  known<T>(question: string, key: string): T | undefined {
    const known = this.answers.get(question);
    if (known === undefined || known.key !== key) return undefined;
    const isValid = Object.entries(known.stamps).every(([path, stamp]) => this.host.stamp(path) === stamp);
    return isValid ? (known.value as T) : undefined;
  }

  /** An answer of a compiler, asked once. */
  async answer<T>(question: string, key: string, ask: () => Promise<Answer<T>>): Promise<T> {
    const known = this.known<T>(question, key);
    if (known !== undefined) return known;
    const { value, files } = await ask();
    if (files !== undefined) {
      const stamps = Object.fromEntries(files.map((path) => [path, this.host.stamp(path)]));
      this.answers.set(question, { key, value, stamps });
      this.changed = true;
    }
    return value;
  }

  save(): void {
    if (!this.changed) return;
    const saved: Saved = {
      version: VERSION,
      answers: Object.fromEntries(this.answers),
      made: Object.fromEntries(this.made),
    };
    this.host.write(this.path, `${JSON.stringify(saved)}\n`);
  }
}

/** What is not as this version writes it counts as never having been saved. */
function parse(text: string): Saved {
  let saved: unknown;
  try {
    saved = JSON.parse(text);
  } catch {
    // An empty one, below.
  }
  if (!isRecord(saved) || saved.version !== VERSION) return { version: VERSION, answers: {}, made: {} };
  return { version: VERSION, answers: only(saved.answers, isKnown), made: only(saved.made, isMade) };
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isMade = (value: unknown): value is Made =>
  isRecord(value) &&
  typeof value.key === 'string' &&
  typeof value.hash === 'string' &&
  isRecord(value.from) &&
  Object.values(value.from).every((hash) => typeof hash === 'string');

const isKnown = (value: unknown): value is Known =>
  isRecord(value) && typeof value.key === 'string' && isRecord(value.stamps);

function only<T>(values: unknown, isSound: (value: unknown) => value is T): Record<string, T> {
  if (!isRecord(values)) return {};
  const sound = Object.entries(values).filter((entry): entry is [string, T] => isSound(entry[1]));
  return Object.fromEntries(sound);
}
