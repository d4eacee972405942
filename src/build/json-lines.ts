// Reads JSON as JSON.parse does, and tells where: the line of each property, and of the first mistake, whose message says
// what people mostly mean when they write it. The library tried for it (momoa) says `Unexpected token RBrace`,
// takes line ends in texts, and overflows the stack on deep brackets.

const MAX_DEPTH = 100;

export interface JsonWithLines {
  readonly value: unknown;
  /** Line of the property at a path of names, as in `arch.x64.cflags`; undefined if there is none. */
  lineOf(path: string): number | undefined;
  /** Paths of properties that are there more than once, with the line of the last. */
  readonly twice: ReadonlyMap<string, number>;
}

/** The text is no JSON. */
export class JsonError extends Error {
  readonly line: number;
  readonly column: number;
  constructor(message: string, line: number, column: number) {
    super(message);
    this.name = 'JsonError';
    this.line = line;
    this.column = column;
  }
}

export function readJson(text: string): JsonWithLines {
  const lines = new Map<string, number>();
  const twice = new Map<string, number>();
  let at = 0;
  // Asked for places further and further on.
  let counted = { offset: 0, line: 1 };
  const lineAt = (offset: number) => {
    let { line } = counted;
    for (let i = counted.offset; i < offset; i++) if (text[i] === '\n') line++;
    counted = { offset, line };
    return line;
  };
  const wrong = (message: string): never => {
    throw new JsonError(message, lineAt(at), at - text.lastIndexOf('\n', at - 1));
  };
  const found = () => {
    if (at >= text.length) return 'the end of the file';
    const token = /^(?:[\p{L}\p{N}_]+|.)/su.exec(text.slice(at, at + 40))![0];
    return JSON.stringify(token);
  };
  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    const token = pattern.exec(text)?.[0];
    if (token !== undefined) at += token.length;
    return token;
  };
  const skip = () => {
    take(/[ \t\r\n]*/y);
    if (text.startsWith('//', at) || text.startsWith('/*', at)) wrong('JSON has no comments');
  };
  const string = (): string => {
    const token = take(/"(?:[^"\\\n\r]|\\.)*"/y);
    if (token === undefined) return wrong('a text has no " at its end on the same line');
    try {
      return JSON.parse(token) as string;
    } catch {
      at -= token.length;
      return wrong('a text has a \\ or a control character that JSON does not know; \\\\ is a \\');
    }
  };
  /** Items between brackets, with commas between them. */
  const items = (close: string, item: () => void): void => {
    at++;
    skip();
    while (text[at] !== close) {
      item();
      skip();
      if (text[at] === ',') {
        const comma = at++;
        skip();
        if (text[at] === close) {
          at = comma;
          counted = { offset: 0, line: 1 };
          wrong(`there is a comma before ${close}`);
        }
      } else if (text[at] !== close) wrong(`there should be , or ${close} before ${found()}`);
    }
    at++;
  };
  const value = (path: string, depth: number): unknown => {
    if (depth > MAX_DEPTH) return wrong('brackets are nested too deeply');
    skip();
    if (text[at] === '{') {
      const object: Record<string, unknown> = Object.create(null);
      items('}', () => {
        if (text[at] !== '"') wrong(`there should be a name in "quotes" instead of ${found()}`);
        const line = lineAt(at);
        const name = string();
        const own = path === '' ? name : `${path}.${name}`;
        if (Object.hasOwn(object, name)) twice.set(own, line);
        lines.set(own, line);
        skip();
        if (text[at++] !== ':') {
          at--;
          wrong(`there should be : after "${name}"`);
        }
        object[name] = value(own, depth + 1);
      });
      return object;
    }
    if (text[at] === '[') {
      const list: unknown[] = [];
      items(']', () => list.push(value(`${path}[${list.length}]`, depth + 1)));
      return list;
    }
    if (text[at] === '"') return string();
    if (text[at] === "'") return wrong("texts are in double quotes, not in '");
    const word = take(/-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.])|(?:true|false|null)(?!\w)/y);
    return word === undefined ? wrong(`there should be a value instead of ${found()}`) : JSON.parse(word);
  };
  const whole = value('', 0);
  skip();
  if (at < text.length) wrong(`there is ${found()} behind the end`);
  return { value: whole, lineOf: (path) => lines.get(path), twice };
}
