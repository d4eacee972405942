// `--profile FILE` of the commands that run a guest: the worker makes the text, the main thread writes it.
import { checkWritable, writeAtomically } from '../node/index.js';
import { UsageError } from './exit.js';
import type { GuestEnd } from './guest.js';
import { keepInputs } from './outputs.js';
import type { Parsed } from './parse.js';
import { say } from './terminal.js';

/** The file that is wanted, if it can be written. It must be none of the inputs. */
export function profileFile(parsed: Parsed, inputs: readonly (string | undefined)[]): string | undefined {
  const file = parsed.value('profile');
  if (file === undefined) return undefined;
  keepInputs([file], inputs);
  checkWritable(file);
  return file;
}

export function noProfile(parsed: Parsed): void {
  if (parsed.value('profile') === undefined) return;
  throw new UsageError('--profile needs a script', ['a session at the prompt has no end to write the profile at']);
}

/** Writes what is known, however the guest ended. */
export function writeProfile(file: string | undefined, { profile }: GuestEnd): void {
  if (file === undefined) return;
  if (profile === undefined) say(`no profile is written to ${file}: the guest did not live to tell`);
  else writeAtomically(file, profile);
}
