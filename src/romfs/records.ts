// Records of a ROMFS image (boards-and-runner.md A10): kind, length, payload, with numbers as big-endian base 128. An
// image is anybody's bytes: every length is checked, and what is broken reads as not there.

export const KIND = { UNUSED: 0, PADDING: 1, DATA_VERBATIM: 2, DATA_POINTER: 3, DIRECTORY: 4, FILE: 5 } as const;
export const HEADER = [0xd2, 0xcd, 0x31];
/** Longest varuint that can be meant. */
const VARUINT_MAX_BYTES = 5;

/** A range of the image; offsets count from its start. */
export interface Range {
  readonly at: number;
  readonly end: number;
}
export interface Entry {
  readonly name: string;
  readonly isDirectory: boolean;
  /** Children of a directory, or data of a file. */
  readonly body: Range;
}

/** Reads one varuint; undefined where there is none. */
export function varuint(image: Uint8Array, at: number, end: number): { value: number; next: number } | undefined {
  let value = 0;
  for (let i = at; i < end && i < at + VARUINT_MAX_BYTES; i++) {
    const byte = image[i]!;
    value = value * 128 + (byte & 0x7f);
    if (byte < 0x80) return { value, next: i + 1 };
  }
  return undefined;
}

/** The record at an offset: its kind and payload; undefined at the end of the records and where they are broken. */
export function record(image: Uint8Array, { at, end }: Range): { kind: number; body: Range } | undefined {
  const kind = varuint(image, at, end);
  const length = kind && varuint(image, kind.next, end);
  if (!kind || !length || length.value > end - length.next) return undefined;
  return { kind: kind.value, body: { at: length.next, end: length.next + length.value } };
}

/** The data of a file's body. */
function fileData(image: Uint8Array, { at, end }: Range): Range | undefined {
  for (let next = at; next < end; ) {
    const found = record(image, { at: next, end });
    if (!found || found.kind === KIND.UNUSED) return undefined;
    if (found.kind === KIND.DATA_VERBATIM) return found.body;
    if (found.kind === KIND.DATA_POINTER) {
      const size = varuint(image, found.body.at, found.body.end);
      const offset = size && varuint(image, size.next, found.body.end);
      if (!size || !offset || offset.value + size.value > image.length) return undefined;
      return { at: offset.value, end: offset.value + size.value };
    }
    next = found.body.end;
  }
  return undefined;
}

/** Entry at `range.at` and where the next one begins; undefined at the end. Records of other kinds are skipped. */
export function nextEntry(image: Uint8Array, range: Range): { entry: Entry; next: number } | undefined {
  for (let { at } = range; at < range.end; ) {
    const found = record(image, { at, end: range.end });
    if (!found || found.kind === KIND.UNUSED) return undefined;
    const { kind, body } = found;
    at = body.end;
    if (kind !== KIND.DIRECTORY && kind !== KIND.FILE) continue;
    const length = varuint(image, body.at, body.end);
    if (!length || length.value > body.end - length.next) return undefined;
    const nameEnd = length.next + length.value;
    const name = String.fromCharCode(...image.subarray(length.next, nameEnd));
    const inner: Range = { at: nameEnd, end: body.end };
    const isDirectory = kind === KIND.DIRECTORY;
    const content = isDirectory ? inner : fileData(image, inner);
    // A file whose data cannot be found is not there.
    if (content) return { entry: { name, isDirectory, body: content }, next: at };
  }
  return undefined;
}

/** The entry of a path; '' and '/' are the root. */
export function lookup(image: Uint8Array, root: Range, path: string): Entry | undefined {
  let entry: Entry = { name: '', isDirectory: true, body: root };
  for (const part of path.split('/')) {
    if (part === '') continue;
    if (!entry.isDirectory) return undefined;
    let { at } = entry.body;
    for (;;) {
      const found = nextEntry(image, { at, end: entry.body.end });
      if (!found) return undefined;
      at = found.next;
      if (found.entry.name === part) {
        entry = found.entry;
        break;
      }
    }
  }
  return entry;
}

/** The records of an image: what follows its header. */
export function rootRange(image: Uint8Array): Range | undefined {
  if (!HEADER.every((byte, i) => image[i] === byte)) return undefined;
  const length = varuint(image, HEADER.length, image.length);
  if (!length || length.value > image.length - length.next) return undefined;
  return { at: length.next, end: length.next + length.value };
}
