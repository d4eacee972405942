// Pixels of a frame buffer and what can be drawn with them, over bytes alone (python-dialect.md section 21, framebuf).
// Everything is clipped; coordinates are any machine words, so that long loops ask `poll` on their way.

export const FORMAT = {
  MVLSB: 0,
  RGB565: 1,
  GS4_HMSB: 2,
  MHLSB: 3,
  MHMSB: 4,
  GS2_HMSB: 5,
  GS8: 6,
} as const;

export interface Canvas {
  readonly bytes: Uint8Array;
  readonly width: number;
  readonly height: number;
  /** Pixels from one row to the next; for MVLSB from one row of bytes to the next. */
  readonly stride: number;
  readonly format: number;
  readonly poll: () => void;
}

/** Stride as the format needs it and bytes of a buffer of that size; undefined for an unknown format. */
export function measure(
  format: number,
  width: number,
  height: number,
  stride: number,
): { stride: number; bytes: number } | undefined {
  const up = (n: number, to: number): number => Math.ceil(n / to) * to;
  const rows = (bits: number, group: number): { stride: number; bytes: number } => {
    const s = up(stride, group);
    return { stride: s, bytes: Math.floor((((height - 1) * s + up(width, group)) * bits) / 8) };
  };
  switch (format) {
    case FORMAT.MVLSB: {
      const h = up(height, 8);
      return { stride, bytes: Math.floor(((h - 8) * stride + 8 * width) / 8) };
    }
    case FORMAT.MHLSB:
    case FORMAT.MHMSB:
      return rows(1, 8);
    case FORMAT.GS2_HMSB:
      return rows(2, 4);
    case FORMAT.GS4_HMSB:
      return rows(4, 2);
    case FORMAT.GS8:
      return rows(8, 1);
    case FORMAT.RGB565:
      return rows(16, 1);
    default:
      return undefined;
  }
}

/** Where a pixel lies: its byte, its lowest bit there, and its bits (16 for RGB565). */
function place({ format, stride }: Canvas, x: number, y: number): { at: number; shift: number; bits: number } {
  const i = x + y * stride;
  switch (format) {
    case FORMAT.MVLSB:
      return { at: (y >> 3) * stride + x, shift: y & 7, bits: 1 };
    case FORMAT.MHLSB:
      return { at: i >> 3, shift: 7 - (x & 7), bits: 1 };
    case FORMAT.MHMSB:
      return { at: i >> 3, shift: x & 7, bits: 1 };
    case FORMAT.GS2_HMSB:
      return { at: i >> 2, shift: (x & 3) << 1, bits: 2 };
    case FORMAT.GS4_HMSB:
      return { at: i >> 1, shift: (x & 1) !== 0 ? 0 : 4, bits: 4 };
    case FORMAT.GS8:
      return { at: i, shift: 0, bits: 8 };
    default:
      return { at: i * 2, shift: 0, bits: 16 };
  }
}

const inside = (c: Canvas, x: number, y: number): boolean => x >= 0 && x < c.width && y >= 0 && y < c.height;

/** Colour of a pixel that is inside. */
export function getPixel(c: Canvas, x: number, y: number): number {
  const { at, shift, bits } = place(c, x, y);
  const low = c.bytes[at] ?? 0;
  if (bits === 16) return low + 256 * (c.bytes[at + 1] ?? 0);
  return (low >> shift) & ((1 << bits) - 1);
}

/** Sets a pixel that is inside. One-bit formats take any colour but 0 as 1. */
function setPixel(c: Canvas, x: number, y: number, colour: number): void {
  const { at, shift, bits } = place(c, x, y);
  if (bits === 16) {
    c.bytes[at] = colour;
    c.bytes[at + 1] = colour >> 8;
    return;
  }
  const mask = (1 << bits) - 1;
  const value = bits === 1 ? (colour !== 0 ? 1 : 0) : colour & mask;
  c.bytes[at] = (c.bytes[at]! & ~(mask << shift)) | (value << shift);
}

export function plot(c: Canvas, x: number, y: number, colour: number): void {
  if (inside(c, x, y)) setPixel(c, x, y, colour);
}

export function fillRect(c: Canvas, x: number, y: number, w: number, h: number, colour: number): void {
  if (w < 1 || h < 1) return;
  const right = Math.min(c.width, x + w);
  const bottom = Math.min(c.height, y + h);
  for (let j = Math.max(0, y); j < bottom; j++) for (let i = Math.max(0, x); i < right; i++) setPixel(c, i, j, colour);
}

export function outlineRect(c: Canvas, x: number, y: number, w: number, h: number, colour: number): void {
  fillRect(c, x, y, w, 1, colour);
  fillRect(c, x, y + h - 1, w, 1, colour);
  fillRect(c, x, y, 1, h, colour);
  fillRect(c, x + w - 1, y, 1, h, colour);
}

/** A line of one pixel's width: one pixel for each step along the longer axis. */
export function line(c: Canvas, x1: number, y1: number, x2: number, y2: number, colour: number): void {
  const steep = Math.abs(y2 - y1) > Math.abs(x2 - x1);
  const long = steep ? Math.abs(y2 - y1) : Math.abs(x2 - x1);
  const short = steep ? Math.abs(x2 - x1) : Math.abs(y2 - y1);
  const [longStep, shortStep] = steep ? [y2 > y1 ? 1 : -1, x2 > x1 ? 1 : -1] : [x2 > x1 ? 1 : -1, y2 > y1 ? 1 : -1];
  let [a, b] = steep ? [y1, x1] : [x1, y1];
  let error = 2 * short - long;
  for (let i = 0; i < long; i++) {
    if ((i & 0xffff) === 0xffff) c.poll();
    if (steep) plot(c, b, a, colour);
    else plot(c, a, b, colour);
    if (error >= 0) {
      b += shortStep;
      error -= 2 * long;
    }
    a += longStep;
    error += 2 * short;
  }
  plot(c, x2, y2, colour);
}

/** Bits of the quadrants that are drawn, counted from the upper right one anti-clockwise. */
export const ALL_QUADRANTS = 15;

/** An ellipse by Kennedy's integer method: one arc where it is steep, one where it is flat. */
export function ellipse(
  c: Canvas,
  cx: number,
  cy: number,
  rx: number,
  ry: number,
  colour: number,
  fill: boolean,
  quadrants: number,
): void {
  const put = (x: number, y: number): void => {
    if (fill) {
      if ((quadrants & 1) !== 0) fillRect(c, cx, cy - y, x + 1, 1, colour);
      if ((quadrants & 2) !== 0) fillRect(c, cx - x, cy - y, x + 1, 1, colour);
      if ((quadrants & 4) !== 0) fillRect(c, cx - x, cy + y, x + 1, 1, colour);
      if ((quadrants & 8) !== 0) fillRect(c, cx, cy + y, x + 1, 1, colour);
    } else {
      if ((quadrants & 1) !== 0) plot(c, cx + x, cy - y, colour);
      if ((quadrants & 2) !== 0) plot(c, cx - x, cy - y, colour);
      if ((quadrants & 4) !== 0) plot(c, cx - x, cy + y, colour);
      if ((quadrants & 8) !== 0) plot(c, cx + x, cy + y, colour);
    }
  };
  if (rx === 0 && ry === 0) {
    if (quadrants !== 0) plot(c, cx, cy, colour);
    return;
  }
  const a2 = 2 * rx * rx;
  const b2 = 2 * ry * ry;
  let steps = 0;
  const arc = (
    start: { x: number; y: number },
    mainChange: number,
    crossChange: number,
    main: { twice: number; stop: number; dx: number; dy: number },
    cross: { twice: number; stop: number },
  ): void => {
    let { x, y } = start;
    let stopMain = main.stop;
    let stopCross = cross.stop;
    let error = 0;
    let dMain = mainChange;
    let dCross = crossChange;
    while (stopCross >= stopMain) {
      if ((++steps & 0xfff) === 0) c.poll();
      put(x, y);
      x += main.dx;
      y += main.dy;
      stopMain += main.twice;
      error += dMain;
      dMain += main.twice;
      if (2 * error + dCross > 0) {
        if (main.dy !== 0) x--;
        else y--;
        stopCross -= cross.twice;
        error += dCross;
        dCross += cross.twice;
      }
    }
  };
  arc(
    { x: rx, y: 0 },
    rx * rx,
    ry * ry * (1 - 2 * rx),
    { twice: a2, stop: 0, dx: 0, dy: 1 },
    { twice: b2, stop: b2 * rx },
  );
  arc(
    { x: 0, y: ry },
    ry * ry,
    rx * rx * (1 - 2 * ry),
    { twice: b2, stop: 0, dx: 1, dy: 0 },
    { twice: a2, stop: a2 * ry },
  );
}

/** A closed polygon; `points` are x and y in turn, relative to (x, y). */
export function outlinePolygon(c: Canvas, x: number, y: number, points: readonly number[], colour: number): void {
  eachEdge(points, (x1, y1, x2, y2) => line(c, x + x1, y + y1, x + x2, y + y2, colour));
}

/** Edges from the first point backwards through the list, as the boards draw them. */
function eachEdge(points: readonly number[], fn: (x1: number, y1: number, x2: number, y2: number) => void): void {
  let [x1, y1] = [points[0]!, points[1]!];
  for (let i = points.length - 2; i >= 0; i -= 2) {
    const [x2, y2] = [points[i]!, points[i + 1]!];
    fn(x1, y1, x2, y2);
    [x1, y1] = [x2, y2];
  }
}

/** A filled polygon, row by row between crossings of its edges. A crossing counts the upper end of an edge, not the
 * lower one; what that leaves out at local bottoms is drawn apart. */
export function fillPolygon(c: Canvas, x: number, y: number, points: readonly number[], colour: number): void {
  const ys = points.filter((_, i) => i % 2 === 1);
  const top = Math.max(Math.min(...ys), -y);
  const bottom = Math.min(Math.max(...ys), c.height - 1 - y);
  for (let row = top; row <= bottom; row++) {
    c.poll();
    const crossings: number[] = [];
    eachEdge(points, (x1, y1, x2, y2) => {
      if (y1 !== y2 && y1 > row !== y2 > row) {
        crossings.push(Math.trunc((32 * x1 + Math.trunc((32 * (x2 - x1) * (row - y1)) / (y2 - y1)) + 16) / 32));
      } else if (row === Math.max(y1, y2)) {
        if (y1 < y2) plot(c, x + x2, y + y2, colour);
        else if (y2 < y1) plot(c, x + x1, y + y1, colour);
        else line(c, x + x1, y + y1, x + x2, y + y2, colour);
      }
    });
    crossings.sort((a, b) => a - b);
    for (let i = 0; i + 1 < crossings.length; i += 2) {
      fillRect(c, x + crossings[i]!, y + row, crossings[i + 1]! - crossings[i]! + 1, 1, colour);
    }
  }
}

/** Moves all pixels; what moves in from outside is what was there. */
export function scroll(c: Canvas, dx: number, dy: number): void {
  const { width, height } = c;
  if (Math.abs(dx) >= width || Math.abs(dy) >= height) return;
  const order = (step: number, size: number): { from: number; to: number; by: number } =>
    step < 0 ? { from: 0, to: size + step, by: 1 } : { from: size - 1, to: step - 1, by: -1 };
  const rows = order(dy, height);
  const columns = order(dx, width);
  for (let y = rows.from; y !== rows.to; y += rows.by) {
    for (let x = columns.from; x !== columns.to; x += columns.by) setPixel(c, x, y, getPixel(c, x - dx, y - dy));
  }
}

/** Copies `source` to (x, y) but for pixels of the colour `key`; a palette turns colours into those of its first row. */
export function blit(c: Canvas, source: Canvas, x: number, y: number, key: number, palette: Canvas | undefined): void {
  const right = Math.min(c.width, x + source.width);
  const bottom = Math.min(c.height, y + source.height);
  for (let j = Math.max(0, y); j < bottom; j++) {
    for (let i = Math.max(0, x); i < right; i++) {
      let colour = getPixel(source, i - x, j - y);
      if (palette) colour = getPixel(palette, colour, 0);
      if (colour !== key) setPixel(c, i, j, colour);
    }
  }
}
