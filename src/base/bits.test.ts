import { expect, test } from 'vitest';
import { bitLength } from './index.js';

test('bitLength agrees with the binary digits, also where a double rounds up', () => {
  const values = [0n, 1n];
  for (const bits of [30, 31, 32, 52, 53, 54, 63, 64, 100, 1022, 1023, 1024, 1025, 5000]) {
    const power = 1n << BigInt(bits);
    values.push(power, power - 1n, power + 1n, power - (1n << BigInt(bits - 20)));
  }
  for (const value of values) {
    const digits = value === 0n ? 0 : value.toString(2).length;
    expect([bitLength(value), bitLength(-value)]).toEqual([digits, digits]);
    if (value <= BigInt(Number.MAX_SAFE_INTEGER)) expect(bitLength(Number(value))).toBe(digits);
  }
});
