// Prints each row of docs/requirements.md with the tests that carry its id, and says which are not yet proven.
// A test counts when its *name* has the id: `r_term_01_…` in Rust, `R-TERM-01: …` as the title of a widget or browser
// test. A comment is no proof, nor is a test that is marked to be skipped. It reads sources and runs nothing:
// whether the tests pass is `make test`'s to say.
// With --check it prints only what is wrong: a test that carries an id which no row has.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const ID = /\bR-[A-Z0-9]+-\d\d\b/g;

/** The source with comments blanked (and, if asked, the text inside strings), newlines kept. Good enough for our own code. */
export function blank(source, { rust, strings }) {
  let out = '';
  let at = 0;
  const put = (end, keep) => {
    const piece = source.slice(at, end);
    out += keep ? piece : piece.replace(/[^\n]/g, ' ');
    at = end;
  };
  while (at < source.length) {
    const rest = source.slice(at, at + 2);
    if (rest === '//') {
      const end = source.indexOf('\n', at);
      put(end < 0 ? source.length : end, false);
    } else if (rest === '/*') {
      let depth = 1;
      let end = at + 2;
      while (end < source.length && depth > 0) {
        if (rust && source.startsWith('/*', end)) { depth += 1; end += 2; }
        else if (source.startsWith('*/', end)) { depth -= 1; end += 2; }
        else end += 1;
      }
      put(end, false);
    } else if (rust && /^r#*"/.test(source.slice(at, at + 12)) && !/\w/.test(source[at - 1] ?? '')) {
      const hashes = source.slice(at + 1).match(/^#*/)[0];
      const end = source.indexOf(`"${hashes}`, at + 2 + hashes.length);
      put(end < 0 ? source.length : end + 1 + hashes.length, !strings);
    } else if (rust && source[at] === "'") {
      // A character, or a lifetime.
      const character = source.slice(at, at + 12).match(/^'(?:\\(?:u\{[0-9a-f_]+\}|x..|.)|[^\\'])'/i);
      put(at + (character ? character[0].length : 1), !(strings && character));
    } else if (source[at] === '"' || (!rust && (source[at] === "'" || source[at] === '`'))) {
      const quote = source[at];
      let end = at + 1;
      while (end < source.length && source[end] !== quote && (rust || quote === '`' || source[end] !== '\n')) end += source[end] === '\\' ? 2 : 1;
      put(end + 1, !strings);
    } else put(at + 1, true);
  }
  return out;
}

/** Names of the functions with a `#[test]`, `#[tokio::test]` or the like or listed in `on_both_engines!`, and whether they are `#[ignore]`d. */
export function rustTests(source) {
  const code = blank(source, { rust: true, strings: true });
  const test = /((?:#\[[^\]]*\]\s*)+)(?:pub(?:\([^)]*\))?\s+)?(?:async\s+)?fn\s+(\w+)/g;
  const marked = [...code.matchAll(test)]
    .filter(([, attributes]) => /#\[\s*(?:\w+::)*test\b/.test(attributes))
    .map(([, attributes, name]) => ({ name, ids: rustIds(name), isSkipped: /#\[\s*ignore\b/.test(attributes) }));
  // The store's contract: the macro makes a test of each function it names, on either engine.
  const listed = [...code.matchAll(/\bon_both_engines!\s*\{([\w\s,]*)\}/g)]
    .flatMap(([, names]) => names.match(/\w+/g) ?? [])
    .map((name) => ({ name, ids: rustIds(name), isSkipped: false }));
  return [...marked, ...listed];
}

function rustIds(name) {
  return [...name.matchAll(/(?:^|_)r_([a-z0-9]+)_(\d\d)(?=_|$)/g)].map(([, group, number]) => `R-${group.toUpperCase()}-${number}`);
}

/** Titles of `test(…)` and `it(…)`, and whether they are `.skip`, `.fixme` or `.todo`. */
export function scriptTests(source) {
  const code = blank(source, { rust: false, strings: false });
  const bare = blank(source, { rust: false, strings: true });
  const call = /(?<![\w.$])(?:test|it)((?:\.(?:only|skip|fixme|todo|fails|concurrent|slow))*)\s*\(\s*/g;
  const found = [];
  for (const match of bare.matchAll(call)) {
    const title = code.slice(match.index + match[0].trimEnd().length).match(/^\s*(["'`])((?:\\.|(?!\1)[\s\S])*)\1/)?.[2];
    if (title !== undefined) found.push({ name: title, ids: title.match(ID) ?? [], isSkipped: /skip|fixme|todo/.test(match[1]) });
  }
  return found;
}

function rows() {
  return readFileSync('docs/requirements.md', 'utf8')
    .split('\n')
    .map((line) => line.match(/^\| (R-[A-Z0-9]+-\d\d) \| (.*?) \|/))
    .filter(Boolean)
    .map(([, id, rule]) => ({ id, rule }));
}

function tests() {
  const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', 'crates', 'bench', 'web', 'tools'], { encoding: 'utf8' })
    .split('\n')
    .filter((file) => /\.(rs|ts|mts|js|mjs)$/.test(file) && !/(^|\/)(dist|vendor|node_modules)\//.test(file));
  return files.flatMap((file) => {
    const source = readFileSync(file, 'utf8');
    return (file.endsWith('.rs') ? rustTests(source) : scriptTests(source)).map((test) => ({ ...test, file }));
  });
}

function main() {
  const table = rows();
  const carrying = tests().filter(({ ids }) => ids.length > 0);
  const known = new Set(table.map(({ id }) => id));
  const strangers = carrying.flatMap(({ ids, name, file }) => ids.filter((id) => !known.has(id)).map((id) => `${file}: "${name}" carries ${id}, which docs/requirements.md does not have`));
  if (!process.argv.includes('--check')) {
    for (const { id, rule } of table) {
      console.log(`${id}  ${rule.length > 100 ? `${rule.slice(0, 99)}…` : rule}`);
      const proofs = carrying.filter(({ ids }) => ids.includes(id));
      for (const { name, file, isSkipped } of proofs) console.log(`    ${isSkipped ? 'NOT RUN  ' : ''}${name}  (${file})`);
      if (!proofs.some(({ isSkipped }) => !isSkipped)) console.log('    not yet proven');
    }
  }
  const proven = table.filter(({ id }) => carrying.some(({ ids, isSkipped }) => ids.includes(id) && !isSkipped));
  for (const stranger of strangers) console.error(stranger);
  console.log(`${table.length} rows: ${proven.length} with at least one test, ${table.length - proven.length} not yet proven`);
  process.exitCode = strangers.length === 0 && table.length > 0 ? 0 : 1;
}

if (process.argv[1]?.endsWith('tools/requirements.mjs')) main();
