// Makes elements without markup strings: works under `require-trusted-types-for 'script'` and needs no inline style.

type Content = Node | string | null | undefined | false | 0 | "";

/** `element("p", { className: "quiet" }, "text", link)`; properties, not attributes; empty content is left out. */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  properties: Partial<HTMLElementTagNameMap[Tag]> = {},
  ...content: Content[]
): HTMLElementTagNameMap[Tag] {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...content.filter(Boolean) as (Node | string)[]);
  return made;
}

/** A filled 24 × 24 picture in the colour of the text; decoration, so screen readers skip it. */
export function icon(path: string): SVGSVGElement {
  const [picture, shape] = ["svg", "path"].map((tag) => document.createElementNS("http://www.w3.org/2000/svg", tag)) as [SVGSVGElement, SVGElement];
  picture.setAttribute("viewBox", "0 0 24 24");
  shape.setAttribute("d", path);
  picture.ariaHidden = "true";
  picture.append(shape);
  return picture;
}

export const link = (href: string, text: string): HTMLAnchorElement => element("a", { href }, text);

/** A stylesheet that a strict Content-Security-Policy lets through, only for this shadow root. */
export function styled(host: Element, css: string): ShadowRoot {
  const root = host.attachShadow({ mode: "open" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  root.adoptedStyleSheets = [sheet];
  return root;
}
