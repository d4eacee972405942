import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { projectSchema } from '../build/index.js';
import { preprocess } from '../link/index.js';
import { MICROPYTHON_VERSION } from '../runtime/boards.js';
import { errnoHeader, layoutAssertions, runtime0Header, staticNamesHeader } from './c-headers.js';
import { kitAssertions } from './kit-assertions.js';

const file = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

test.each([
  ['include/py/runtime0.h', runtime0Header()],
  ['include/py/mperrno.h', errnoHeader()],
  ['include/py/staticnames.h', staticNamesHeader(preprocess([]))],
  ['natmod.schema.json', projectSchema()],
  ['test/headers/layouts.c', layoutAssertions()],
  ['test/headers/kit-layouts.c', kitAssertions()],
])('%s is what tools/generate.mjs writes', (path, text) => {
  expect(file(path)).toBe(text);
});

test('the header of error numbers has the values of both kinds of firmware', () => {
  expect(errnoHeader()).toContain('#define MP_EWOULDBLOCK MP_EAGAIN');
  expect(errnoHeader()).toMatch(/__linux__[\s\S]*MP_ETIMEDOUT \(110\)[\s\S]*#else[\s\S]*MP_ETIMEDOUT \(116\)/);
});

test('modules are compiled for the version that the boards have', () => {
  expect(file('include/py/mpconfig.h')).toContain(`#define MICROPY_VERSION_STRING "${MICROPYTHON_VERSION}"`);
});
