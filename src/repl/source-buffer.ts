// Source that arrives byte by byte. More than the board has room for is counted and dropped, so that a flood costs
// nothing and ends as a MemoryError.

/** Texts of this length are joined at once: one string per byte would be slow. */
const CHUNK = 4096;

export class SourceBuffer {
  private parts: string[] = [];
  private bytes = new Uint8Array(CHUNK);
  private used = 0;
  private total = 0;

  get length(): number {
    return this.total;
  }
  add(byte: number, limit: number): void {
    this.total++;
    if (this.total > limit) {
      if (this.parts.length > 0) this.parts = [];
      return;
    }
    this.bytes[this.used++] = byte;
    if (this.used === CHUNK) this.flush();
  }
  private flush(): void {
    if (this.used === 0) return;
    this.parts.push(String.fromCharCode(...this.bytes.subarray(0, this.used)));
    this.used = 0;
  }
  /** All of it, as a byte string. */
  text(): string {
    this.flush();
    const text = this.parts.join('');
    this.parts = [text];
    return text;
  }
  clear(): void {
    this.parts = [];
    this.used = 0;
    this.total = 0;
  }
}
