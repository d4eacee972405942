// A vitest reporter that keeps why tests were skipped (`context.skip('why')`), which the JSON report leaves out: one
// JSON line per note, in the file that NATMOD_SKIP_NOTES names.
import { appendFileSync } from 'node:fs';

export default class SkipNotes {
  onTestCaseResult(test) {
    const { state, note } = test.result();
    if (state !== 'skipped' || !note || !process.env.NATMOD_SKIP_NOTES) return;
    appendFileSync(process.env.NATMOD_SKIP_NOTES, `${JSON.stringify([test.fullName, note])}\n`);
  }
}
