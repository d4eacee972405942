// The end that a signal asks for: what runs is ended, what is known is still reported. A second signal ends everything at
// once.
import { EXIT } from './exit.js';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

export class Stopping {
  wanted = false;
  private readonly actions: (() => unknown)[] = [];
  private readonly listener = (): void => {
    if (this.wanted) process.exit(EXIT.INTERRUPTED);
    this.wanted = true;
    void this.run();
  };

  constructor() {
    for (const signal of SIGNALS) process.on(signal, this.listener);
  }

  /** `action` ends something; it is done when a signal comes, or at the end. */
  onStop(action: () => unknown): void {
    this.actions.push(action);
    if (this.wanted) void action();
  }
  private async run(): Promise<void> {
    await Promise.all(this.actions.splice(0).map((action) => action()));
  }
  /** The same without a signal; later signals end the process as usual. */
  async finish(): Promise<void> {
    await this.run();
    for (const signal of SIGNALS) process.off(signal, this.listener);
  }
}
