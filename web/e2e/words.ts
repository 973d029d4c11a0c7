// The words on the screen, read from the program's own locale files, so that people in the tests look for what is really there.
// Not a Fluent implementation: messages without selectors, `{ $name }` filled in.
import { existsSync, readFileSync } from 'node:fs';

export type Language = 'de' | 'en';
const locales = new URL('../../crates/server/locales/', import.meta.url);
const files = new Map<string, Map<string, string>>();

function messages(language: Language, file: string): Map<string, string> {
  const key = `${language}/${file}`;
  let found = files.get(key);
  if (!found) {
    const path = new URL(`${key}.ftl`, locales);
    if (!existsSync(path)) throw new Error(`there is no crates/server/locales/${key}.ftl`);
    found = new Map();
    let id = '';
    for (const line of readFileSync(path, 'utf8').split('\n')) {
      const start = line.match(/^([a-z][\w-]*) *= *(.*)$/i);
      if (start) found.set((id = start[1]!), start[2]!.trim());
      else if (/^\s+\S/.test(line) && id) found.set(id, `${found.get(id)} ${line.trim()}`.trim());
      else if (/^\S/.test(line)) id = '';
    }
    files.set(key, found);
  }
  return found;
}

/** `word('loader.toggle')`, `word('chat.joined', { name: 'Ada' })`; unknown ids are an error, not an empty selector. */
export function word(id: string, filled: Record<string, string | number> = {}, language: Language = 'de'): string {
  const [file, message] = id.split('.') as [string, string];
  const text = messages(language, file).get(message);
  if (text === undefined) throw new Error(`${language}/${file}.ftl has no message "${message}"`);
  return text.replace(/\{ *\$?(\w+) *\}/g, (_, name: string) => {
    if (!(name in filled)) throw new Error(`"${id}" wants { $${name} }`);
    return String(filled[name]);
  });
}
