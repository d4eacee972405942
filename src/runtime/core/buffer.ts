// The buffer protocol between host functions: mp_buffer_info_t (native-abi.md 3.17) as a record.

import type { Addr } from './word.js';

export const MP_BUFFER_READ = 1;
export const MP_BUFFER_WRITE = 2;
export const MP_BUFFER_RW = 3;

/** A range of guest memory that an object gives access to. `len` is in bytes. */
export interface BufferInfo {
  buf: Addr;
  len: number;
  typecode: number;
}
