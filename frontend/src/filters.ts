// Which events are shown: the controls above the lists, and what they let through.

import { inBackground } from "./background";
import { type Child, element } from "./dom";
import { type EventData, type Index, fold, searchable } from "./data";

export interface Filters {
  search: string;
  kind: string;
  place: string;
  actor: string;
  outlet: string;
  status: string;
  from: string;
  until: string;
}

interface Searchable {
  all: string;
  place: string;
  actors: string;
  outlets: string;
}

const NONE: Filters = { search: "", kind: "", place: "", actor: "", outlet: "", status: "", from: "", until: "" };
/** Long lists of suggestions are slow to open and of no help. */
const SUGGESTIONS = 1000;
const TYPING = 50;

export class FilterBar {
  readonly form: HTMLFormElement;
  filters: Filters = { ...NONE };
  private readonly controls = new Map<keyof Filters, HTMLInputElement | HTMLSelectElement>();
  private readonly searchable = new Map<string, Searchable>();
  private typing = 0;

  constructor(
    private readonly index: Index,
    private readonly changed: () => void,
  ) {
    const { data } = index;
    this.form = element(
      "form",
      { role: "search", "aria-label": "Filter events", class: "filters" },
      this.labelled("search", "Search", element("input", { type: "search", placeholder: "names, words, ids" })),
      this.labelled("place", "Place", this.suggesting("place", (event) => [event.place_name ?? ""])),
      this.labelled("actor", "Actor", this.suggesting("actor", (event) => event.actors)),
      this.labelled("outlet", "Outlet", this.suggesting("outlet", (event) => event.outlets)),
      this.labelled("kind", "Kind", choice("all kinds", Object.entries(data.kinds))),
      this.labelled("status", "Status", choice("any status", Object.entries(data.statuses))),
      this.labelled("from", "From", element("input", { type: "date" })),
      this.labelled("until", "Until", element("input", { type: "date" })),
      element("button", { type: "reset" }, "Clear"),
    );
    this.form.addEventListener("submit", (sent) => sent.preventDefault());
    this.form.addEventListener("input", () => {
      clearTimeout(this.typing);
      this.typing = window.setTimeout(() => this.read(), TYPING);
    });
    this.form.addEventListener("reset", () => setTimeout(() => this.read()));
    void searchable.then(() => inBackground(this.fold()));
  }

  /** Gets ready to be asked. */
  private *fold(): Generator<void> {
    for (const event of this.index.data.events) {
      this.textOf(event);
      yield;
    }
  }

  /** Whether anything is filtered at all. */
  get active(): boolean {
    return Object.values(this.filters).some(Boolean);
  }

  /** Sets some filters, as if a person had. */
  set(some: Partial<Filters>): void {
    for (const [key, value] of Object.entries(some)) {
      const control = this.controls.get(key as keyof Filters);
      if (control) control.value = value;
    }
    this.read();
  }

  matches(event: EventData, { dates = true } = {}): boolean {
    const { search, kind, place, actor, outlet, status, from, until } = this.filters;
    if (kind && event.kind !== kind) return false;
    if (status && event.status !== status) return false;
    if (dates && (from || until)) {
      const start = event.start ?? ""; // of what is only known to have happened by some day
      const end = event.end ?? event.start;
      if (!end || (from && end < from) || (until && start > until)) return false;
    }
    if (!search && !place && !actor && !outlet) return true;
    const text = this.textOf(event);
    return (
      text.place.includes(fold(place)) &&
      text.actors.includes(fold(actor)) &&
      text.outlets.includes(fold(outlet)) &&
      fold(search).split(/\s+/).every((word) => text.all.includes(word))
    );
  }

  private read(): void {
    clearTimeout(this.typing);
    for (const [key, control] of this.controls) this.filters[key] = control.value.trim();
    void searchable.then(this.changed);
  }

  private textOf(event: EventData): Searchable {
    let text = this.searchable.get(event.id);
    if (!text) {
      const [places, sources, rest] = this.index.wordsOf(event);
      const place = fold(`${event.place} | ${places}`);
      const actors = fold(`${event.actors.join(" | ")} | ${sources}`);
      const outlets = fold(event.outlets.join(" | "));
      const all = fold([event.id, event.what.join(""), event.date, rest].join(" "));
      text = { place, actors, outlets, all: `${place} ${actors} ${outlets} ${all}` };
      this.searchable.set(event.id, text);
    }
    return text;
  }

  private labelled(key: keyof Filters, words: string, control: Child): HTMLElement {
    const box = element("label", { class: "filter" }, element("span", {}, words), control);
    const input = box.querySelector<HTMLInputElement | HTMLSelectElement>("input, select");
    if (input) {
      input.name = key;
      this.controls.set(key, input);
    }
    return box;
  }

  /** A box that suggests what there is; the list is made when somebody comes to the box. */
  private suggesting(key: string, namesOf: (event: EventData) => string[]): Node {
    const list = element("datalist", { id: `known-${key}` });
    const box = element("input", { type: "text", list: list.id, autocomplete: "off" });
    const suggest = (): void => {
      const counts = new Map<string, number>();
      const all = this.index.data.events.flatMap(namesOf);
      for (const value of all) if (value) counts.set(value, (counts.get(value) ?? 0) + 1);
      const often = [...counts].sort((a, b) => b[1] - a[1]).slice(0, SUGGESTIONS);
      for (const [value] of often.sort((a, b) => a[0].localeCompare(b[0]))) list.append(element("option", { value }));
    };
    box.addEventListener("focus", suggest, { once: true });
    const both = document.createDocumentFragment();
    both.append(box, list);
    return both;
  }
}

function choice(all: string, values: [string, string][]): HTMLSelectElement {
  const options = values.map(([value, words]) => element("option", { value }, words));
  return element("select", {}, element("option", { value: "" }, all), ...options);
}
