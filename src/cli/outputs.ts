// Where results may be written. A command refuses to write over a file that it reads: an object or a script is not made
// again as quickly as a command is mistyped. `merge` is no such command: it may add to a file, as upstream's tool does,
// and reads everything before it writes. What `build` writes has names that none of its inputs can have.
import { isSameFile, pathKey } from '../node/index.js';
import { UsageError } from './exit.js';

type Path = string | undefined;

/** Refuses outputs that are inputs. */
export function keepInputs(outputs: readonly Path[], inputs: readonly Path[]): void {
  for (const output of outputs) {
    const input = inputs.find((name) => name !== undefined && output !== undefined && isSameFile(name, output));
    if (input !== undefined) throw new UsageError(`the output ${output} would overwrite the input ${input}`);
  }
}

/** Refuses one file for two results; it need not exist yet. `what` names them. */
export function keepApart(what: string, outputs: readonly Path[]): void {
  const given = outputs.filter((path) => path !== undefined);
  for (const [i, path] of given.entries()) {
    const before = given.slice(0, i);
    if (before.some((other) => pathKey(other) === pathKey(path) || isSameFile(other, path)))
      throw new UsageError(`${what} would be written to the same file, ${path}`);
  }
}
