// Packets of GDB's remote protocol, in both directions: bytes in, events out; texts in, bytes out. `$data#checksum`, where
// `}` escapes the byte after it (xor 0x20) and `*` repeats the byte before it. Outside of packets there are `+` and `-`
// (acknowledgements) and 0x03 (the user's Ctrl-C); anything else there is noise and ignored.
//
// Packet data are strings of characters 0 to 255, one for each byte.

/** What came from the client. */
export type PacketEvent =
  | { readonly kind: 'packet'; readonly data: string }
  | { readonly kind: 'interrupt' }
  | { readonly kind: 'ack' }
  | { readonly kind: 'nak' }
  /** A packet whose checksum is wrong, or that is longer than any that we have asked for. */
  | { readonly kind: 'bad' };

/** Longest packet that we take, as we say in qSupported. */
export const MAX_PACKET = 0x4000;

const [DOLLAR, HASH, ESCAPE, STAR] = [0x24, 0x23, 0x7d, 0x2a];
const INTERRUPT = 3;
const ESCAPE_XOR = 0x20;
/** A repeat count n is sent as the character n + 29. */
const REPEAT_BASE = 29;

const hexDigit = (byte: number): number => {
  const at = '0123456789abcdef'.indexOf(String.fromCharCode(byte).toLowerCase());
  return at;
};

/** Cuts a stream of bytes into events. Whatever it is given, it keeps no more than one packet. */
export class PacketReader {
  private state: 'outside' | 'data' | 'first-digit' | 'second-digit' = 'outside';
  private data: number[] = [];
  private sum = 0;
  private digit = 0;
  private tooLong = false;

  /** Forgets a half packet: its sender has gone. */
  reset(): void {
    this.state = 'outside';
    this.data = [];
  }

  feed(bytes: Uint8Array): PacketEvent[] {
    const events: PacketEvent[] = [];
    for (const byte of bytes) {
      const event = this.next(byte);
      if (event) events.push(event);
    }
    return events;
  }

  private next(byte: number): PacketEvent | undefined {
    switch (this.state) {
      case 'outside':
        return this.outside(byte);
      case 'data':
        if (byte === HASH) this.state = 'first-digit';
        else if (byte === DOLLAR) this.begin();
        else {
          this.sum = (this.sum + byte) & 255;
          if (this.data.length < MAX_PACKET) this.data.push(byte);
          else this.tooLong = true;
        }
        return undefined;
      case 'first-digit':
        this.digit = hexDigit(byte);
        this.state = 'second-digit';
        return undefined;
      case 'second-digit':
        return this.end(this.digit < 0 ? -1 : this.digit * 16 + hexDigit(byte));
    }
  }

  private outside(byte: number): PacketEvent | undefined {
    switch (byte) {
      case DOLLAR:
        this.begin();
        return undefined;
      case INTERRUPT:
        return { kind: 'interrupt' };
      case 0x2b:
        return { kind: 'ack' };
      case 0x2d:
        return { kind: 'nak' };
      default:
        return undefined;
    }
  }

  private begin(): void {
    this.state = 'data';
    this.data = [];
    this.sum = 0;
    this.tooLong = false;
  }

  private end(checksum: number): PacketEvent {
    this.state = 'outside';
    const { data } = this;
    this.data = [];
    if (this.tooLong || checksum !== this.sum) return { kind: 'bad' };
    const text = decode(data);
    return text === undefined ? { kind: 'bad' } : { kind: 'packet', data: text };
  }
}

/** Undoes escapes and repeats; undefined if they make no sense. */
function decode(data: readonly number[]): string | undefined {
  const out: string[] = [];
  let size = 0;
  for (let i = 0; i < data.length; i++) {
    const byte = data[i]!;
    if (byte === ESCAPE) {
      const next = data[++i];
      if (next === undefined) return undefined;
      out.push(String.fromCharCode(next ^ ESCAPE_XOR));
    } else if (byte === STAR) {
      const count = (data[++i] ?? 0) - REPEAT_BASE;
      const last = out.at(-1);
      if (count < 1 || last === undefined) return undefined;
      out.push(last.at(-1)!.repeat(count));
      size += count;
    } else out.push(String.fromCharCode(byte));
    // Repeats may make much of little.
    if (++size > 8 * MAX_PACKET) return undefined;
  }
  return out.join('');
}

/** A packet as bytes. Long runs are sent as repeats. */
export function encodePacket(data: string): Uint8Array {
  const body = compress(escapeBytes(data));
  let sum = 0;
  for (let i = 0; i < body.length; i++) sum = (sum + body.charCodeAt(i)) & 255;
  return bytesOf(`$${body}#${sum.toString(16).padStart(2, '0')}`);
}

export const ACK = bytesOf('+');
export const NAK = bytesOf('-');

export function bytesOf(text: string): Uint8Array {
  return Uint8Array.from(text, (c) => c.charCodeAt(0) & 255);
}

const escapeBytes = (data: string): string =>
  data.replace(/[$#}*]/g, (c) => `}${String.fromCharCode(c.charCodeAt(0) ^ ESCAPE_XOR)}`);

/** Repeats of hexadecimal digits, which is where they pay. A count must not be one of the special characters. */
function compress(data: string): string {
  return data.replace(/([0-9a-fx])\1{3,96}/g, (run, c: string) => {
    let out = c;
    let left = run.length - 1;
    while (left > 0) {
      let count = left;
      while (count >= 3 && '#$+-'.includes(String.fromCharCode(count + REPEAT_BASE))) count--;
      if (count < 3) {
        out += c.repeat(left);
        break;
      }
      out += `*${String.fromCharCode(count + REPEAT_BASE)}`;
      left -= count;
      if (left > 0) {
        out += c;
        left--;
      }
    }
    return out;
  });
}

// ---- Texts in packets ----

export const hexOfText = (text: string): string => hexOfBytes(new TextEncoder().encode(text));

export function hexOfBytes(bytes: Uint8Array): string {
  let out = '';
  for (const byte of bytes) out += byte.toString(16).padStart(2, '0');
  return out;
}

/** Bytes of pairs of hexadecimal digits; undefined for anything else. */
export function bytesOfHex(hex: string): Uint8Array | undefined {
  if (hex.length % 2 !== 0 || /[^0-9a-fA-F]/.test(hex)) return undefined;
  return Uint8Array.from({ length: hex.length / 2 }, (_, i) => Number.parseInt(hex.slice(2 * i, 2 * i + 2), 16));
}

/** A number as packets have it, at most 64 bits. A wild one is rounded, which keeps it wild. */
export const hexNumber = (text: string | undefined): number | undefined =>
  text !== undefined && /^[0-9a-fA-F]{1,16}$/.test(text) ? Number.parseInt(text, 16) : undefined;
