// The lines entered before, newest first, as the firmware keeps them: eight, never twice the same in a row.

const FIRMWARE_LINES = 8;

export class History {
  private lines: string[] = [];
  private readonly size: number;
  /** Called with each line that is kept: whoever saves the history across runs. */
  onAdd: ((line: string) => void) | undefined;
  constructor(size = FIRMWARE_LINES, lines: readonly string[] = []) {
    this.size = size;
    for (const line of lines) this.add(line);
  }
  get length(): number {
    return this.lines.length;
  }
  /** The line `back` steps ago; 0 is the newest. */
  line(back: number): string {
    return this.lines[back] ?? '';
  }
  add(line: string): void {
    if (line === '' || line === this.lines[0]) return;
    this.lines.unshift(line);
    if (this.lines.length > this.size) this.lines.pop();
    this.onAdd?.(line);
  }
}
