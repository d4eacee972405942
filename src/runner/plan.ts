// From scripts and targets to cases: targets x scripts, each with the module that --natmod-dir has for it, filtered, sharded
// and repeated. The order is that of the scripts, then of the targets, whatever ran first.
import type { NatmodChoice, TestCase } from './model.js';

export interface Target {
  readonly name: string;
  readonly arch: string;
}

export interface PlanOptions {
  readonly files: readonly string[];
  readonly targets: readonly Target[];
  /** The module for a script, undefined where it needs none. */
  natmodFor?(file: string, arch: string): NatmodChoice | undefined;
  /** On the id. */
  readonly filter?: RegExp | undefined;
  readonly repeat?: number | undefined;
  readonly shard?: { readonly index: number; readonly count: number } | undefined;
}

export function planRun(options: PlanOptions): TestCase[] {
  const { files, targets, filter, shard } = options;
  const repeat = options.repeat ?? 1;
  const cases: TestCase[] = [];
  for (const file of files) {
    for (const { name: target, arch } of targets) {
      const id = `${file} [${target}]`;
      if (filter && !filter.test(id)) continue;
      const natmod = options.natmodFor?.(file, arch);
      for (let i = 1; i <= repeat; i++) {
        const base = { file, target, arch, natmod };
        cases.push(
          repeat === 1 ? { ...base, id, repetition: undefined } : { ...base, id: `${id} #${i}`, repetition: i },
        );
      }
    }
  }
  // Every shard takes each n-th case, so that slow neighbours go to different ones.
  return shard ? cases.filter((_, i) => i % shard.count === shard.index - 1) : cases;
}

/** The module whose name begins the script's, as upstream's runner maps them: deflate for deflate_compress.py. */
export function natmodOf(file: string, names: readonly string[]): string | undefined {
  const base = file
    .slice(file.lastIndexOf('/') + 1)
    .replace(/\.py$/, '')
    .replace(/^test_/, '');
  const fitting = names.filter((name) => base.startsWith(name));
  // Of `re` and `regex`, the longer one is meant.
  return fitting.sort((a, b) => b.length - a.length)[0];
}
