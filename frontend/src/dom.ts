// Elements are made here and nowhere else; names and texts reach the page as text nodes only, never as markup.

import type { What } from "./data";

export type Child = Node | string | null | undefined | false;
type Attributes = Record<string, string | number | null | undefined>;

function fill<Made extends Element>(made: Made, attributes: Attributes, children: Child[]): Made {
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined) made.setAttribute(name, String(value));
  }
  for (const child of children) if (child) made.append(child);
  return made;
}

export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[Tag] {
  return fill(document.createElement(tag), attributes, children);
}

export function drawing<Tag extends keyof SVGElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: Child[]
): SVGElementTagNameMap[Tag] {
  return fill(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);
}

/** A name from an article, which may run the other way than the words around it. */
export function name(text: string): HTMLElement {
  return element("bdi", {}, text);
}

/** A name within words that can hold no element; what runs the other way is kept apart by Unicode's isolates. */
export function isolated(text: string): string {
  return `\u2068${text}\u2069`;
}

/** What happened, each name in it a name. */
export function happening(what: What): HTMLElement {
  return element("span", { dir: "ltr" }, ...what.map((part, number) => (number % 2 ? name(part) : part)));
}

/** Names with commas between them. */
export function names(all: string[]): Child[] {
  return all.flatMap((each, number) => (number ? [", ", name(each)] : [name(each)]));
}

/** A link within the page; ids may hold any characters. */
export function linkTo(id: string, attributes: Attributes, ...children: Child[]): HTMLAnchorElement {
  return element("a", { ...attributes, href: `#${encodeURIComponent(id)}` }, ...children);
}

/** A link out of the page if the address is http or https, else null. */
export function linkOut(url: string | null, words: string): HTMLAnchorElement | null {
  if (!url || !/^https?:\/\//i.test(url)) return null;
  return element("a", { href: url, rel: "noopener noreferrer", target: "_blank" }, words);
}

/**
 * Makes the elements of a drawing buttons: arrow keys move along `order`, of which one at a time is in the tab order.
 * Returns what is to be called when the elements have changed.
 */
export function rove<Drawn extends SVGElement | HTMLElement>(
  canvas: SVGElement | HTMLElement,
  order: () => Drawn[],
  activate: (chosen: Drawn) => void,
): () => void {
  const buttonOf = (happened: Event): Drawn | null => (happened.target as Element).closest<Drawn>("[role=button]");
  canvas.addEventListener("click", (clicked: Event) => {
    const chosen = buttonOf(clicked);
    if (chosen) activate(chosen);
  });
  canvas.addEventListener("keydown", (happened: Event) => {
    const pressed = happened as KeyboardEvent;
    const here = buttonOf(pressed);
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[pressed.key];
    if (!here || (!step && pressed.key !== "Enter" && pressed.key !== " ")) return;
    pressed.preventDefault();
    if (!step) return activate(here);
    const all = order();
    const other = all[all.indexOf(here) + step];
    if (!other) return;
    here.setAttribute("tabindex", "-1");
    other.setAttribute("tabindex", "0");
    other.focus();
  });
  return () => order()[0]?.setAttribute("tabindex", "0");
}
