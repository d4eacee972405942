import { join, sep } from 'node:path';
import { expect, test } from 'vitest';
import { isLocal, withNpx } from './own-name.js';

const at = (...parts: string[]) => sep + join(...parts);
test.each([
  ['started by a shell', {}, at('usr', 'natmod', 'main.js'), at('home', 'me'), false],
  ['started by npx', { npm_command: 'exec' }, at('cache', 'natmod', 'main.js'), at('home', 'me'), true],
  ['started by a script of npm', { npm_lifecycle_event: 'test' }, at('natmod', 'main.js'), at('home'), true],
  ['of this project', {}, at('p', 'node_modules', 'natmod', 'main.js'), at('p', 'src'), true],
  ['of this folder', {}, at('p', 'node_modules', 'natmod', 'main.js'), at('p'), true],
  ['of another project', {}, at('p', 'node_modules', 'natmod', 'main.js'), at('pp'), false],
  ['for all', {}, at('usr', 'lib', 'node_modules', 'natmod', 'main.js'), at('home', 'me'), false],
])('%s', (_, env, file, cwd, want) => {
  expect(isLocal(env, file, cwd)).toBe(want);
});

test.each([
  ['natmod doctor tells how to get one', 'npx natmod doctor tells how to get one'],
  ['usage: natmod merge -o FILE, or natmod mpy-dir', 'usage: npx natmod merge -o FILE, or npx natmod mpy-dir'],
  ['make MPY_DIR="$(natmod mpy-dir)"', 'make MPY_DIR="$(npx natmod mpy-dir)"'],
  ['a bug of natmod; npx natmod build; my/natmod test.py', 'a bug of natmod; npx natmod build; my/natmod test.py'],
  ['natmod builds, natmod tests', 'natmod builds, natmod tests'],
])('%s', (text, want) => {
  expect(withNpx(text)).toBe(want);
});
