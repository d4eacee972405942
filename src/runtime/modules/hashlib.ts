// The module `hashlib`: sha256, whose digest can be asked for once (python-dialect.md section 21).
// The hash itself is of @noble/hashes.
//
// Layout of a hash object: base, 1 when the digest was given. The state is a payload.

import { sha256 } from '@noble/hashes/sha2.js';
import { argCheckNum } from '../core/args.js';
import { bufferBytes, getBufferRaise, MP_BUFFER_READ } from '../core/buffer.js';
import { payloadOf } from '../core/payload.js';
import { valueError } from '../core/raise.js';
import type { Runtime } from '../core/runtime.js';
import { defineType, fun1, fun2, type ModuleDef, type TypeDef, typeMember } from '../core/typedef.js';
import { type Addr, NONE, type Word } from '../core/word.js';
import type { Payload } from '../gc/heap.js';
import { bytesType } from '../objects/bytes.js';
import { newTextOf } from '../objects/str-data.js';

class HashPayload implements Payload {
  readonly hash = sha256.create();
  trace(): void {}
}

const FINAL = 1;

/** State of an object that still takes data. */
function openHash(rt: Runtime, o: Word): HashPayload['hash'] {
  const { hash } = payloadOf(rt, o, HashPayload, 'a hash object');
  if (rt.field(o, FINAL) !== 0) valueError(rt, 'hash is final');
  return hash;
}

function update(rt: Runtime, o: Word, data: Word): Word {
  const hash = openHash(rt, o);
  hash.update(bufferBytes(rt, getBufferRaise(rt, data, MP_BUFFER_READ)));
  return NONE;
}

function makeNew(rt: Runtime, type: Addr, nArgs: number, nKw: number, at: number): Word {
  argCheckNum(rt, nArgs, nKw, 0, 1, false);
  const o = rt.newObject(sha256Type, 2 * rt.W);
  rt.stPtr(o, type);
  rt.heap.setPayload(o, new HashPayload());
  if (nArgs > 0) update(rt, o, rt.stack[at]!);
  return o;
}

export const sha256Type: TypeDef = defineType({
  name: 'sha256',
  make_new: makeNew,
  locals: {
    update: fun2(update),
    digest: fun1((rt, o) => {
      const hash = openHash(rt, o);
      rt.setField(o, FINAL, 1);
      const digest = hash.digest();
      return newTextOf(rt, bytesType, digest, 0, digest.length);
    }),
  },
});

export const hashlibModule: ModuleDef = {
  name: 'hashlib',
  extensible: true,
  members: { sha256: typeMember(sha256Type) },
};
