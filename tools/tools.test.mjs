import assert from 'node:assert/strict';
import test from 'node:test';
import { countLines, countReport, failedLines, failedSpecs } from './count.mjs';
import { rustTests, scriptTests } from './requirements.mjs';

test('a Rust test proves the rows that its name carries, a comment or a helper does not', () => {
  const source = `
    // #[test] fn r_term_02_in_a_comment() {}
    /* /* */ #[test] fn r_term_03_in_a_nested_comment() {} */
    #[tokio::test(flavor = "multi_thread")]
    async fn r_term_01_and_r_cons_02_together<'a>() { let quote = '"'; let text = r#"#[test] fn r_term_04_in_a_string() {}"#; }
    #[test]
    #[ignore = "needs a Mac"]
    fn r_a11y_05_is_left_out() {}
    #[test]
    fn carries_none() {}
    fn r_term_05_is_a_helper() {}
    on_both_engines! { r_ret_01_on_either_engine, /* r_ret_02_not */ plain, }`;
  assert.deepEqual(
    rustTests(source).map(({ ids, isSkipped }) => [ids.join(), isSkipped]),
    [['R-TERM-01,R-CONS-02', false], ['R-A11Y-05', true], ['', false], ['R-RET-01', false], ['', false]],
  );
});

test('a browser test proves the rows that its title carries', () => {
  const source = `
    test('R-TERM-01, R-TERM-02: silent', () => {}); // test('R-TERM-03: in a comment')
    it.skip(\`R-TERM-04: left out\`, later);
    spy.test('R-TERM-05: somebody else\\'s function');
    const text = "test('R-TERM-06: in a string')";`;
  assert.deepEqual(
    scriptTests(source).map(({ ids, isSkipped }) => [ids.join(), isSkipped]),
    [['R-TERM-01,R-TERM-02', false], ['R-TERM-04', true]],
  );
});

test('the closing lines of all runners are added up', () => {
  const log = [
    '     Summary [   0.1s] 12/13 tests run: 11 passed (1 slow), 1 failed, 2 skipped',
    'test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.00s',
    'ℹ pass 5',
    'ℹ fail 0',
    '      Tests  1 failed | 7 passed | 1 skipped (9)',
    '# pass 2',
    '# fail 1',
  ].join('\n');
  assert.deepEqual(countLines(log), { passed: 28, failed: 3, skipped: 4 });
});

test('a browser test that passed only when tried again has failed', () => {
  assert.deepEqual(countReport({ stats: { expected: 4, unexpected: 1, flaky: 1, skipped: 0 } }), { passed: 4, failed: 2, skipped: 0 });
});

test('what failed is named, each once', () => {
  const log = [
    '        FAIL [   1.204s] ( 12/412) plausch-server::visitors consent::r_cons_02_refused',
    '  FAIL [   1.204s] ( 12/412) plausch-server::visitors consent::r_cons_02_refused',
    'test proof::sealed ... FAILED',
    ' FAIL  widget/chat/menu.test.ts > the menu closes',
    '✖ the closing lines are added up (0.5ms)',
    '✖ failing tests:',
    'test proof::kept ... ok',
    '        PASS [   0.004s] plausch-core kept',
  ].join('\n');
  assert.deepEqual(failedLines(log), [
    'plausch-server::visitors consent::r_cons_02_refused',
    'proof::sealed',
    'widget/chat/menu.test.ts > the menu closes',
    'the closing lines are added up',
  ]);
});

test('a browser test that failed is named with what went wrong', () => {
  const spec = (title, ok, message) => ({ title, ok, file: 'agree.spec.ts', line: 7, tests: [{ results: [{ error: message && { message } }] }] });
  const report = { suites: [{ specs: [spec('fine', true)], suites: [{ specs: [spec('late', false, '\u001b[31mTimeout\u001b[0m\nat 3')] }] }] };
  assert.deepEqual(failedSpecs(report), ['agree.spec.ts:7 late – Timeout']);
});
