// Writes what is made from tables of src/: C headers, the test source that checks the other headers, the schema of natmod.json.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { ROOT } from './lib/checkout.mjs';
import { referencePage } from './lib/reference.mjs';

/** Bundles a source file and gives its exports. */
async function load(path) {
  const bundled = await build({ entryPoints: [join(ROOT, path)], bundle: true, format: 'esm', write: false });
  const code = Buffer.from(bundled.outputFiles[0].contents).toString('base64');
  return import(`data:text/javascript;base64,${code}`);
}

const { errnoHeader, layoutAssertions, runtime0Header, staticNamesHeader } = await load('src/abi/c-headers.ts');
const { kitAssertions } = await load('src/abi/kit-assertions.ts');
const { COMMANDS } = await load('src/cli/options.ts');
const { commandHelp } = await load('src/cli/help.ts');
const { preprocess } = await load('src/link/qstrs.ts');
const { projectSchema } = await load('src/build/project-json.ts');

for (const [path, text] of [
  ['include/py/runtime0.h', runtime0Header()],
  ['include/py/mperrno.h', errnoHeader()],
  ['include/py/staticnames.h', staticNamesHeader(preprocess([]))],
  ['natmod.schema.json', projectSchema()],
  ['docs/reference.md', await referencePage(COMMANDS, commandHelp)],
  ['test/headers/layouts.c', layoutAssertions()],
  ['test/headers/kit-layouts.c', kitAssertions()],
]) {
  writeFileSync(join(ROOT, path), text);
  console.log(`wrote ${path}`);
}
