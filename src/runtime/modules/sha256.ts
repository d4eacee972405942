// SHA-256 (FIPS 180-4), fed in pieces.

const BLOCK = 64;

/** First 32 bits of the fractional parts of the `power`-th roots of the first `n` primes. */
function rootBits(n: number, power: number): Int32Array {
  const out = new Int32Array(n);
  let found = 0;
  for (let candidate = 2; found < n; candidate++) {
    let prime = true;
    for (let d = 2; d * d <= candidate && prime; d++) prime = candidate % d !== 0;
    if (!prime) continue;
    // floor(root * 2^32) by bisection on exact integers.
    const target = BigInt(candidate) << BigInt(32 * power);
    let low = 0n;
    let high = 1n << 40n;
    while (high - low > 1n) {
      const middle = (low + high) >> 1n;
      if (middle ** BigInt(power) <= target) low = middle;
      else high = middle;
    }
    out[found++] = Number(low & 0xffff_ffffn);
  }
  return out;
}

const K = rootBits(64, 3);
const START = rootBits(8, 2);
const W = new Int32Array(64);

const rotate = (x: number, n: number): number => (x >>> n) | (x << (32 - n));

export class Sha256 {
  private readonly h = Int32Array.from(START);
  private readonly block = new Uint8Array(BLOCK);
  private length = 0;

  update(bytes: Uint8Array): void {
    let used = this.length % BLOCK;
    for (let i = 0; i < bytes.length; i++) {
      this.block[used++] = bytes[i]!;
      if (used === BLOCK) {
        this.compress();
        used = 0;
      }
    }
    this.length += bytes.length;
  }

  digest(): Uint8Array {
    const bits = this.length * 8;
    const tail = new Uint8Array(
      ((this.length + 8) % BLOCK < this.length % BLOCK ? 2 : 1) * BLOCK - (this.length % BLOCK),
    );
    tail[0] = 0x80;
    const view = new DataView(tail.buffer);
    view.setUint32(tail.length - 8, Math.floor(bits / 2 ** 32));
    view.setUint32(tail.length - 4, bits >>> 0);
    this.update(tail);
    const out = new DataView(new ArrayBuffer(32));
    this.h.forEach((word, i) => {
      out.setUint32(4 * i, word);
    });
    return new Uint8Array(out.buffer);
  }

  private compress(): void {
    const { block, h } = this;
    for (let i = 0; i < 16; i++) {
      W[i] = (block[4 * i]! << 24) | (block[4 * i + 1]! << 16) | (block[4 * i + 2]! << 8) | block[4 * i + 3]!;
    }
    for (let i = 16; i < 64; i++) {
      const x = W[i - 15]!;
      const y = W[i - 2]!;
      const s0 = rotate(x, 7) ^ rotate(x, 18) ^ (x >>> 3);
      const s1 = rotate(y, 17) ^ rotate(y, 19) ^ (y >>> 10);
      W[i] = (W[i - 16]! + s0 + W[i - 7]! + s1) | 0;
    }
    let a = h[0]!;
    let b = h[1]!;
    let c = h[2]!;
    let d = h[3]!;
    let e = h[4]!;
    let f = h[5]!;
    let g = h[6]!;
    let k = h[7]!;
    for (let i = 0; i < 64; i++) {
      const s1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25);
      const t1 = (k + s1 + ((e & f) ^ (~e & g)) + K[i]! + W[i]!) | 0;
      const s0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22);
      const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      k = g;
      g = f;
      f = e;
      e = (d + t1) | 0;
      d = c;
      c = b;
      b = a;
      a = (t1 + t2) | 0;
    }
    h[0]! += a;
    h[1]! += b;
    h[2]! += c;
    h[3]! += d;
    h[4]! += e;
    h[5]! += f;
    h[6]! += g;
    h[7]! += k;
  }
}
