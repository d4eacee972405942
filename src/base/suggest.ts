// "Did you mean ...?" for mistyped names.

/** Edits (insert, delete, replace, swap neighbours) that turn one word into the other. */
function distance(a: string, b: string): number {
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let best = Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) best = Math.min(best, before[j - 2]! + 1);
      next.push(best);
    }
    before = row;
    row = next;
  }
  return row[b.length]!;
}

/** The known name that is closest to `word`, if one is close enough to be what was meant. */
export function suggest(word: string, known: readonly string[]): string | undefined {
  if (word.length > 60) return undefined;
  const limit = Math.max(1, Math.floor(word.length / 3));
  const scored = known.map((name) => ({
    name,
    score: name.startsWith(word) && word.length > 1 ? 0 : distance(word.toLowerCase(), name.toLowerCase()),
  }));
  scored.sort((a, b) => a.score - b.score);
  return scored[0] && scored[0].score <= limit ? scored[0].name : undefined;
}
