// How a call into a board ends when it does not end well.

import type { CrashReport } from '../debug/index.js';
import type { PyObject } from './py-object.js';

/** A Python exception that left the board. */
export class PythonError extends Error {
  /** Name of the exception's class. */
  readonly type: string;
  /** `str()` of the exception. */
  readonly text: string;
  /** The exception itself. */
  readonly object: PyObject;
  /** What the board prints for it: traceback, class and text; nothing for SystemExit. */
  readonly traceback: string;
  /** SystemExit or a class made of it: the program ended as it wished. */
  readonly isExit: boolean;
  /** For a refused .mpy file in one line: which file, what it was made for, what the board takes. */
  readonly reason: string | undefined;
  constructor(
    type: string,
    text: string,
    object: PyObject,
    { traceback = '', isExit = false, reason }: { traceback?: string; isExit?: boolean; reason?: string } = {},
  ) {
    super(text === '' ? type : `${type}: ${text}`);
    this.name = 'PythonError';
    this.type = type;
    this.text = text;
    this.object = object;
    this.traceback = traceback;
    this.isExit = isExit;
    this.reason = reason;
  }
}

/** Machine code did something that a real board would crash on. */
export class GuestCrash extends Error {
  /** Where and why; `formatCrashReport` makes it text. */
  readonly report: CrashReport;
  constructor(report: CrashReport) {
    super(report.summary);
    this.name = 'GuestCrash';
    this.report = report;
  }
}

/** The time limit of a call was reached. */
export class GuestTimeoutError extends Error {
  /** Where the guest was; `formatCrashReport` makes it text. */
  readonly report: CrashReport;
  constructor(report: CrashReport) {
    super(report.summary);
    this.name = 'GuestTimeoutError';
    this.report = report;
  }
}
