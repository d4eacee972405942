import { describe, expect, test } from 'vitest';
import { bytesOf, encodePacket, hexOfText, MAX_PACKET, type PacketEvent, PacketReader } from './packets.js';

const text = (bytes: Uint8Array) => String.fromCharCode(...bytes);
const read = (...chunks: string[]): PacketEvent[] => {
  const reader = new PacketReader();
  return chunks.flatMap((chunk) => reader.feed(bytesOf(chunk)));
};
const packet = (data: string): PacketEvent => ({ kind: 'packet', data });
const summed = (body: string) =>
  `$${body}#${([...bytesOf(body)].reduce((a, b) => a + b, 0) & 255).toString(16).padStart(2, '0')}`;

describe('reading', () => {
  // Checksums as in GDB's manual and from its own logs.
  test('packets, acknowledgements, interrupts, noise between them', () =>
    expect(read('+$?#3fxx\x03-$g#67')).toEqual([
      { kind: 'ack' },
      packet('?'),
      { kind: 'interrupt' },
      { kind: 'nak' },
      packet('g'),
    ]));
  test('in any pieces', () => {
    const stream = '$vMustReplyEmpty#3a$m40000000,4#51';
    expect(read(...stream)).toEqual([packet('vMustReplyEmpty'), packet('m40000000,4')]);
  });
  test('escapes and repeats', () => {
    expect(read(summed('a}\x03b}]'))).toEqual([packet('a#b}')]);
    expect(read(summed('0* '))).toEqual([packet('0000')]);
  });
  test.each([
    ['a wrong checksum', '$g#00'],
    ['a checksum that is no number', '$g#zz'],
    ['an escape of nothing', summed('a}')],
    ['a repeat of nothing', summed('* ')],
    ['a repeat without a count', summed('a*')],
    ['a packet that is too long', summed('a'.repeat(MAX_PACKET + 1))],
    ['repeats that make much of little', summed('a*~'.repeat(4000))],
  ])('%s is bad, and the next packet is read', (_, bad) =>
    expect(read(`${bad}$?#3f`)).toEqual([{ kind: 'bad' }, packet('?')]),
  );
  test('a packet that begins anew', () => expect(read('$m4000$?#3f')).toEqual([packet('?')]));
});

describe('writing', () => {
  test('the same comes back', () => {
    for (const data of [
      '',
      'OK',
      'l$#}*x',
      `m${'\0\xff'.repeat(100)}`,
      ...[1, 4, 5, 7, 8, 15, 17, 97, 98, 200, 5000].map((n) => '0'.repeat(n)),
    ]) {
      expect(read(text(encodePacket(data)))).toEqual([packet(data)]);
    }
  });
  test('runs are short', () => expect(encodePacket('0'.repeat(512)).length).toBeLessThan(40));
  test('text is UTF-8', () => expect(hexOfText('a\u00e9')).toBe('61c3a9'));
});
