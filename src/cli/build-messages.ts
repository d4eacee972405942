// What a build says, for several architectures at once: the same complaint is made once, with the names of the
// architectures that it is for.
import type { Diagnostic } from '../base/index.js';

export interface ForArch {
  readonly arch: string;
  readonly diagnostics: readonly Diagnostic[];
  /** Is it about the project, not about what compilers and linker made of it. */
  readonly isProject?: boolean;
}

interface Group {
  readonly first: Diagnostic;
  readonly arches: string[];
  /** Who has each note. */
  readonly notes: Map<string, string[]>;
  isProject: boolean;
}

/** `count`: how many architectures were built for. */
export function groupByArch(lists: readonly ForArch[], count: number): Diagnostic[] {
  const groups = new Map<string, Group>();
  for (const { arch, diagnostics, isProject = false } of lists) {
    const seen = new Map<string, number>();
    for (const diagnostic of diagnostics) {
      const kind = keyOf(diagnostic, arch);
      // The second of a kind goes with the second of another architecture.
      const nth = (seen.get(kind) ?? 0) + 1;
      seen.set(kind, nth);
      const key = `${nth} ${kind}`;
      let group = groups.get(key);
      if (!group) groups.set(key, (group = { first: diagnostic, arches: [], notes: new Map(), isProject }));
      group.isProject &&= isProject;
      group.arches.push(arch);
      for (const note of diagnostic.notes ?? []) {
        const has = group.notes.get(note);
        if (has) has.push(arch);
        else group.notes.set(note, [arch]);
      }
    }
  }
  return [...groups.values()].map((group) => joined(group, count));
}

/** Objects of all architectures lie in folders with their names, and code has other offsets and sections in each. */
function keyOf({ code, severity, message, where }: Diagnostic, arch: string): string {
  return JSON.stringify([code, severity, generic(message, arch), generic(where?.file ?? '', arch)]);
}

/** A text without the names that only this architecture has in it. */
const generic = (text: string, arch: string): string =>
  text.replaceAll(`/${arch}/`, '/*/').replace(ending(arch), ' for *');

const ending = (arch: string): RegExp => new RegExp(` for ${arch}$`);

function joined(group: Group, count: number): Diagnostic {
  const { first, arches } = group;
  const names = arches.join(', ');
  const notes = [...group.notes].map(([note, has]) =>
    has.length === arches.length ? note : `${has.join(', ')}: ${note}`,
  );
  const own = ending(arches[0]!);
  if (own.test(first.message)) return { ...first, message: first.message.replace(own, ` for ${names}`), notes };
  if (count > 1 && !(group.isProject && arches.length === count)) notes.push(`for ${names}`);
  return { ...first, notes };
}

/** Tells whether what a compiler printed was printed already, by another one that says the same. */
export class CompilerOutput {
  private readonly printed = new Set<string>();

  isNew(text: string, arch: string): boolean {
    const key = generic(text.replace(/[‘’]/g, "'").replace(ANSI, ''), arch);
    if (this.printed.has(key)) return false;
    this.printed.add(key);
    return true;
  }
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: colours are made of them
const ANSI = /\x1b\[[0-9;]*[mK]/g;
