// Which addresses a piece of HTML would load from, found before it is taken into the page. Not a list of what is known to
// load: whatever an element says is looked through, but for what is only read, or leads somewhere when it is pressed.

/** Text, names and marks, where a link or a form leads, and the page's own code. */
const isQuiet = ({ localName }: Element, { namespaceURI, localName: name }: Attr): boolean =>
  namespaceURI?.endsWith("/xmlns/")
  || !namespaceURI && /^(about|action|allow|alt|cite|class|content|formaction|id|integrity|label|lang|name|nonce|placeholder|prefix|property|rel|resource|role|title|type|typeof|value|vocab|xmlns(:.*)?|(aria|data)-.*|item.*|on.*)$/.test(name)
  || /^(a|area)$/.test(localName) && name === "href";

/** What a style sheet may write in another way: `\68 ttps` is `https`. */
const plain = (css: string): string => css.replace(/\\(?:([\da-f]{1,6})\s?|([^]))/gi, (_, code?: string, letter?: string) =>
  code ? String.fromCodePoint(Math.min(parseInt(code, 16), 0x10ffff)) : letter!);

/** Stand in pictures that are written out, and are never loaded. */
const vocabularies = ["http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"];

/**
 * Every absolute address in a text. Browsers leave line breaks out of addresses, and read `\` as `/`. A written-out picture is
 * quiet, but for where it may be a style sheet.
 */
const named = (text: string): string[] => [text, plain(text)]
  .flatMap((one) => one.replace(/[\t\r\n]/g, "").split(/[\0- "'(),;<>={}|]+/))
  .filter((word) => /^([a-z][\w+.-]*:)?[/\\]{2}|^(https?|data|blob|javascript):/i.test(word))
  .filter((word) => (!/^data:image\//i.test(word) || /@import/i.test(plain(text))) && !vocabularies.includes(word));

/** Relative addresses within a text, as the page's `<base>` has them; only worth a word where that leads elsewhere. */
const based = (text: string, isSet = false): string[] =>
  new URL(document.baseURI).origin !== location.origin && (isSet || /url\(|image-set|@import|src\(/i.test(plain(text))) ? [document.baseURI] : [];

/** What one element would load, by its own words. */
export function addresses(one: Element): string[] {
  const isPicture = /^(img|source|image|input)$/.test(one.localName);
  const said = [...one.attributes].filter((own) => !isQuiet(one, own)).flatMap(({ localName, value }) =>
    // An address of its own is also one when it is relative: the page's `<base>` says to what.
    /^(href|src|data|poster|background)$/.test(localName) && value && !value.startsWith("#")
      ? isPicture && /^data:image\//i.test(value) ? [] : [value]
      : [...named(value), ...based(value, /srcset$/.test(localName))]);
  return one.localName === "style" ? [...said, ...named(one.textContent!), ...based(one.textContent!)] : said;
}

/** All elements of a fragment: also in shadow roots that it declares, and on demand in templates that wait for no service of their own. */
export function* elements(root: ParentNode, withTemplates: boolean): Generator<Element> {
  for (const one of root.querySelectorAll("*")) {
    yield one;
    if (one.shadowRoot) yield* elements(one.shadowRoot, withTemplates);
    if (withTemplates && one instanceof HTMLTemplateElement && !one.matches("[data-service], [data-purpose]")) yield* elements(one.content, true);
  }
}

/** Has a declared shadow root into which nobody can look, and which would be copied: there is no room for another one. */
export function isShut(one: Element): boolean {
  if (!(one instanceof HTMLElement) || one.shadowRoot || !/-|^(article|aside|blockquote|body|div|footer|h[1-6]|header|main|nav|p|section|span)$/.test(one.localName)) return false;
  try {
    (one.cloneNode() as Element).attachShadow({ mode: "open" });
    return false;
  } catch {
    return true;
  }
}
