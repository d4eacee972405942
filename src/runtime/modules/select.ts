// The module `select`: waiting for streams (python-dialect.md section 18). Streams are asked with the POLL request, again
// and again until one is ready or the time is over; nothing else happens meanwhile but what a poll point does.
//
// Layout of a poll object: base, dict of the registered streams by id, position and flags of an iteration. An entry of
// the dict is a list: stream, mask, what the last request said.

import { ERRNO, STREAM_POLL, STREAM_REQUEST } from '../../abi/index.js';
import { mapEntries } from '../core/hash-map.js';
import { protect } from '../core/protect.js';
import { osError } from '../core/raise.js';
import type { Runtime } from '../core/runtime.js';
import { sequenceItemsRaise } from '../core/sequence.js';
import { STREAM_OP_IOCTL, streamProtocolRaise } from '../core/stream.js';
import { defineType, fun0, fun2, fun3, funVar, type ModuleDef, type TypeDef, value } from '../core/typedef.js';
import { NONE, NULL, STOP_ITERATION, smallInt, smallIntValue, type Word } from '../core/word.js';
import { slotStreamIoctl } from '../native/calls.js';
import { dictGet, dictMap, dictRemove, dictStore, newDict } from '../objects/dict.js';
import { KeyErrorType } from '../objects/exceptions.js';
import { toFloat } from '../objects/float.js';
import { newInt, toIndex } from '../objects/int.js';
import { listAppend, listItem, listStore, newList } from '../objects/list.js';
import { newTuple } from '../objects/tuple.js';
import { clock, rest } from './clock.js';

const { RD, WR, ERR, HUP } = STREAM_POLL;
const ONE_SHOT = 1;
const FOREVER = -1;
/** Between two rounds: a stream written in Python may become ready without anyone telling. */
const REST_MS = 1;

const FIELD = { STREAM: 0, MASK: 1, READY: 2 } as const;
const maskOf = (rt: Runtime, entry: Word): number => smallIntValue(listItem(rt, entry, FIELD.MASK));
const readyOf = (rt: Runtime, entry: Word): number => smallIntValue(listItem(rt, entry, FIELD.READY));

const idOf = (rt: Runtime, o: Word): Word => newInt(rt, o >>> 0);
const streamsOf = (rt: Runtime, poll: Word): Word => rt.ldObj(poll + rt.W);

/** Adds a stream, or replaces its mask (`join`: adds to it). */
function addStream(rt: Runtime, streams: Word, stream: Word, mask: number, join: boolean): void {
  const mark = rt.heap.mark();
  const id = rt.heap.root(idOf(rt, stream));
  const entry = dictGet(rt, streams, id);
  if (entry !== NULL) listStore(rt, entry, FIELD.MASK, smallInt(join ? maskOf(rt, entry) | mask : mask));
  else {
    streamProtocolRaise(rt, stream, STREAM_OP_IOCTL);
    const at = rt.sp;
    for (const w of [stream, smallInt(mask), smallInt(0)]) rt.push(w);
    dictStore(rt, streams, id, newList(rt, at, 3));
    rt.sp = at;
  }
  rt.heap.release(mark);
}

/** The entries in table order. */
const entriesOf = (rt: Runtime, streams: Word): Word[] =>
  Array.from(mapEntries(rt, dictMap(rt, streams)), ({ value: entry }) => rt.heap.root(entry));

/** Asks each stream once; the number of those that are ready. */
function askAll(rt: Runtime, streams: Word): number {
  let ready = 0;
  for (const entry of entriesOf(rt, streams)) {
    const stream = rt.heap.root(listItem(rt, entry, FIELD.STREAM));
    const protocol = streamProtocolRaise(rt, stream, STREAM_OP_IOCTL);
    const result = slotStreamIoctl(rt, rt.field(protocol, 2), stream, STREAM_REQUEST.POLL, maskOf(rt, entry));
    if (!result.ok) osError(rt, result.errno);
    const events = result.ok ? result.value & 0x3fff_ffff : 0;
    listStore(rt, entry, FIELD.READY, smallInt(events));
    if (events !== 0) ready++;
  }
  return ready;
}

/** Asks until a stream is ready or `timeout` milliseconds are over. */
function waitFor(rt: Runtime, streams: Word, timeout: number): number {
  const end = timeout < 0 ? Number.POSITIVE_INFINITY : clock() + timeout;
  for (;;) {
    const mark = rt.heap.mark();
    const ready = askAll(rt, streams);
    rt.heap.release(mark);
    rt.pollScheduled();
    const left = end - clock();
    if (ready > 0 || timeout === 0 || left <= 0) return ready;
    rest(rt, Math.min(left, REST_MS));
  }
}

const timeoutArg = (rt: Runtime, nArgs: number, at: number): number =>
  nArgs > 1 && rt.stack[at + 1] !== NONE ? toIndex(rt, rt.stack[at + 1]!) : FOREVER;

function eventPair(rt: Runtime, entry: Word): Word {
  const at = rt.sp;
  rt.push(listItem(rt, entry, FIELD.STREAM));
  rt.push(smallInt(readyOf(rt, entry)));
  const pair = newTuple(rt, at, 2);
  rt.sp = at;
  return pair;
}

function register(rt: Runtime, nArgs: number, at: number): Word {
  const mask = nArgs > 2 ? toIndex(rt, rt.stack[at + 2]!) : RD | WR;
  addStream(rt, streamsOf(rt, rt.stack[at]!), rt.stack[at + 1]!, mask & 0xffff, false);
  return NONE;
}

function unregister(rt: Runtime, poll: Word, stream: Word): Word {
  const streams = streamsOf(rt, poll);
  const id = rt.heap.root(idOf(rt, stream));
  // One that is not registered is no error.
  protect(
    rt,
    [KeyErrorType],
    () => dictRemove(rt, streams, id),
    () => NONE,
  );
  return NONE;
}

function modify(rt: Runtime, poll: Word, stream: Word, mask: Word): Word {
  const entry = dictGet(rt, streamsOf(rt, poll), rt.heap.root(idOf(rt, stream)));
  if (entry === NULL) return osError(rt, ERRNO.ENOENT);
  listStore(rt, entry, FIELD.MASK, smallInt(toIndex(rt, mask) & 0xffff));
  return NONE;
}

function pollList(rt: Runtime, nArgs: number, at: number): Word {
  const streams = streamsOf(rt, rt.stack[at]!);
  waitFor(rt, streams, timeoutArg(rt, nArgs, at));
  const list = newList(rt, rt.sp, 0);
  for (const entry of entriesOf(rt, streams)) if (readyOf(rt, entry) !== 0) listAppend(rt, list, eventPair(rt, entry));
  return list;
}

/** `ipoll`: the poll object is its own iterator. */
function pollIterator(rt: Runtime, nArgs: number, at: number): Word {
  const poll = rt.stack[at]!;
  waitFor(rt, streamsOf(rt, poll), timeoutArg(rt, nArgs, at));
  rt.setField(poll, 2, 0);
  rt.setField(poll, 3, nArgs > 2 ? toIndex(rt, rt.stack[at + 2]!) & ONE_SHOT : 0);
  return poll;
}

function iternext(rt: Runtime, poll: Word): Word {
  const entries = entriesOf(rt, streamsOf(rt, poll));
  for (let i = rt.field(poll, 2); i < entries.length; i++) {
    const entry = entries[i]!;
    if (readyOf(rt, entry) === 0) continue;
    rt.setField(poll, 2, i + 1);
    const pair = eventPair(rt, entry);
    if (rt.field(poll, 3) !== 0) listStore(rt, entry, FIELD.MASK, smallInt(0));
    return pair;
  }
  rt.setField(poll, 2, entries.length);
  return STOP_ITERATION;
}

export const pollType: TypeDef = defineType({
  name: 'poll',
  iternext,
  locals: {
    register: funVar(2, 3, register),
    unregister: fun2(unregister),
    modify: fun3(modify),
    poll: funVar(1, 2, pollList),
    ipoll: funVar(1, 3, pollIterator),
  },
});

function newPoll(rt: Runtime): Word {
  const poll = rt.newObject(pollType, 4 * rt.W);
  rt.stObj(poll + rt.W, newDict(rt, 0));
  return poll;
}

/** `select(r, w, x[, seconds])`: three lists of those that are ready for reading, writing, or in trouble. */
function select(rt: Runtime, nArgs: number, at: number): Word {
  const streams = newDict(rt, 0);
  [RD, WR, ERR | HUP].forEach((mask, i) => {
    const { len } = sequenceItemsRaise(rt, rt.stack[at + i]!);
    for (let k = 0; k < len; k++) {
      const { items } = sequenceItemsRaise(rt, rt.stack[at + i]!);
      addStream(rt, streams, rt.heap.root(rt.ldObj(items + k * rt.W)), mask, true);
    }
  });
  let timeout = FOREVER;
  if (nArgs > 3 && rt.stack[at + 3] !== NONE) {
    const seconds = toFloat(rt, rt.stack[at + 3]!);
    if (seconds >= 0) timeout = Math.floor(seconds * 1000);
  }
  waitFor(rt, streams, timeout);
  const base = rt.sp;
  for (let i = 0; i < 3; i++) rt.push(newList(rt, base, 0));
  for (const entry of entriesOf(rt, streams)) {
    const events = readyOf(rt, entry);
    const stream = listItem(rt, entry, FIELD.STREAM);
    [RD, WR, ~(RD | WR)].forEach((mask, i) => {
      if ((events & mask) !== 0) listAppend(rt, rt.stack[base + i]!, stream);
    });
  }
  const lists = newTuple(rt, base, 3);
  rt.sp = base;
  return lists;
}

const constant = (n: number) => value(() => smallInt(n));

export const selectModule: ModuleDef = {
  name: 'select',
  extensible: true,
  members: {
    select: funVar(3, 4, select),
    poll: fun0(newPoll),
    POLLIN: constant(RD),
    POLLOUT: constant(WR),
    POLLERR: constant(ERR),
    POLLHUP: constant(HUP),
  },
};
