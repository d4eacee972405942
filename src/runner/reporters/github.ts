// Annotations of GitHub's workflows: a failure appears at its test in the changes of a pull request.
import { isFailure } from '../model.js';
import type { Reporter } from '../run.js';
import type { Write } from './write.js';

/** Of a message and of a property, as the workflow commands want them. */
const message = (text: string): string => text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
const property = (text: string): string => message(text).replaceAll(':', '%3A').replaceAll(',', '%2C');

/** Line of the test in a traceback: the innermost of its own file. */
function lineOf(file: string, output: string): number | undefined {
  const name = file.slice(file.lastIndexOf('/') + 1);
  const lines = [...output.matchAll(/^ {2}File "([^"]*)", line (\d+)/gm)].filter((match) => match[1]!.endsWith(name));
  return lines.length === 0 ? undefined : Number(lines.at(-1)![2]);
}

export const githubReporter = (write: Write): Reporter => ({
  onRunEnd(report) {
    for (const result of report.results.filter(isFailure)) {
      const line = lineOf(result.case.file, result.output);
      const place = `file=${property(result.case.file)}${line === undefined ? '' : `,line=${line}`}`;
      const text = [result.reason, result.report ?? result.output].filter((part) => part !== '').join('\n');
      write(`::error ${place},title=${property(result.case.id)}::${message(text)}\n`);
    }
  },
});
