// One end of a serial line as the outside sees it: a pipe, a socket, a pseudo-terminal.

/** What a port tells its owner. */
export interface PortEvents {
  data(bytes: Uint8Array): void;
  /** After `send` said false: there is room again. */
  drained(): void;
  /** Somebody is there, or nobody any more. What is sent to nobody is lost. */
  connected(isConnected: boolean): void;
  /** Nothing will come any more. */
  ended(): void;
}

export interface Port {
  /** False: wait for `drained` before sending more. */
  send(bytes: Uint8Array): boolean;
  pause(): void;
  resume(): void;
  close(): void;
}

/** A port that cannot be had; the text says why. */
export class PortError extends Error {
  readonly hints: readonly string[];
  constructor(message: string, hints: readonly string[] = []) {
    super(message);
    this.name = 'PortError';
    this.hints = hints;
  }
}
