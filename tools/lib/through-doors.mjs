// An esbuild plugin that resolves imports through a folder's index.ts to the files behind it. esbuild splits code by
// file: what any entry needs of a door, it loads for every entry that uses the door. `natmod link` would so read the
// inspector and the bytecode printer. Names that an index.ts defines itself stay imported from there.
import { readFileSync } from 'node:fs';
import { dirname, relative, resolve, sep } from 'node:path';

const RE_EXPORT = /export\s+(type\s+)?\{([^}]*)\}\s+from\s+'([^']+)';?/g;
const IMPORT = /import\s+\{([^}]*)\}\s+from\s+'([^']*\/index\.js)';?/g;

const names = (list) =>
  list.split(',').flatMap((item) => {
    const text = item.replace(/\/\/.*$/gm, '').trim();
    if (text === '' || text.startsWith('type ')) return [];
    const [from, to = from] = text.split(/\s+as\s+/);
    return [{ from, to }];
  });

/** Exported name -> file and name behind the door. */
function doorOf(path, doors) {
  if (!doors.has(path)) {
    const table = new Map();
    for (const [, type, list, file] of readFileSync(path, 'utf8').matchAll(RE_EXPORT)) {
      if (type) continue;
      for (const { from, to } of names(list)) table.set(to, { name: from, file: resolve(dirname(path), file) });
    }
    doors.set(path, table);
  }
  return doors.get(path);
}

export function throughDoors(sourceFolder) {
  return {
    name: 'through-doors',
    setup(build) {
      const doors = new Map();
      build.onLoad({ filter: /\.ts$/ }, ({ path }) => {
        if (!path.startsWith(sourceFolder + sep)) return undefined;
        const source = readFileSync(path, 'utf8');
        const contents = source.replace(IMPORT, (statement, list, target) => {
          const door = resolve(dirname(path), target.replace(/\.js$/, '.ts'));
          const table = doorOf(door, doors);
          return (
            names(list)
              .map(({ from, to }) => {
                const behind = table.get(from);
                const file = behind ? relative(dirname(path), behind.file).split(sep).join('/') : target;
                const specifier = file.startsWith('.') ? file : `./${file}`;
                return `import { ${behind?.name ?? from} as ${to} } from '${specifier}';`;
              })
              .join(' ')
              // Line numbers of messages stay right.
              .concat('\n'.repeat(statement.split('\n').length - 1))
          );
        });
        return { contents, loader: 'ts', resolveDir: dirname(path) };
      });
    },
  };
}
