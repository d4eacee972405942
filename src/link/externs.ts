// The file of symbols with fixed addresses (linker.md section 7), written like a linker script: `NAME = 0xHEX;` or
// `PROVIDE(NAME = 0xHEX);`, one to a line. Other lines are ignored, as are comments that have lines of their own.
import { fail } from '../base/index.js';

export interface ExternsFile {
  readonly name: string;
  readonly text: string;
}

const LINE = /^(?:PROVIDE\(([A-Za-z_][A-Za-z0-9_]*)=0x([0-9a-fA-F]*)\)|([A-Za-z_][A-Za-z0-9_]*)=0x([0-9a-fA-F]*));$/;

export function readExterns({ name: file, text }: ExternsFile, wordSize: 4 | 8): Map<string, number> {
  const out = new Map<string, number>();
  let inComment = false;
  text.split(/\r\n|\r|\n/).forEach((raw, i) => {
    const line = raw.trim();
    const where = { file: `${file}:${i + 1}` };
    if (inComment) {
      if (line.endsWith('*/')) inComment = false;
      return;
    }
    if (line.startsWith('/*')) {
      inComment = !line.endsWith('*/');
      return;
    }
    if (line.startsWith('//')) return;
    const match = LINE.exec(line.replace(/\s+/g, ''));
    if (!match) return;
    const symbol = (match[1] ?? match[3])!;
    const digits = (match[2] ?? match[4])!;
    if (digits === '') fail('externs', `the address of ${symbol} has no digits`, where);
    if (out.has(symbol)) fail('externs', `Symbol ${symbol} already defined`, where);
    const value = Number.parseInt(digits, 16);
    if (!(wordSize === 4 ? value < 2 ** 32 : Number.isSafeInteger(value))) {
      fail('externs', `the address 0x${digits} of ${symbol} does not fit`, where);
    }
    out.set(symbol, value);
  });
  return out;
}
