// The boards' `unittest`: a class per fixture, one line per test, failures with their tracebacks at the end. Tracebacks of
// the boards name two lines of it, which are the same here: the source is laid out in pieces that begin at given lines.

/** Joins pieces of source so that each begins at its line. */
function atLines(pieces: readonly (readonly [line: number, text: string])[]): string {
  let source = '';
  let at = 1;
  for (const [line, text] of pieces) {
    source += '\n'.repeat(line - at) + text;
    at = line + text.split('\n').length - 1;
  }
  return source;
}

const HEAD = `import io
import sys

__version__ = "0.11.0"

__current_test__ = None
__test_result__ = None


class SkipTest(Exception):
    pass


class AssertRaisesContext:
    def __init__(self, exc):
        self.expected = exc

    def __enter__(self):
        return self

    def __exit__(self, exc_type, exc_value, tb):
        self.exception = exc_value
        if exc_type is None:
            assert False, "%r not raised" % self.expected
        return issubclass(exc_type, self.expected)


class SubtestContext:
    def __init__(self, msg=None, params=None):
        self.msg = msg
        self.params = params

    def __enter__(self):
        pass

    def __exit__(self, *exc_info):
        if exc_info[0] is not None:
            details = __current_test__
            if self.msg:
                details += ("[%s]" % (self.msg,),)
            if self.params:
                details += ("(%s)" % ", ".join("%s=%s" % item for item in self.params.items()),)
            _handle_test_exception(details, __test_result__, exc_info, False)
        return True


class TestCase:
    def __init__(self):
        pass

    def addCleanup(self, func, *args, **kwargs):
        if not hasattr(self, "_cleanups"):
            self._cleanups = []
        self._cleanups.append((func, args, kwargs))

    def doCleanups(self):
        if hasattr(self, "_cleanups"):
            while self._cleanups:
                func, args, kwargs = self._cleanups.pop()
                func(*args, **kwargs)

    def subTest(self, msg=None, **params):
        return SubtestContext(msg=msg, params=params)

    def skipTest(self, reason):
        raise SkipTest(reason)

    def fail(self, msg=""):
        assert False, msg

    def assertEqual(self, x, y, msg=""):
        assert x == y, msg or "%r vs (expected) %r" % (x, y)

    def assertNotEqual(self, x, y, msg=""):
        assert x != y, msg or "%r not expected to be equal %r" % (x, y)

    def assertLessEqual(self, x, y, msg=None):
        assert x <= y, msg or "%r is expected to be <= %r" % (x, y)

    def assertGreaterEqual(self, x, y, msg=None):
        assert x >= y, msg or "%r is expected to be >= %r" % (x, y)
`;

const ALMOST = `
    def assertAlmostEqual(self, x, y, places=None, msg="", delta=None):
        if x == y:
            return
        if delta is not None:
            if places is not None:
                raise TypeError("specify delta or places not both")
            near = abs(x - y) <= delta
            how = "%r delta" % delta
        else:
            places = 7 if places is None else places
            near = round(abs(y - x), places) == 0
            how = "%r places" % places
        assert near, msg or "%r != %r within %s" % (x, y, how)

    def assertNotAlmostEqual(self, x, y, places=None, msg="", delta=None):
        if delta is not None:
            if places is not None:
                raise TypeError("specify delta or places not both")
            far = x != y and abs(x - y) > delta
            how = "%r delta" % delta
        else:
            places = 7 if places is None else places
            far = x != y and round(abs(y - x), places) != 0
            how = "%r places" % places
        assert far, msg or "%r == %r within %s" % (x, y, how)

    def assertIs(self, x, y, msg=None):
        assert x is y, msg or "%r is not %r" % (x, y)

    def assertIsNot(self, x, y, msg=None):
        assert x is not y, msg or "%r is %r" % (x, y)

    def assertIsNone(self, x, msg=None):
        assert x is None, msg or "%r is not None" % (x,)

    def assertIsNotNone(self, x, msg=None):
        assert x is not None, msg or "%r is None" % (x,)
`;

const TRUE = `    def assertTrue(self, x, msg=None):
        assert x, msg or "Expected %r to be True" % (x,)

    def assertFalse(self, x, msg=None):
        assert not x, msg or "Expected %r to be False" % (x,)

    def assertIn(self, x, y, msg=None):
        assert x in y, msg or "Expected %r to be in %r" % (x, y)

    def assertIsInstance(self, x, y, msg=None):
        assert isinstance(x, y), msg or "Expected %r to be instance of %r" % (x, y)

    def assertRaises(self, exc, func=None, *args, **kwargs):
        if func is None:
            return AssertRaisesContext(exc)
        try:
            func(*args, **kwargs)
        except Exception as e:
            if isinstance(e, exc):
                return
            raise e
        assert False, "%r not raised" % exc

    def assertWarns(self, warn):
        class Ignored:
            def __enter__(self):
                pass

            def __exit__(self, *exc_info):
                pass

        return Ignored()


def skip(msg):
    def _decor(fun):
        def _inner(self):
            raise SkipTest(msg)

        return _inner

    return _decor


def skipIf(cond, msg):
    return skip(msg) if cond else lambda x: x


def skipUnless(cond, msg):
    return lambda x: x if cond else skip(msg)(x)


def expectedFailure(test):
    def _inner(*args, **kwargs):
        try:
            test(*args, **kwargs)
        except Exception:
            pass
        else:
            assert False, "unexpected success"

    return _inner


class TestSuite:
    def __init__(self, name=""):
        self._tests = []
        self.name = name

    def addTest(self, cls):
        self._tests.append(cls)

    def run(self, result):
        for c in self._tests:
            _run_suite(c, result, self.name)
        return result

    def _load_module(self, mod):
        for name in dir(mod):
            c = getattr(mod, name)
            if isinstance(c, type):
                if issubclass(c, TestCase) and c is not TestCase:
                    self.addTest(c)
            elif name.startswith("test") and callable(c):
                self.addTest(c)


class TestRunner:
    def run(self, suite):
        res = TestResult()
        suite.run(res)
        res.printErrors()
        print("-" * 70)
        print("Ran %d tests\\n" % res.testsRun)
        if res.failuresNum > 0 or res.errorsNum > 0:
            print("FAILED (failures=%d, errors=%d)" % (res.failuresNum, res.errorsNum))
        else:
            msg = "OK"
            if res.skippedNum > 0:
                msg += " (skipped=%d)" % res.skippedNum
            print(msg)
        return res


TextTestRunner = TestRunner


class TestResult:
    def __init__(self):
        self.errorsNum = 0
        self.failuresNum = 0
        self.skippedNum = 0
        self.testsRun = 0
        self.errors = []
        self.failures = []
        self.skipped = []
        self._newFailures = 0

    def wasSuccessful(self):
        return self.errorsNum == 0 and self.failuresNum == 0

    def printErrors(self):
        if self.errors or self.failures:
            print()
            self.printErrorList(self.errors)
            self.printErrorList(self.failures)

    def printErrorList(self, lst):
        for c, e in lst:
            print("=" * 70)
            print("FAIL: " + " ".join(str(part) for part in c))
            print("-" * 70)
            print(e)

    def __repr__(self):
        return "<unittest.TestResult run=%d errors=%d failures=%d>" % (
            self.testsRun,
            self.errorsNum,
            self.failuresNum,
        )

    def __add__(self, other):
        self.errorsNum += other.errorsNum
        self.failuresNum += other.failuresNum
        self.skippedNum += other.skippedNum
        self.testsRun += other.testsRun
        self.errors.extend(other.errors)
        self.failures.extend(other.failures)
        self.skipped.extend(other.skipped)
        return self
`;

const RUN = `def _handle_test_exception(current_test, test_result, exc_info, verbose=True):
    exc = exc_info[1]
    text = io.StringIO()
    sys.print_exception(exc, text)
    entry = (current_test, text.getvalue())
    if isinstance(exc, AssertionError):
        test_result.failuresNum += 1
        test_result.failures.append(entry)
        word = " FAIL"
    else:
        test_result.errorsNum += 1
        test_result.errors.append(entry)
        word = " ERROR"
    if verbose:
        print(word)
    test_result._newFailures += 1


def _run_suite(c, test_result, suite_name=""):
    if isinstance(c, TestSuite):
        c.run(test_result)
        return
    name = getattr(c, "__name__", "")
    if isinstance(c, type):
        o = c()
    else:
        o = c
    if isinstance(o, TestCase) and not isinstance(c, type):
        name = type(o).__name__
    if suite_name:
        name = suite_name + "." + name
    set_up_class = getattr(o, "setUpClass", lambda: None)
    tear_down_class = getattr(o, "tearDownClass", lambda: None)
    set_up = getattr(o, "setUp", lambda: None)
    tear_down = getattr(o, "tearDown", lambda: None)
`;

const RUN_ONE = `    def run_one(test_function):
        global __test_result__, __current_test__
        print("%s (%s) ..." % (test_name, name), end="")
        set_up()
        __test_result__ = test_result
        test_container = str(c) if isinstance(c, type) else name
        __current_test__ = (test_name, test_container)
        try:
            test_result._newFailures = 0
            test_result.testsRun += 1
            test_function()
            if test_result._newFailures == 0:
                print(" ok")
            else:
                print(" FAIL")
        except SkipTest as e:
            reason = e.args[0]
            print(" skipped:", reason)
            test_result.skippedNum += 1
            test_result.skipped.append((name, c, reason))
        except Exception as ex:
            _handle_test_exception(__current_test__, test_result, (type(ex), ex, None))
        finally:
            __test_result__ = None
            __current_test__ = None
            tear_down()
            if isinstance(o, TestCase):
                o.doCleanups()

    set_up_class()
    try:
        if hasattr(o, "runTest"):
            test_name = str(o)
            run_one(o.runTest)
            return
        for test_name in dir(o):
            if test_name.startswith("test"):
                m = getattr(o, test_name)
                if callable(m):
                    run_one(m)
        if callable(o) and not isinstance(o, TestCase):
            test_name = name
            run_one(o)
    finally:
        tear_down_class()


def main(module="__main__", testRunner=None):
    if testRunner is None:
        testRunner = TestRunner()
    elif isinstance(testRunner, type):
        testRunner = testRunner()
    if isinstance(module, str):
        module = __import__(module)
    suite = TestSuite(module.__name__)
    suite._load_module(module)
    return testRunner.run(suite)

`;

const RUN_ONE_CALL = 358;
const lineOf = (text: string, part: string): number => text.slice(0, text.indexOf(part)).split('\n').length - 1;

export const UNITTEST_SOURCE = atLines([
  [1, HEAD],
  [100, ALMOST],
  [148, TRUE],
  [300, RUN],
  [RUN_ONE_CALL - lineOf(RUN_ONE, 'test_function()\n'), RUN_ONE],
]);
