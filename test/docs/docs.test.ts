// The documents for users, run as a reader would: each page in an empty folder, from top to bottom. A block whose info string
// names a file (```c blink.c) writes it; a ```console block runs its `$` lines and compares what they print, where a line of
// `...` stands for any lines, and `...` in a line for anything. `<!-- fails -->` before a block says that its last command fails; `<!-- not run: why -->`
// that this computer cannot run it, and then its natmod lines are checked against the table of options.
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { commandHelp } from '../../src/cli/help.js';
import { COMMANDS, type CommandName, EXIT_STATUSES } from '../../src/cli/options.js';
import { parse } from '../../src/cli/parse.js';
import { emptyFolder, ensureBuilt, execute, MAIN, ROOT } from '../helpers/cli.js';

const DOCS = join(ROOT, 'docs');
const read = (path: string) => readFileSync(join(DOCS, path), 'utf8');
const inFolder = (folder: string) => readdirSync(join(DOCS, folder)).map((name) => `${folder}/${name}`);
const pages = ['tutorial.md', ...inFolder('how-to'), ...inFolder('diagnostics')];

interface Block {
  readonly language: string;
  readonly file: string | undefined;
  readonly mark: string | undefined;
  readonly text: string;
}

function blocksOf(page: string): Block[] {
  const found = read(page).matchAll(/(?:^<!-- (.*) -->\n+)?^```(\w+) ?(\S*)\n([\s\S]*?)^```$/gm);
  return [...found].map(([, mark, language, file, text]) => ({
    language: language!,
    file: file || undefined,
    mark,
    text: text!,
  }));
}

/** Commands with what they should print. */
const commandsOf = (text: string) =>
  text
    .split(/^\$ /m)
    .slice(1)
    .map((part) => {
      const [command, ...output] = part.split('\n');
      return { command: command!, output: output.join('\n') };
    });

const literal = (text: string) => text.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&');
/** The shown output as a pattern. */
const pattern = (output: string): RegExp => {
  const lines = output.replace(/\n$/, '').split('\n');
  return new RegExp(
    `^${lines.map((line) => (line === '...' ? '(?:.*\\n)*?' : `${literal(line).replaceAll('\\.\\.\\.', '.*')}\\n`)).join('')}$`,
  );
};

const shims = emptyFolder();
const has = async (program: string) => (await execute('sh', ['-c', `command -v ${program}`])).code === 0;

beforeAll(async () => {
  await ensureBuilt();
  const shim = `#!/bin/sh\nexec "${process.execPath}" "${MAIN}" "$@"\n`;
  writeFileSync(join(shims.path, 'natmod'), shim);
  // npx natmod, with nothing to install.
  writeFileSync(
    join(shims.path, 'npx'),
    `#!/bin/sh\nshift\nnpm_command=exec exec "${process.execPath}" "${MAIN}" "$@"\n`,
  );
  for (const name of ['natmod', 'npx']) chmodSync(join(shims.path, name), 0o755);
});

/** Compilers and tools, by what of a page needs them. */
const NEEDED: readonly (readonly [string, RegExp])[] = [
  ['riscv64-unknown-elf-gcc', /natmod build(?!.*--arch (?:arm|x64|x86|xtensa))|riscv64-unknown-elf/],
  ['arm-none-eabi-gcc', /arm-none-eabi|--arch \S*armv/],
  ['x86_64-linux-gnu-gcc', /--arch \S*x64/],
  ['xtensa-lx106-elf-gcc', /--arch \S*xtensa/],
  ['make', /^\$ make /m],
];

/** Runs a page; gives the commands whose output was another. */
async function runPage(page: string): Promise<void> {
  const folder = emptyFolder();
  // make splits paths at spaces.
  const root = page.includes('make') ? join(folder.path.replaceAll(' ', '-')) : folder.path;
  mkdirSync(root, { recursive: true });
  let cwd = root;
  try {
    for (const { language, file, mark, text } of blocksOf(page)) {
      if (file !== undefined) {
        mkdirSync(dirname(join(cwd, file)), { recursive: true });
        writeFileSync(join(cwd, file), text);
      } else if (language === 'console' && !mark?.startsWith('not run')) {
        const commands = commandsOf(text);
        for (const [i, { command, output }] of commands.entries()) {
          const script = `${command}\nstatus=$?\npwd >"${root}/.cwd"\nexit $status`;
          const env = { PATH: `${shims.path}${delimiter}${process.env.PATH}` };
          const { stdout, stderr, code } = await execute('sh', ['-c', script], { cwd, env });
          const printed = stdout + stderr;
          const fails = mark === 'fails' && i === commands.length - 1;
          if (output !== '') expect(printed, `${page}: $ ${command}`).toMatch(pattern(output));
          expect(code === 0, `${page}: $ ${command}\n${printed}`).toBe(!fails);
          cwd = readFileSync(join(root, '.cwd'), 'utf8').trim();
        }
      }
    }
  } finally {
    folder.remove();
  }
}

/** Command lines: of blocks, and those that the text names. */
function natmodLines(text: string): string[] {
  const blocks = [...text.matchAll(/^```(?:console|yaml|sh)\b.*\n([\s\S]*?)^```$/gm)]
    .map((match) => match[1]!)
    .join('');
  const shown = [...blocks.matchAll(/(?:^\$ |&& |run: |^\s+|\()(?:npx )?natmod ([a-z-]+[^&|>)\n]*)/gm)];
  const named = [...text.replace(/^```[\s\S]*?^```$/gm, '').matchAll(/`(?:npx )?natmod ([a-z-]+[^`]*)`/g)];
  // \\| stands for | in tables.
  return [...shown, ...named].map((match) => match[1]!.replace(/ *\\\|.*/, ''));
}

describe.each(pages)('%s', (page) => {
  const blocks = blocksOf(page);

  test('its commands do what it says', async ({ skip }) => {
    const runs = blocks.some(({ language, mark }) => language === 'console' && !mark?.startsWith('not run'));
    if (!runs) return;
    const commands = blocks.filter(({ language }) => language === 'console').map(({ text }) => text);
    for (const [program, use] of NEEDED) {
      if (use.test(commands.join('\n')) && !(await has(program))) skip(`no ${program}`);
    }
    await runPage(page);
  });

  test('its links lead somewhere', () => {
    for (const [, target] of read(page)
      .replace(/^```[\s\S]*?^```$/gm, '')
      .matchAll(/\]\((?!https?:)([^)#]+)/g)) {
      expect(existsSync(join(DOCS, dirname(page), target!)), target).toBe(true);
    }
  });
});

test.each([...pages, '../README.md', 'api.md', 'recipes.md', 'GLOSSARY.md'])('the options in %s exist', (page) => {
  for (const line of natmodLines(read(page))) {
    const [name, ...args] = line.match(/"[^"]*"|'[^']*'|[^\s#]+|#.*/g)!.filter((word) => !word.startsWith('#'));
    if (name === 'COMMAND') continue;
    expect(Object.keys(COMMANDS), line).toContain(name);
    // `[OPTION]` and `FILE...` stand for something.
    const words = args.map((word) => word.replace(/^\[|\]$|\.\.\.$/g, '')).filter((word) => word !== '');
    expect(() => parse(name as CommandName, words), line).not.toThrow();
  }
});

test('every page of a diagnostic shows it, or says why it cannot', () => {
  for (const page of inFolder('diagnostics').filter((name) => !name.endsWith('README.md'))) {
    const [, example] = read(page).split('\n## Example\n');
    expect(example, page).toMatch(/^\$ (?:.*&& )?npx natmod (?:build|link) |so that there is no example/m);
  }
});

test('blocks of commands are on pages that are run, or are marked', () => {
  for (const page of ['../README.md', 'api.md', 'recipes.md', 'GLOSSARY.md', '../ARCHITECTURE.md']) {
    const commands = blocksOf(page).filter(({ language }) => ['console', 'sh', 'bash', 'shell'].includes(language));
    const free = commands.filter(({ mark }) => !mark?.startsWith('not run: '));
    // The first example of README.md is run by test/e2e/documents.test.ts.
    expect(free.length, page).toBe(page === '../README.md' ? 1 : 0);
    expect(read(page), page).not.toMatch(/^ {4}(?:\$ |npm |npx |natmod |make )/m);
  }
  for (const page of pages) {
    for (const { language } of blocksOf(page)) expect(['sh', 'bash', 'shell'], page).not.toContain(language);
  }
});

test('reference.md is made from the tables of commands and diagnostics', async () => {
  const { referencePage } = await import(pathToFileURL(join(ROOT, 'tools', 'lib', 'reference.mjs')).href);
  expect(read('reference.md')).toBe(await referencePage(COMMANDS, commandHelp));
});

test('README.md has the table of exit statuses', () => {
  const rows = Object.entries(EXIT_STATUSES).map(
    ([status, text]) => `| ${status} | ${text.replace('--check', '`--check`')} |`,
  );
  expect(read('../README.md')).toContain(rows.join('\n'));
});

test('there is a page for each diagnostic of the linker, and none besides', () => {
  const sources = ['src/link', 'src/arch', 'src/elf'].flatMap((folder) =>
    readdirSync(join(ROOT, folder))
      .filter((name) => name.endsWith('.ts') && !/test|fixture/.test(name))
      .map((name) => readFileSync(join(ROOT, folder, name), 'utf8')),
  );
  const quoted =
    /'((?:arch|archive|elf|got|input|layout|library|literal|reloc|symbol)-[a-z-]+|externs|compat|options)'(?=,|\s*[):])/g;
  const codes = new Set(sources.flatMap((text) => [...text.matchAll(quoted)].map(([, code]) => code!)));
  // Names of rules for relocations.
  for (const rule of ['got-base', 'got-hi', 'got-offset', 'got-word']) codes.delete(rule);
  const documented = readdirSync(join(DOCS, 'diagnostics')).filter((name) => name !== 'README.md');
  expect(documented.map((name) => name.replace('.md', '')).sort()).toEqual([...codes].sort());
});
