// The registers that the firmware of the QEMU boards prints when machine code crashes it (boards-and-runner.md A6). The end
// may be missing: an emulator can end before everything is out.

const HEAD = 'MACHINE EXCEPTION CAUGHT:';

export interface TrapDump {
  /** One line. */
  readonly summary: string;
  readonly text: string;
}

/** Cuts a dump off the output that it stands in. */
export function splitDump(output: string): { readonly dump: TrapDump | undefined; readonly rest: string } {
  const at = output.lastIndexOf(HEAD);
  if (at < 0) return { dump: undefined, rest: output };
  const cell = (name: string) => new RegExp(`\\b${name}=([0-9A-Fa-f]+)`).exec(text)?.[1];
  const text = output.slice(at).trimEnd();
  const cause = /\bMCAUSE=[0-9a-f]+ \(([^)\r\n]+)/.exec(text)?.[1];
  const parts = [
    cause ?? 'machine exception',
    ...(cell('MEPC') ? [`at pc 0x${short(cell('MEPC')!)}`] : []),
    ...(cell('MTVAL') ? [`address 0x${short(cell('MTVAL')!)}`] : []),
  ];
  return {
    dump: { summary: `the target crashed: ${parts.join(', ')}`, text },
    rest: output
      .slice(0, at)
      .replace(/(?:\r?\n)+$/, '\r\n')
      .replace(/^\r\n$/, ''),
  };
}

const short = (hex: string): string => hex.replace(/^0+(?=.)/, '').toLowerCase();
