// The scripts of scripts/: small, by theme, each prints what it tests. A quick run takes some of them.

import { readdirSync, readFileSync } from 'node:fs';
import { randomFrom } from '../helpers/random.js';

const FOLDER = new URL('./scripts/', import.meta.url);
/** What stands for the line that imports it: neither the boards nor the oracle have files here. */
const TRIES = readFileSync(new URL('./tries.py', import.meta.url), 'utf8');
const QUICK = 40;

export const isLong = process.env.NATMOD_TEST === 'all';

export interface Script {
  readonly name: string;
  readonly source: string;
}

const scripts: readonly Script[] = readdirSync(FOLDER)
  .filter((file) => file.endsWith('.py'))
  .sort()
  .map((file) => ({ name: file.slice(0, -3), source: complete(readFileSync(new URL(file, FOLDER), 'utf8')) }));

function complete(source: string): string {
  return source.replace(/^from tries import \*\n/m, () => TRIES);
}

/** All scripts in a long run, else some, always the same ones for the same seed. */
export function someScripts(seed: number): readonly Script[] {
  if (isLong) return scripts;
  const random = randomFrom(seed);
  const left = [...scripts];
  return random.times(Math.min(QUICK, left.length), () => left.splice(random.below(left.length), 1)[0]!);
}
