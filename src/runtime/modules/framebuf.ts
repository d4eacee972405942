// The module `framebuf`: frame buffers over the bytes of another object (python-dialect.md section 21). The drawing is in
// framebuf-canvas.ts.
//
// Layout: base, buffer object, its address, its length, width, height, stride, format.

import { argCheckNum } from '../core/args.js';
import { binaryGetVal, elementSize } from '../core/binary.js';
import { type BufferInfo, getBufferRaise, MP_BUFFER_READ, MP_BUFFER_WRITE } from '../core/buffer.js';
import { isTrue } from '../core/ops.js';
import { raise, typeError, valueError } from '../core/raise.js';
import type { Runtime } from '../core/runtime.js';
import { sequenceItemsRaise } from '../core/sequence.js';
import {
  defineType,
  type FunctionDef,
  fun2,
  fun3,
  funVar,
  type ModuleDef,
  type TypeDef,
  typeMember,
  value,
} from '../core/typedef.js';
import { type Addr, isPointer, NONE, NULL, smallInt, type Word } from '../core/word.js';
import { ValueErrorType } from '../objects/exceptions.js';
import { instanceSubobject } from '../objects/instance.js';
import { newInt, toIndex } from '../objects/int.js';
import { strDataRaise } from '../objects/str-data.js';
import {
  ALL_QUADRANTS,
  blit,
  type Canvas,
  ellipse,
  FORMAT,
  fillPolygon,
  fillRect,
  getPixel,
  line,
  measure,
  outlinePolygon,
  outlineRect,
  plot,
  scroll,
} from './framebuf-canvas.js';
import { GLYPH_SIZE, glyphColumn } from './framebuf-font.js';

const SIZE_MAX = 0xffff;
const FIELD = { OWNER: 1, BUF: 2, LEN: 3, WIDTH: 4, HEIGHT: 5, STRIDE: 6, FORMAT: 7 } as const;

interface Description {
  readonly info: BufferInfo;
  readonly width: number;
  readonly height: number;
  readonly stride: number;
  readonly format: number;
}

/** Checks what describes a frame buffer: a buffer object, width, height, format, and perhaps a stride. */
function describe(rt: Runtime, words: readonly Word[], flags: number): Description {
  const [width, height, format] = words.slice(1, 4).map((w) => toIndex(rt, w)) as [number, number, number];
  const wanted = words.length > 4 ? toIndex(rt, words[4]!) : width;
  const bad = width < 1 || height < 1 || width > SIZE_MAX || height > SIZE_MAX || wanted > SIZE_MAX || wanted < width;
  if (bad) return raise(rt, ValueErrorType);
  const need = measure(format, width, height, wanted);
  if (!need) return valueError(rt, 'invalid format');
  const info = getBufferRaise(rt, words[0]!, flags);
  if (need.bytes > info.len) return raise(rt, ValueErrorType);
  return { info, width, height, stride: need.stride, format };
}

function newFrameBuffer(rt: Runtime, type: Addr, words: readonly Word[]): Word {
  const { info, width, height, stride, format } = describe(rt, words, MP_BUFFER_WRITE);
  const o = rt.newObject(frameBufferType, 8 * rt.W);
  rt.stPtr(o, type);
  rt.stObj(o + FIELD.OWNER * rt.W, words[0]!);
  const fields = [info.buf, info.len, width, height, stride, format];
  fields.forEach((field, i) => {
    rt.setField(o, FIELD.BUF + i, field);
  });
  return o;
}

const argWords = (rt: Runtime, nArgs: number, at: number): Word[] => Array.from(rt.stack.subarray(at, at + nArgs));

function makeNew(rt: Runtime, type: Addr, nArgs: number, nKw: number, at: number): Word {
  argCheckNum(rt, nArgs, nKw, 4, 5, false);
  return newFrameBuffer(rt, type, argWords(rt, nArgs, at));
}

/** The old constructor: always MVLSB. */
function legacyMake(rt: Runtime, nArgs: number, at: number): Word {
  const [buffer, width, height, ...stride] = argWords(rt, nArgs, at);
  return newFrameBuffer(rt, rt.type(frameBufferType), [buffer!, width!, height!, smallInt(FORMAT.MVLSB), ...stride]);
}

const pollOf = (rt: Runtime) => (): void => {
  if (--rt.pollBudget < 0) rt.poll();
};

/** The frame buffer that an object is, or that an instance of a derived class holds; NULL for anything else. */
function frameBufferOf(rt: Runtime, w: Word): Word {
  if (rt.isType(w, frameBufferType)) return w;
  const inner = isPointer(w) ? instanceSubobject(rt, w) : NULL;
  return inner !== NULL && rt.isType(inner, frameBufferType) ? inner : NULL;
}

/** The pixels of a frame buffer object. Its fields are guest data: they are checked like arguments. */
function canvasOf(rt: Runtime, w: Word): Canvas {
  const o = frameBufferOf(rt, w);
  if (o === NULL) return typeError(rt);
  const field = (k: number): number => rt.field(o, k);
  const [width, height, stride, format] = [
    field(FIELD.WIDTH),
    field(FIELD.HEIGHT),
    field(FIELD.STRIDE),
    field(FIELD.FORMAT),
  ];
  const len = field(FIELD.LEN);
  const need = measure(format, width, height, stride);
  if (!need || width > SIZE_MAX || height > SIZE_MAX || need.bytes > len) return raise(rt, ValueErrorType);
  return { bytes: rt.mem.bytes(field(FIELD.BUF), len, 'store'), width, height, stride, format, poll: pollOf(rt) };
}

/** A source of pixels: a frame buffer, or its description as a tuple or list. */
function sourceCanvas(rt: Runtime, w: Word): Canvas {
  if (frameBufferOf(rt, w) !== NULL) return canvasOf(rt, w);
  const items = sequenceItemsRaise(rt, w);
  if (items.len < 4 || items.len > 5) return raise(rt, ValueErrorType);
  const words = Array.from({ length: items.len }, (_, i) => rt.heap.root(rt.ldObj(items.items + i * rt.W)));
  const { info, ...rest } = describe(rt, words, MP_BUFFER_READ);
  return { ...rest, bytes: rt.mem.bytes(info.buf, info.len), poll: pollOf(rt) };
}

/** A method whose arguments are all integers. */
function drawing(n: number, fn: (canvas: Canvas, ...args: number[]) => void): FunctionDef {
  return funVar(n + 1, n + 1, (rt, _nArgs, at) => {
    const canvas = canvasOf(rt, rt.stack[at]!);
    fn(canvas, ...intArgs(rt, at + 1, n));
    return NONE;
  });
}
const intArgs = (rt: Runtime, at: number, n: number): number[] =>
  Array.from({ length: n }, (_, i) => toIndex(rt, rt.stack[at + i]!));
const flagArg = (rt: Runtime, nArgs: number, at: number, i: number): boolean =>
  nArgs > i && isTrue(rt, rt.stack[at + i]!);

function pixel(rt: Runtime, nArgs: number, at: number): Word {
  const canvas = canvasOf(rt, rt.stack[at]!);
  const [x, y, colour] = intArgs(rt, at + 1, nArgs - 1) as [number, number, number?];
  if (x < 0 || x >= canvas.width || y < 0 || y >= canvas.height) return NONE;
  if (colour === undefined) return newInt(rt, getPixel(canvas, x, y));
  plot(canvas, x, y, colour);
  return NONE;
}

function rect(rt: Runtime, nArgs: number, at: number): Word {
  const canvas = canvasOf(rt, rt.stack[at]!);
  const [x, y, w, h, colour] = intArgs(rt, at + 1, 5) as [number, number, number, number, number];
  (flagArg(rt, nArgs, at, 6) ? fillRect : outlineRect)(canvas, x, y, w, h, colour);
  return NONE;
}

function ellipseMethod(rt: Runtime, nArgs: number, at: number): Word {
  const canvas = canvasOf(rt, rt.stack[at]!);
  const [x, y, rx, ry, colour] = intArgs(rt, at + 1, 5) as [number, number, number, number, number];
  const fill = flagArg(rt, nArgs, at, 6);
  const quadrants = nArgs > 7 ? toIndex(rt, rt.stack[at + 7]!) & ALL_QUADRANTS : ALL_QUADRANTS;
  ellipse(canvas, x, y, rx, ry, colour, fill, quadrants);
  return NONE;
}

function poly(rt: Runtime, nArgs: number, at: number): Word {
  const canvas = canvasOf(rt, rt.stack[at]!);
  const [x, y] = intArgs(rt, at + 1, 2) as [number, number];
  const info = getBufferRaise(rt, rt.stack[at + 3]!, MP_BUFFER_READ);
  const size = elementSize(rt, info.typecode) || 1;
  const points: number[] = [];
  for (let i = 0; i < Math.floor(info.len / (2 * size)) * 2; i++) {
    points.push(toIndex(rt, binaryGetVal(rt, info.typecode, info.buf, i)));
  }
  const colour = toIndex(rt, rt.stack[at + 4]!);
  if (points.length === 0) return NONE;
  (flagArg(rt, nArgs, at, 5) ? fillPolygon : outlinePolygon)(canvas, x, y, points, colour);
  return NONE;
}

function blitMethod(rt: Runtime, nArgs: number, at: number): Word {
  const canvas = canvasOf(rt, rt.stack[at]!);
  const source = sourceCanvas(rt, rt.stack[at + 1]!);
  const [x, y] = intArgs(rt, at + 2, 2) as [number, number];
  const key = nArgs > 4 ? toIndex(rt, rt.stack[at + 4]!) : -1;
  const palette = nArgs > 5 && rt.stack[at + 5] !== NONE ? sourceCanvas(rt, rt.stack[at + 5]!) : undefined;
  blit(canvas, source, x, y, key, palette);
  return NONE;
}

function text(rt: Runtime, nArgs: number, at: number): Word {
  const canvas = canvasOf(rt, rt.stack[at]!);
  // Bytes up to a NUL.
  const chars = strDataRaise(rt, rt.stack[at + 1]!).split('\0', 1)[0]!;
  const [x, y] = intArgs(rt, at + 2, 2) as [number, number];
  const colour = nArgs > 4 ? toIndex(rt, rt.stack[at + 4]!) : 1;
  for (let i = 0; i < chars.length; i++) {
    for (let column = 0; column < GLYPH_SIZE; column++) {
      const left = x + i * GLYPH_SIZE + column;
      if (left < 0 || left >= canvas.width) continue;
      const bits = glyphColumn(chars.charCodeAt(i), column);
      for (let row = 0; row < GLYPH_SIZE; row++) if (((bits >> row) & 1) !== 0) plot(canvas, left, y + row, colour);
    }
  }
  return NONE;
}

function bufferOf(rt: Runtime, o: Word, info: BufferInfo): boolean {
  const canvas = frameBufferOf(rt, o);
  if (canvas === NULL) return false;
  info.buf = rt.field(canvas, FIELD.BUF);
  info.len = rt.field(canvas, FIELD.LEN);
  info.typecode = 66;
  return true;
}

export const frameBufferType: TypeDef = defineType({
  name: 'FrameBuffer',
  make_new: makeNew,
  buffer: bufferOf,
  locals: {
    fill: fun2((rt, o, colour) => {
      const canvas = canvasOf(rt, o);
      fillRect(canvas, 0, 0, canvas.width, canvas.height, toIndex(rt, colour));
      return NONE;
    }),
    fill_rect: drawing(5, (c, x, y, w, h, colour) => fillRect(c, x!, y!, w!, h!, colour!)),
    pixel: funVar(3, 4, pixel),
    hline: drawing(4, (c, x, y, w, colour) => fillRect(c, x!, y!, w!, 1, colour!)),
    vline: drawing(4, (c, x, y, h, colour) => fillRect(c, x!, y!, 1, h!, colour!)),
    rect: funVar(6, 7, rect),
    line: drawing(5, (c, x1, y1, x2, y2, colour) => line(c, x1!, y1!, x2!, y2!, colour!)),
    ellipse: funVar(6, 8, ellipseMethod),
    poly: funVar(5, 6, poly),
    blit: funVar(4, 6, blitMethod),
    scroll: fun3((rt, o, dx, dy) => {
      scroll(canvasOf(rt, o), toIndex(rt, dx), toIndex(rt, dy));
      return NONE;
    }),
    text: funVar(4, 5, text),
  },
});

const constant = (n: number) => value(() => smallInt(n));

export const framebufModule: ModuleDef = {
  name: 'framebuf',
  extensible: false,
  members: {
    FrameBuffer: typeMember(frameBufferType),
    FrameBuffer1: funVar(3, 4, legacyMake),
    MVLSB: constant(FORMAT.MVLSB),
    MONO_VLSB: constant(FORMAT.MVLSB),
    RGB565: constant(FORMAT.RGB565),
    GS2_HMSB: constant(FORMAT.GS2_HMSB),
    GS4_HMSB: constant(FORMAT.GS4_HMSB),
    GS8: constant(FORMAT.GS8),
    MONO_HLSB: constant(FORMAT.MHLSB),
    MONO_HMSB: constant(FORMAT.MHMSB),
  },
};
