// The modules in Python that the boards have inside.

import { describe, expect, test } from 'vitest';
import { BOARDS, runScript } from '../script.fixture.js';

const suite = (body: string): string =>
  `import unittest\nclass T(unittest.TestCase):\n${body.replace(/^/gm, '    ')}\nr = unittest.main()\n`;

describe.each(BOARDS)('unittest on $board, gc $gc', (board) => {
  const run = (source: string): string => {
    const { stdout, uncaught } = runScript(source, board);
    return stdout + (uncaught ?? '');
  };
  test('names are those of the boards', () => {
    expect(run('import unittest\nprint(*sorted(dir(unittest)))')).toBe(
      'AssertRaisesContext SkipTest SubtestContext TestCase TestResult TestRunner TestSuite TextTestRunner ' +
        '__class__ __current_test__ __dict__ __file__ __name__ __path__ __test_result__ __version__ ' +
        '_handle_test_exception _run_suite expectedFailure io main skip skipIf skipUnless sys\n',
    );
  });
  test('a suite that passes', () => {
    const body = `def test_one(self):
    self.assertEqual(1, 1); self.assertNotEqual(1, 2); self.assertIn(1, [1]); self.assertIs(None, None)
    self.assertIsNot(1, None); self.assertIsNone(None); self.assertIsNotNone(0); self.assertFalse(0)
    self.assertIsInstance(1, int); self.assertLessEqual(1, 1); self.assertGreaterEqual(1, 1)
    self.assertAlmostEqual(1.0, 1.00000001); self.assertNotAlmostEqual(1.0, 1.1)
    self.assertAlmostEqual(1, 2, delta=1); self.assertRaises(ValueError, int, 'x')
    with self.assertWarns(Exception): pass
    with self.assertRaises(ValueError) as c: int('x')
    self.addCleanup(print, 'cleanup', end=';')
    print(repr(c.exception), end='')
@unittest.skipIf(True, 'not here')
def test_skip(self): pass
@unittest.expectedFailure
def test_wrong(self): self.fail('x')`;
    expect(run(`${suite(body)}print(r, r.wasSuccessful())`)).toBe(
      "test_one (__main__.T) ...ValueError('invalid syntax for integer with base 10',) ok\ncleanup;" +
        'test_skip (__main__.T) ... skipped: not here\ntest_wrong (__main__.T) ... ok\n' +
        `${'-'.repeat(70)}\nRan 3 tests\n\nOK (skipped=1)\n<unittest.TestResult run=3 errors=0 failures=0> True\n`,
    );
  });
  test.each([
    ['self.assertEqual(1, 2)', '1 vs (expected) 2'],
    ["self.fail('why')", 'why'],
    ['self.assertIsNone(3)', '3 is not None'],
    ['with self.assertRaises(KeyError): pass', "<class 'KeyError'> not raised"],
    ['self.assertAlmostEqual(1.0, 1.5)', '1.0 != 1.5 within 7 places'],
  ])('%s fails', (code, message) => {
    const out = run(suite(`def test_x(self):\n    ${code}`));
    expect(out).toContain('test_x (__main__.T) ... FAIL\n');
    expect(out).toContain(`AssertionError: ${message}\n`);
    expect(out).toContain('FAILED (failures=1, errors=0)');
  });
  test('each failing subtest counts, and the rest of the test runs', () => {
    const out = run(
      suite('def test_x(self):\n    for i in range(3):\n        with self.subTest("m", i=i): self.assertEqual(i, 1)'),
    );
    expect(out.match(/^FAIL: .*$/gm)).toEqual([
      "FAIL: test_x <class 'T'> [m] (i=0)",
      "FAIL: test_x <class 'T'> [m] (i=2)",
    ]);
  });
  test('fixtures of the class surround its tests', () => {
    const body = `@classmethod
def setUpClass(cls): print('up', cls.__name__)
@classmethod
def tearDownClass(cls): print('down')
def test_x(self): pass`;
    expect(run(suite(body))).toMatch(/^up T\ntest_x \(__main__.T\) ... ok\ndown\n/);
  });
  test('functions are tests too', () => {
    expect(run('import unittest\ndef test_f(): print(1, end="")\nunittest.main()')).toContain('...1 ok\n');
  });
});

test('with .frozen not on sys.path there are none', () => {
  const { uncaught } = runScript("import sys\nsys.path.remove('.frozen')\nimport unittest");
  expect(uncaught).toContain("ImportError: no module named 'unittest'");
  expect(runScript('import frozen_const\nprint(frozen_const.x8, frozen_const)').stdout).toBe(
    "(1, 'str', (), ('nested', 2, ((False, True), None, Ellipsis))) <module 'frozen_const' from 'frozen_const.py'>\n",
  );
});
