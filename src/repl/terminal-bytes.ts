// Bytes of the console protocols by name. Text is a byte string here: one char per byte.

export const KEY = {
  CTRL_A: 1,
  CTRL_B: 2,
  CTRL_C: 3,
  CTRL_D: 4,
  CTRL_E: 5,
  CTRL_F: 6,
  BACKSPACE: 8,
  TAB: 9,
  LF: 10,
  CTRL_K: 11,
  CR: 13,
  CTRL_N: 14,
  CTRL_P: 16,
  CTRL_U: 21,
  ESC: 27,
  SPACE: 32,
  DELETE: 127,
} as const;

export const NEWLINE = '\r\n';

/** As a terminal wants it: every newline with a carriage return. */
export const cooked = (text: string): string => text.replaceAll('\n', NEWLINE);
