/**
 * Ends the output of a test run with one line, alone: `N passed, N failed, N skipped`. Before it comes each skipped
 * test with its reason. Errors outside a test (a file that does not load, a hook, an unhandled rejection) count as
 * failed. With `REQUIRE_ALL=1` a skipped test makes the run fail: there, every test has what it needs.
 */
export default class SummaryReporter {
  #filtered = false;

  onInit(vitest) {
    this.#filtered = vitest.config.testNamePattern !== undefined;
  }

  onTestRunEnd(testModules, unhandledErrors) {
    const tests = testModules.flatMap((module) => [...module.children.allTests()]);
    const count = (state) => tests.filter((test) => test.result().state === state).length;
    const skipped = tests.filter((test) => ['skipped', 'pending'].includes(test.result().state));
    const failed = count('failed') + unhandledErrors.length + testModules.map(errorsOutsideTests).reduce(sum, 0);

    // With a name filter everything else is skipped on purpose; a list of it would say nothing.
    const lines = this.#filtered ? [] : skipped.map(describeSkip);
    if (process.env.REQUIRE_ALL === '1' && skipped.length > 0) {
      lines.push('REQUIRE_ALL=1: a skipped test makes this run fail.');
      process.exitCode = 1;
    }
    process.stdout.write(
      [...lines, `${count('passed')} passed, ${failed} failed, ${skipped.length} skipped\n`].join('\n'),
    );
  }
}

function describeSkip(test) {
  const reason = test.result().note ?? (test.options.mode === 'todo' ? 'to be written' : 'no reason given');
  return `skipped: ${test.module.relativeModuleId} > ${test.fullName} (${reason})`;
}

function errorsOutsideTests(module) {
  const suites = [module, ...module.children.allSuites()];
  return suites.filter((suite) => suite.errors().length > 0).length;
}

function sum(a, b) {
  return a + b;
}
