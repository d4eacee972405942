// Python exceptions on the JavaScript side (ARCHITECTURE.md, Gates and exceptions): a small value that carries the guest
// object and may cross interpreter frames. It is no Error: no stack is captured, since raising must be cheap.

import type { Word } from './word.js';

export class PyException {
  /** The exception instance. The runtime keeps the newest one alive; whoever stores an older one roots it. */
  readonly value: Word;
  constructor(value: Word) {
    this.value = value;
  }
}
