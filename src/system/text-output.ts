// What a guest prints, for whoever wants bytes and for whoever wants text. A guest prints bytes: a character may come in
// pieces, and need not be one at all.

import { runtime as py } from '../runtime/index.js';

function isAscii(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 127) return false;
  return true;
}

export class TextOutput {
  private readonly text: ((text: string) => void) | undefined;
  private readonly bytes: ((bytes: Uint8Array) => void) | undefined;
  /** Begins to hold something with the first byte that is no ASCII. */
  private readonly decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  private isPartial = false;

  constructor(text: ((text: string) => void) | undefined, bytes: ((bytes: Uint8Array) => void) | undefined) {
    this.text = text;
    this.bytes = bytes;
  }

  /** `printed`: a byte string. */
  write(printed: string): void {
    this.bytes?.(py.bytesFromBstr(printed));
    if (!this.text) return;
    let decoded = printed;
    if (this.isPartial || !isAscii(printed)) {
      decoded = this.decoder.decode(py.bytesFromBstr(printed), { stream: true });
      this.isPartial = true;
    }
    if (decoded !== '') this.text(decoded);
  }

  /** Brings out what an unfinished character has left. */
  flush(): void {
    if (!this.isPartial) return;
    this.isPartial = false;
    const rest = this.decoder.decode();
    if (rest !== '') this.text?.(rest);
  }
}
