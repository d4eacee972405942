// Writes to what is constant on real boards: code and constants of modules, and the runtime's own types and tables, which
// lie in flash memory there. Where a map is at hand its sections tell code from constants.

import { type CodeImage, locate, placeText, sectionAt } from '../debug/index.js';
import type { CheckState } from './state.js';
import { plural } from './state.js';

export function writeToReadOnly(s: CheckState, addr: number, bytes: number): void {
  const { blocks, target } = s;
  if (addr < blocks.base) {
    if (addr >= target.stackTop) {
      s.report('write-to-rodata', `write of ${plural(bytes, 'byte')} to a constant object of the runtime`);
    }
    return;
  }
  const image = s.images.find(addr);
  if (image) writeToImage(s, image, addr, bytes);
}

function writeToImage(s: CheckState, image: CodeImage, addr: number, bytes: number): void {
  const crash = s.target.crashTarget();
  const inText = addr < image.text + image.textSize && addr >= image.text;
  const section = sectionAt(crash, addr);
  const isCode = inText && (section === undefined || section.startsWith('.text'));
  const what = section === undefined && inText ? 'code or constants' : isCode ? 'code' : 'constants';
  s.report(
    isCode ? 'write-to-code' : 'write-to-rodata',
    `write of ${plural(bytes, 'byte')} to ${what} of a module: ${placeText(locate(crash, addr))}`,
  );
}
