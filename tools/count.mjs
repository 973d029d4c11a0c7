// Sums what the parts of a run reported (tools/part.sh) and ends the run with one line: `N passed, M failed`.
// Exits with 1 when anything failed. Not for judging single tests: it only adds what their runners said.
import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Parts that run tests; with none run, such a part has failed, whatever its exit code says. `examples` may be empty. */
const TESTS = { tools: true, rust: true, 'widget-tests': true, browser: true, examples: false };

const colours = /\u001b\[[0-9;]*m/g;

/** Adds up every summary line that cargo nextest, libtest, node's test runner and vitest may print. */
export function countLines(log) {
  const sum = { passed: 0, failed: 0, skipped: 0 };
  const add = (passed, failed, skipped) => {
    sum.passed += Number(passed ?? 0);
    sum.failed += Number(failed ?? 0);
    sum.skipped += Number(skipped ?? 0);
  };
  for (const line of log.replace(colours, '').split('\n')) {
    const number = (word) => line.match(new RegExp(`(\\d+) ${word}`))?.[1];
    if (/^\s*Summary \[.*\] +\d+.* tests? run:/.test(line)) {
      // A test that only passed when tried again counts as passed here; we try none again.
      add(number('passed'), Number(number('failed') ?? 0) + Number(number('timed out') ?? 0), number('skipped'));
    } else if (/^test result: /.test(line)) {
      add(number('passed'), number('failed'), number('ignored'));
    } else if (/^\s*Tests +.*\(\d+\)\s*$/.test(line)) {
      add(number('passed'), number('failed'), Number(number('skipped') ?? 0) + Number(number('todo') ?? 0));
    } else {
      const node = line.match(/^(?:#|ℹ) (pass|fail|cancelled|skipped|todo) (\d+)\s*$/);
      if (node?.[1] === 'pass') add(node[2]);
      else if (node?.[1] === 'fail' || node?.[1] === 'cancelled') add(0, node[2]);
      else if (node) add(0, 0, node[2]);
    }
  }
  return sum;
}

/** Playwright's JSON report: a test that needed a second try (`flaky`) has failed. */
export function countReport(report) {
  const { expected = 0, unexpected = 0, flaky = 0, skipped = 0 } = report.stats ?? {};
  return { passed: expected, failed: unexpected + flaky, skipped };
}

/** What failed, by name, from a runner's log (cargo nextest, libtest, vitest, node's runner) – each once, in order. */
export function failedLines(log) {
  const mark = /^\s*(?:FAIL|TIMEOUT|SIG[A-Z]+)\s+(?:\[.*?\]\s+)?(?:\(.*?\)\s+)?(.+)$|^test (.+) \.\.\. FAILED$|^✖ (?!failing tests)(.+?)(?: \([\d.]+ms\))?$/;
  const names = log.replace(colours, '').split('\n').map((line) => line.match(mark)?.slice(1).find(Boolean)?.trim());
  return [...new Set(names.filter(Boolean))];
}

/** The same from Playwright's JSON report, with the first line of what went wrong. */
export function failedSpecs(report) {
  const inside = (suite) => [...(suite.specs ?? []), ...(suite.suites ?? []).flatMap(inside)];
  return (report.suites ?? []).flatMap(inside).filter((spec) => !spec.ok).map((spec) => {
    const message = spec.tests.flatMap((test) => test.results).map((result) => result.error?.message).find(Boolean) ?? '';
    return `${spec.file}:${spec.line} ${spec.title} – ${message.replace(colours, '').split('\n')[0]}`;
  });
}

function countPart(folder, name) {
  const code = readFileSync(join(folder, `${name}.code`), 'utf8').trim();
  const log = readFileSync(join(folder, `${name}.log`), 'utf8');
  const report = join(folder, `${name}.json`);
  const told = existsSync(report) && JSON.parse(readFileSync(report, 'utf8'));
  let sum = { passed: 0, failed: 0, skipped: 0 };
  if (name in TESTS) sum = told ? countReport(told) : countLines(log);
  let remark = '';
  if (code === 'not run') remark = log.trim().split('\n').at(-1).replace(/^.*NOT RUN/, 'NOT RUN');
  else if (code !== '0' && sum.failed === 0) remark = `failed (exit code ${code})`;
  else if (TESTS[name] && sum.passed + sum.failed === 0) remark = 'ran no test';
  if (remark) sum.failed += 1;
  const failures = sum.failed ? (told ? failedSpecs(told) : failedLines(log)) : [];
  return { name, ...sum, remark, failures };
}

function main(folder) {
  const names = readdirSync(folder)
    .filter((file) => file.endsWith('.code'))
    .sort((a, b) => statSync(join(folder, a)).mtimeMs - statSync(join(folder, b)).mtimeMs)
    .map((file) => file.slice(0, -'.code'.length));
  const counted = names.map((name) => countPart(folder, name));
  console.log('\n── the whole run');
  for (const { name, passed, failed, skipped, remark } of counted) {
    const seconds = existsSync(join(folder, `${name}.seconds`)) ? readFileSync(join(folder, `${name}.seconds`), 'utf8').trim() : '0';
    const tests = name in TESTS ? `${passed} passed, ${failed} failed${skipped ? `, ${skipped} NOT RUN (marked so)` : ''}` : 'ok';
    console.log(`${name.padEnd(14)} ${seconds.padStart(5)} s  ${remark || (failed && !(name in TESTS) ? 'failed' : tests)}`);
  }
  // The end of a run is often all of it that is kept.
  for (const { name, failures } of counted) for (const failure of failures) console.log(`FAILED ${name}: ${failure}`);
  const total = (key) => counted.reduce((sum, part) => sum + part[key], 0);
  const skipped = total('skipped') ? `, ${total('skipped')} skipped` : '';
  const line = `${total('passed')} passed, ${total('failed')} failed${skipped}`;
  writeFileSync(join(folder, 'count'), `${line}\n`);
  console.log(line);
  process.exitCode = total('failed') === 0 ? 0 : 1;
}

if (import.meta.filename === process.argv[1] || process.argv[1]?.endsWith('tools/count.mjs')) main(process.argv[2] ?? 'target/parts');
