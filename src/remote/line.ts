// One end of a serial line to a MicroPython, as its client sees it, and what can go wrong with one.

export interface Line {
  /** Takes all bytes; what cannot be sent yet waits. */
  send(bytes: Uint8Array): void;
  /** Ends the line and what was started for it. */
  close(): Promise<void>;
}

export interface LineEvents {
  data(bytes: Uint8Array): void;
  /** Nothing will come any more; the text says why. */
  closed(reason: string): void;
}

export type OpenLine = (events: LineEvents) => Promise<Line>;

/** Why a conversation could not go on. */
export type RemoteFault =
  /** The line cannot be opened. */
  | 'unreachable'
  /** The line ended: the program at its other end has, or the device is gone. */
  | 'closed'
  /** Nothing came in time. */
  | 'silent'
  /** Something came that does not belong there. */
  | 'garbage'
  /** The board has started anew while a script ran. */
  | 'reset';

export class RemoteError extends Error {
  readonly fault: RemoteFault;
  /** The last of what came, for people. */
  readonly received: string;
  constructor(fault: RemoteFault, message: string, received = '') {
    super(message);
    this.name = 'RemoteError';
    this.fault = fault;
    this.received = received;
  }
}
