// How the banner's two equal buttons look, as the browser has computed it. Runs in the page, so it stands alone.

export interface Look {
  /** What differs between the two in any property of their computed styles; empty when they are equal. */
  differs: string[];
  /** WCAG's contrast of the words with the button, and of the button with the banner. */
  contrasts: [number, number];
  /** Width, height and top of both. */
  boxes: [number, number, number][];
  areBeside: boolean;
  tags: string[];
}

export function look(dialog: Element, labels: string[]): Look {
  const [yes, no] = labels.map((label) => [...dialog.querySelectorAll('button')].find((one) => one.textContent === label)!) as HTMLElement[] as [HTMLElement, HTMLElement];
  const [one, other] = [yes, no].map((button) => getComputedStyle(button)) as [CSSStyleDeclaration, CSSStyleDeclaration];
  const luminance = (colour: string) => {
    const [red, green, blue] = colour.match(/[\d.]+/g)!.slice(0, 3).map((part) => Number(part) / 255).map((part) => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4) as [number, number, number];
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const contrast = (...colours: [string, string]) => {
    const [dark, light] = colours.map(luminance).sort((a, b) => a - b) as [number, number];
    return (light + 0.05) / (dark + 0.05);
  };
  // A row that can't be divided evenly leaves one of two a 64th of a pixel more.
  const isSame = (mine: string, others: string) => {
    const numbers = [mine, others].map((value) => value.match(/[\d.]+/g)?.map(Number) ?? []) as [number[], number[]];
    return mine.replace(/[\d.]+/g, '#') === others.replace(/[\d.]+/g, '#') && numbers[0].every((value, at) => Math.abs(value - numbers[1][at]!) < 0.05);
  };
  return {
    differs: [...one].filter((name) => !isSame(one.getPropertyValue(name), other.getPropertyValue(name))),
    contrasts: [contrast(one.color, one.backgroundColor), contrast(one.backgroundColor, getComputedStyle(dialog).backgroundColor)],
    boxes: [yes, no].map((button) => button.getBoundingClientRect()).map(({ width, height, top }) => [Math.round(width), height, top]),
    areBeside: yes.nextElementSibling === no,
    tags: [yes.localName, no.localName],
  };
}
