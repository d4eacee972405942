// Glyphs for FrameBuffer.text: 5x7 letters with strokes of double width in cells of 8x8. That is what the boards' letters
// look like in the few outputs that are known (A and b agree with them); the whole font is not part of the reference
// material, so positions and sizes of text agree with the boards, the pixels of other letters may differ.

export const GLYPH_SIZE = 8;
const FIRST = 32;
const LAST = 127;
/** Columns of a glyph, and the empty ones to its left. */
const COLUMNS = 5;
const MARGIN = 1;

/** Five columns of two hexadecimal digits a glyph, bit 0 on top, from space to DEL (a full box). */
const GLYPHS =
  '0000000000 00005f0000 0007000700 147f147f14 242a7f2a12 2313086462 3649562050 0005030000 001c224100 0041221c00' +
  ' 082a1c2a08 08083e0808 0050300000 0808080808 0060600000 2010080402 3e5149453e 00427f4000 4261514946 2141454b31' +
  ' 1814127f10 2745454539 3c4a494930 0171090503 3649494936 064949291e 0036360000 0056360000 0008142241 1414141414' +
  ' 4122140800 0201510906 324979413e 7c0a090a7c 7f49494936 3e41414122 7f4141221c 7f49494941 7f09090101 3e41415132' +
  ' 7f0808087f 00417f4100 2040413f01 7f08142241 7f40404040 7f0204027f 7f0408107f 3e4141413e 7f09090906 3e4151215e' +
  ' 7f09192946 4649494931 01017f0101 3f4040403f 1f2040201f 7f2018207f 6314081463 0304780403 6151494543 00007f4141' +
  ' 0204081020 41417f0000 0402010204 4040404040 0001020400 2054545478 7f44444438 3844444420 384444447f 3854545418' +
  ' 087e090102 081454543c 7f04040478 00447d4000 2040443d00 007f102844 00417f4000 7c04180478 7c04040478 3844444438' +
  ' 7c14141408 081414147c 7c08040408 4854545420 043f444020 3c4040207c 1c2040201c 3c4030403c 4428102844 0c5050503c' +
  ' 4464544c44 0008364100 00007f0000 0041360800 0201020402 7f7f7f7f7f';

const columns = Uint8Array.from(
  GLYPHS.split(' ').flatMap((glyph) =>
    Array.from({ length: COLUMNS }, (_, i) => Number.parseInt(glyph.slice(2 * i, 2 * i + 2), 16)),
  ),
);

/** Column `i` of a character's cell. Characters without a glyph show as DEL. */
export function glyphColumn(char: number, i: number): number {
  const glyph = char >= FIRST && char <= LAST ? char : LAST;
  const thin = (column: number): number =>
    column >= 0 && column < COLUMNS ? columns[(glyph - FIRST) * COLUMNS + column]! : 0;
  return thin(i - MARGIN) | thin(i - MARGIN - 1);
}
