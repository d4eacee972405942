// docs/reference.md: the help texts of all commands, which are made from the table of options.

export async function referencePage(commands, helpOf) {
  const parts = [
    '# Reference of the commands',
    '',
    'Made by `tools/generate.mjs` from the table of options. `natmod COMMAND --help` prints the same. What the linker says is',
    'explained in [diagnostics](diagnostics/README.md), the API of the package in [api.md](api.md).',
    '',
  ];
  for (const name of Object.keys(commands)) {
    parts.push(`## natmod ${name}`, '', '```text', (await helpOf(name)).trimEnd(), '```', '');
  }
  return parts.join('\n');
}
