// How a target is named on the command line, in upstream's words (boards-and-runner.md D1) with `tcp:` added.

export type LineSpec =
  | { readonly kind: 'exec' | 'execpty'; readonly command: string }
  | { readonly kind: 'port'; readonly device: string }
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number };

/** Undefined if the text names no line; a string if it does but something is wrong with it. */
export function readLineSpec(text: string): LineSpec | string | undefined {
  const [, kind, rest] = /^(exec|execpty|port|tcp|socket):(.*)$/s.exec(text) ?? [];
  switch (kind) {
    case 'exec':
    case 'execpty':
      return rest!.trim() === '' ? `${kind}: needs a command` : { kind, command: rest! };
    case 'port':
      return rest === '' ? 'port: needs a device, such as port:/dev/ttyACM0' : { kind, device: rest! };
    case 'tcp':
    case 'socket': {
      const address = rest!.replace(/^\/\//, '');
      const match = /^(.+):(\d{1,5})$/.exec(address);
      const port = match ? Number(match[2]) : 0;
      if (!match || port < 1 || port > 65535) return `${kind}: needs HOST:PORT, such as tcp:127.0.0.1:4000`;
      return { kind: 'tcp', host: match[1]!.replace(/^\[(.*)\]$/, '$1'), port };
    }
  }
  // Upstream's short names of serial devices.
  const short = /^([auc])(\d+)$/.exec(text);
  if (short) {
    const prefix = { a: '/dev/ttyACM', u: '/dev/ttyUSB', c: 'COM' }[short[1] as 'a' | 'u' | 'c'];
    return { kind: 'port', device: prefix + short[2] };
  }
  return /^\/dev\/|^COM\d+$/i.test(text) ? { kind: 'port', device: text } : undefined;
}
