import { describe, expect, test } from 'vitest';
import { ByteRing } from './byte-ring.js';

const ring = () => new ByteRing(ByteRing.newBuffer());
const bytes = (...values: number[]) => Uint8Array.from(values);

describe('ByteRing', () => {
  test('gives back what was written, in order', () => {
    const r = ring();
    expect(r.write(bytes(1, 2))).toBe(2);
    expect(r.write(bytes(3))).toBe(1);
    expect(r.length).toBe(3);
    expect(r.take()).toEqual(bytes(1, 2, 3));
    expect(r.take()).toEqual(bytes());
  });
  test('takes no more than there is room for', () => {
    const r = ring();
    expect(r.write(new Uint8Array(100_000))).toBe(65_536);
    expect(r.write(bytes(1))).toBe(0);
    expect(r.take()).toHaveLength(65_536);
  });
  test('keeps the order around its end, many times over', () => {
    const r = ring();
    let next = 0;
    let expected = 0;
    for (let i = 0; i < 500; i++) {
      const chunk = Uint8Array.from({ length: 977 * (1 + (i % 7)) }, () => next++ & 255);
      expect(r.write(chunk)).toBe(chunk.length);
      const out = r.take();
      expect(out.every((byte) => byte === (expected++ & 255))).toBe(true);
    }
  });
  test('waiting ends at once where there is nothing to wait for', () => {
    const r = ring();
    r.waitForRoom(1e9);
    r.write(bytes(1));
    r.waitForBytes(1e9);
    r.take();
    r.close();
    r.waitForBytes(1e9);
    expect(r.isClosed).toBe(true);
  });
  test('a client gets nothing that was written for those before it', () => {
    const r = ring();
    r.newClient();
    r.write(bytes(1));
    expect(r.takeFor(1)).toEqual(bytes(1));
    r.write(bytes(2));
    // The writer has not heard of the second client yet.
    expect(r.takeFor(2)).toEqual(bytes());
    r.write(bytes(3));
    r.newClient();
    r.write(bytes(4));
    expect(r.takeFor(2)).toEqual(bytes(4));
    expect(r.length).toBe(0);
  });
  test('tells the reader once', () => {
    const r = ring();
    expect([r.shouldTell(), r.shouldTell()]).toEqual([true, false]);
    r.looking();
    expect(r.shouldTell()).toBe(true);
  });
});
