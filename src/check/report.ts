// What a finding looks like to a person.

import type { Finding } from './model.js';

const frames = (stack: readonly string[], indent: string): string[] => {
  const lines = stack[0] === 'Python' ? ['Python'] : stack;
  return lines.map((line, i) => `${indent}${i === 0 ? 'at' : 'by'} ${line}`);
};

/** A finding as lines of text; the first is what happened and where. */
export function formatFinding(finding: Finding): string {
  const { kind, text, stack, notes, times } = finding;
  const lines = [`${kind}: ${text}`, ...frames(stack, '    ')];
  for (const note of notes) lines.push(`  ${note.text}`, ...frames(note.stack, '    '));
  if (times > 1) lines.push(`  ${times} times`);
  return lines.join('\n');
}
