// The Test Anything Protocol, version 13, in the order in which cases end.
import { isFailure } from '../model.js';
import type { Reporter } from '../run.js';
import type { Write } from './write.js';

export function tapReporter(write: Write): Reporter {
  let number = 0;
  return {
    onRunStart: (cases) => write(`TAP version 13\n1..${cases.length}\n`),
    onCaseEnd(result) {
      const { verdict, reason } = result;
      // # begins a directive.
      const name = result.case.id.replaceAll('#', '\\#');
      const skip = verdict === 'skip' ? ` # SKIP ${reason}` : '';
      write(`${isFailure(result) ? 'not ok' : 'ok'} ${++number} - ${name}${skip}\n`);
      if (!isFailure(result)) return;
      const fields = {
        verdict,
        message: reason,
        expected: result.expected,
        output: result.output,
        report: result.report,
      };
      const lines = Object.entries(fields).flatMap(([key, text]) =>
        text === undefined ? [] : [`  ${key}: ${JSON.stringify(text)}`],
      );
      write(`  ---\n${lines.join('\n')}\n  ...\n`);
    },
    onRunEnd({ summary }) {
      if (summary.notRun > 0) write(`Bail out! ${summary.notRun} cases did not run\n`);
    },
  };
}
