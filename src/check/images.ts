// The parts of memory that modules may not write: quick to ask for each store.

import type { CodeImage } from '../debug/index.js';

export class Images {
  private readonly images: () => readonly CodeImage[];
  private known = 0;
  private low = Number.POSITIVE_INFINITY;
  private high = 0;

  constructor(images: () => readonly CodeImage[]) {
    this.images = images;
  }

  /** New modules may have come. */
  update(): void {
    const images = this.images();
    for (; this.known < images.length; this.known++) {
      const { text, textSize, rodata, rodataSize } = images[this.known]!;
      this.low = Math.min(this.low, text, rodataSize > 0 ? rodata : text);
      this.high = Math.max(this.high, text + textSize, rodata + rodataSize);
    }
  }

  /** The image whose code or constants an address lies in. */
  find(addr: number): CodeImage | undefined {
    if (addr < this.low || addr >= this.high) return undefined;
    return this.images().find(
      ({ text, textSize, rodata, rodataSize }) =>
        (addr >= text && addr < text + textSize) || (addr >= rodata && addr < rodata + rodataSize),
    );
  }

  all(): readonly CodeImage[] {
    return this.images();
  }
}
