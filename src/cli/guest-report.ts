// What a person sees of how a guest ended, and the exit status: the same for every command that runs one.
import { suggest } from '../base/index.js';
import { formatFinding } from '../check/index.js';
import { EXIT } from './exit.js';
import type { GuestEnd } from './guest.js';
import type { GuestJob } from './guest-job.js';
import { printable, printError, say, tracebackForStderr } from './terminal.js';

const seconds = (job: GuestJob): string => `${job.timeout} s`;

export function reportEnd(end: GuestEnd, job: GuestJob): number {
  for (const warning of end.warnings) say(`warning: ${warning}`);
  const { findings = [] } = end.outcome;
  for (const finding of findings) say(`check: ${formatFinding(finding)}`);
  const status = statusOf(end, job);
  if (findings.length > 0) say(`check: ${findings.length} ${findings.length === 1 ? 'finding' : 'findings'}`);
  return status === EXIT.OK && findings.length > 0 ? EXIT.FAILED : status;
}

function statusOf({ outcome, interrupted }: GuestEnd, job: GuestJob): number {
  switch (outcome.kind) {
    case 'done':
      return EXIT.OK;
    case 'output-closed':
      if (outcome.text !== undefined) {
        say(outcome.text);
        return EXIT.USAGE;
      }
      return EXIT.OK;
    case 'raised':
      if (outcome.text !== '') printError(`${tracebackForStderr(printable(outcome.text))}\n`);
      for (const note of outcome.notes) say(note);
      return outcome.status;
    case 'interrupted':
      if (outcome.text !== '') printError(`${tracebackForStderr(printable(outcome.text))}\n`);
      say('interrupted');
      return EXIT.INTERRUPTED;
    case 'refused':
      for (const line of outcome.lines) say(line);
      return EXIT.USAGE;
    case 'no-function': {
      const near = suggest(outcome.name, outcome.known);
      const hint = near ? `did you mean ${near}?` : `it has: ${outcome.known.slice(0, 40).join(', ')}`;
      if (job.kind === 'call')
        say(`${job.file} has no ${job.functionName}`, near || outcome.known.length > 0 ? [hint] : []);
      return EXIT.USAGE;
    }
    case 'no-memory':
      say(`the board's memory cannot be allocated: ${outcome.text}`, ['choose a smaller --heap']);
      return EXIT.USAGE;
    case 'crashed':
      say(`guest crash: ${outcome.report}`);
      return EXIT.CRASH;
    case 'stopped': {
      const why = interrupted ? 'interrupted' : `time limit of ${seconds(job)} reached (--timeout S changes it)`;
      // The reason has been said; of the report's own first words the place is left.
      say(`${why}: ${outcome.report.replace(/^time limit reached /, '')}`);
      return interrupted ? EXIT.INTERRUPTED : EXIT.TIMEOUT;
    }
    case 'internal-error':
      say('internal error: this is a bug of natmod; please report it with the input that shows it');
      printError(`${outcome.text}\n`);
      return EXIT.INTERNAL;
  }
}
