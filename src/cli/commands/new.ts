// `natmod new`: a project that builds and has a test that passes.
import { readdirSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { isModuleName, projectTemplate } from '../../build/index.js';
import { nodeHost } from '../../node/index.js';
import { EXIT, UsageError } from '../exit.js';
import type { Parsed } from '../parse.js';
import { print } from '../terminal.js';

/** Modules that come before files of their name, on the boards (python-dialect.md section 16), and what tests import. */
const TAKEN: ReadonlySet<string> = new Set(
  '__main__ builtins cmath deflate framebuf gc math micropython sys uctypes vfs unittest'.split(' '),
);

export function newCommand(parsed: Parsed): number {
  const [name, ...more] = parsed.operands;
  if (name === undefined) throw new UsageError('no name given', ['usage: natmod new NAME']);
  if (more.length > 0) throw new UsageError(`one name, not also ${more[0]}`);
  if (!isModuleName(name)) {
    throw new UsageError(`${name === '' ? 'an empty text' : name} is no name that Python can import`, [
      ...suggestion(name),
      'it has letters, digits and _, begins with no digit, and is no keyword',
    ]);
  }
  if (TAKEN.has(name)) {
    throw new UsageError(`import ${name} finds a module of MicroPython itself first`, [
      `my_${name.replace(/^_+|_+$/g, '')} would be free`,
    ]);
  }
  const folder = parsed.value('output') ?? name;
  const found = statSync(folder, { throwIfNoEntry: false });
  if (found && (!found.isDirectory() || readdirSync(folder).length > 0)) {
    throw new UsageError(`${folder} is there already`, [
      'natmod new makes a folder of its own: -o FOLDER names another',
    ]);
  }
  const host = nodeHost(folder);
  const files = projectTemplate(name);
  for (const [path, text] of Object.entries(files)) host.write(path, text);
  print(
    Object.keys(files)
      .map((path) => `${join(folder, path)}\n`)
      .join(''),
  );
  const shown = /^[\w./\\:-]+$/.test(folder) ? folder : `"${folder}"`;
  print(`\nNext: cd ${shown}, npx natmod build, npx natmod test\n`);
  return EXIT.OK;
}

/** A name like what was given, which may be a path. */
function suggestion(name: string): string[] {
  const isPath = /[\\/]|^\.+$/.test(name);
  const last = isPath ? basename(resolve(name)) : name;
  const near = last.replace(/[^A-Za-z0-9_]+/g, '_').replace(/^(?=\d)/, '_');
  const good = [near, `${near}_`].find((text) => /[A-Za-z0-9]/.test(text) && isModuleName(text));
  if (good === undefined) return [];
  return isPath ? [`natmod new ${good} -o ${name} makes a module in that folder`] : [`${good} would be one`];
}
