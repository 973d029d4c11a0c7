// Follows every link in our Markdown files that stays inside the repository: the file must exist, the heading too.
// Not for addresses on the web: those are not asked, so that a check needs no network.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '*.md'], { encoding: 'utf8' }).trim().split('\n');

const withoutCode = (text) => text.replace(/^(```|~~~)[\s\S]*?^\1/gm, '').replace(/`[^`\n]*`/g, '');

/** GitHub's names for headings. */
function headings(text) {
  const seen = new Map();
  return new Set([...text.replace(/^(```|~~~)[\s\S]*?^\1/gm, '').matchAll(/^#{1,6} +(.*?) *#*$/gm)].map(([, title]) => {
    const slug = title.toLowerCase().replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').replace(/[^\p{L}\p{N}\s_-]/gu, '').replaceAll(' ', '-');
    const times = seen.get(slug) ?? 0;
    seen.set(slug, times + 1);
    return times === 0 ? slug : `${slug}-${times}`;
  }));
}

let links = 0;
const broken = [];
for (const file of files) {
  const text = withoutCode(readFileSync(file, 'utf8'));
  const found = [...text.matchAll(/\]\(<?([^)>\s]+)>?(?: "[^"]*")?\)/g), ...text.matchAll(/^\[[^\]]+\]: +(\S+)/gm), ...text.matchAll(/\b(?:src|href)="([^"]+)"/g)];
  for (const [, target] of found) {
    if (/^(?:[a-z]+:|\/\/)/i.test(target)) continue;
    links += 1;
    const [path, anchor] = target.split('#');
    const to = path === '' ? file : normalize(join(dirname(file), decodeURIComponent(path)));
    if (!existsSync(to)) broken.push(`${file}: ${target} does not exist`);
    else if (anchor && statSync(to).isFile() && to.endsWith('.md') && !headings(readFileSync(to, 'utf8')).has(decodeURIComponent(anchor)))
      broken.push(`${file}: ${target} has no such heading`);
  }
}
for (const line of broken) console.error(line);
console.log(`${links} links inside the repository in ${files.length} files, ${broken.length} broken (addresses on the web are not asked)`);
process.exitCode = broken.length === 0 ? 0 : 1;
