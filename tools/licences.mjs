// Reads the licence of every crate and every npm package and compares it with the list in deny.toml.
// Not legal advice: it finds the licence that a package declares, not one hidden in its files.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

const allowed = new Set(
  readFileSync('deny.toml', 'utf8')
    .replace(/#.*$/gm, '')
    .match(/\[licenses\][^[]*allow = \[([^\]]*)\]/)[1]
    .match(/"[^"]+"/g)
    .map((quoted) => quoted.slice(1, -1)),
);

/** Is this SPDX expression satisfied by the list? AND binds stronger than OR, as SPDX has it. */
export function isAllowed(expression, list = allowed) {
  const tokens = expression.replaceAll('/', ' OR ').match(/\(|\)|[^\s()]+/g) ?? [];
  let at = 0;
  const or = () => {
    let value = and();
    while (tokens[at] === 'OR') { at += 1; value = and() || value; }
    return value;
  };
  const and = () => {
    let value = one();
    while (tokens[at] === 'AND') { at += 1; value = one() && value; }
    return value;
  };
  const one = () => {
    if (tokens[at] === '(') { at += 1; const value = or(); at += 1; return value; }
    let name = tokens[at]; at += 1;
    if (tokens[at] === 'WITH') { name += ` WITH ${tokens[at + 1]}`; at += 2; }
    return list.has(name);
  };
  return tokens.length > 0 && or() && at === tokens.length;
}

function crates() {
  const metadata = execFileSync('cargo', ['metadata', '--format-version', '1', '--locked'], { maxBuffer: 1 << 28, encoding: 'utf8' });
  return JSON.parse(metadata).packages.map(({ name, version, license }) => ({ name, version, license, from: 'crate' }));
}

function npmPackages(lock) {
  if (!existsSync(lock)) return [];
  return Object.entries(JSON.parse(readFileSync(lock, 'utf8')).packages)
    .filter(([path]) => path !== '')
    .map(([path, { version, license }]) => ({ name: path.replace(/^.*node_modules\//, ''), version, license, from: 'npm' }));
}

const packages = [...crates(), ...npmPackages('web/package-lock.json'), ...npmPackages('web/e2e/package-lock.json')];
const refused = packages.filter(({ license }) => !license || !isAllowed(license));
for (const { from, name, version, license } of refused) console.error(`${from} ${name} ${version}: ${license ?? 'no licence declared'}`);
if (refused.length > 0) {
  console.error(`${refused.length} of ${packages.length} packages have a licence that deny.toml does not allow`);
  process.exit(1);
}
console.log(`${packages.length} packages, every licence allowed`);
