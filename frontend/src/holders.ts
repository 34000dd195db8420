// Who holds which place: a day to choose, a bar for each holder of each place, and what the map and the list show of it.

import type { EventData, Held, Holding, Index } from "./data";
import { drawing, element, isolated, linkTo, name, rove } from "./dom";
import type { FilterBar } from "./filters";
import type { Spot } from "./map";
import { core } from "./range";

const DAY = 86_400_000;
/** How many parties get a colour of their own; the others share one. */
const COLOURS = 8;
const ROWS = 60;
const TICKS = 4;
const DOT = 7;

/** A stretch of days on which a place is held by one event's word, contested or not. */
interface Stretch extends Holding {
  from: string;
  until: string;
}

/** How the holders of one place changed, the earliest first. */
export type History = (Holding & { day: string })[];

export function isContested({ contested_by, denied_by }: Holding): boolean {
  return contested_by.length > 0 || denied_by.length > 0;
}

export function histories(index: Index, control: Held[][]): History[] {
  return control
    .map((place) =>
      place.flatMap(({ day, event: id, contested_by }) => {
        const event = index.event(id);
        if (!event) return [];
        return [{ day, event, contested_by: index.events(contested_by), denied_by: index.events(event.disputed_by) }];
      }),
    )
    .filter((history) => history.length > 0);
}

/** The state of a place on a day, or its latest one; what was denied later is no part of it. */
export function onDay(history: History, day: string): History[number] | undefined {
  const held = history.findLast((each) => !day || each.day <= day);
  return held && { ...held, denied_by: deniedBy(held, day) };
}

function deniedBy({ denied_by }: Holding, day: string): EventData[] {
  return denied_by.filter(({ start }) => !day || (start ?? "") <= day);
}

/** Which class of colour each party has, those that hold most first; and what the legend says. */
export class Parties {
  readonly legend: HTMLElement;
  private readonly classes = new Map<string, string>();

  constructor(all: History[]) {
    const counts = new Map<string, number>();
    for (const { event } of all.flat()) {
      if (event.party) counts.set(event.party, (counts.get(event.party) ?? 0) + 1);
    }
    const often = [...counts].sort((a, b) => b[1] - a[1]).map(([party]) => party);
    for (const [number, party] of often.entries()) {
      this.classes.set(party, number < COLOURS ? `party${number}` : "others");
    }
    const entry = (words: string, of: string): HTMLElement =>
      element("span", {}, element("span", { class: `dot holder ${of}`, "aria-hidden": "true" }), name(words));
    this.legend = element(
      "p",
      { class: "legend" },
      ...often.slice(0, COLOURS).map((party, number) => entry(party, `party${number}`)),
      often.length > COLOURS && entry(`${often.length - COLOURS} others`, "others"),
      all.flat().some(({ event }) => !event.party) && entry("not named", "nobody"),
      entry("striped: contested or denied", "nobody contested"),
    );
  }

  of(event: EventData): string {
    return event.party ? (this.classes.get(event.party) ?? "others") : "nobody";
  }
}

/** What the map shows of the places that are held. */
export function spots(holdings: Holding[], parties: Parties): Spot[] {
  return holdings.flatMap((held) => {
    const { event } = held;
    if (event.lat === null || event.lon === null) return [];
    const contested = isContested(held);
    const party = parties.of(event);
    const shapes = [drawing("circle", { r: DOT, class: party })];
    if (contested) {
      const striped = drawing("circle", { r: DOT, class: "stripes" });
      striped.style.fill = "url(#stripes)";
      shapes.push(striped);
    }
    return [
      {
        lat: event.lat,
        lon: event.lon,
        name: event.place_name ?? "",
        words: `${isolated(event.place_name ?? "")}: ${heldWords(held)}${event.date ? `, last reported change ${event.date}` : ""}`,
        style: contested ? "contested" : "",
        size: DOT,
        shapes,
        events: [event],
      },
    ];
  });
}

function heldWords(held: Holding): string {
  const { event, contested_by, denied_by } = held;
  const others = [...new Set(contested_by.map((other) => other.holder ?? "somebody else"))];
  const against = [
    ...others.map((other) => `contested by ${isolated(other)}`),
    denied_by.length > 0 && "denied by officials",
  ].filter(Boolean);
  return [`held by ${isolated(event.holder ?? "somebody who is not named")}`, ...against].join(", ");
}

/** The day of the map and of the list, which is the last day of the filter too. */
export class DayBar {
  readonly box: HTMLElement;
  private readonly slider: HTMLInputElement;
  private readonly words = element("span", { class: "day", "aria-hidden": "true" });
  private readonly first: number;
  private readonly last: number;

  constructor(
    all: History[],
    private readonly bar: FilterBar,
  ) {
    const days = all.flat().map(({ day }) => day).filter(Boolean).sort();
    this.first = Date.parse(days[0] ?? "");
    this.last = Date.parse(days.at(-1) ?? "");
    const steps = Math.round((this.last - this.first) / DAY) || 0;
    this.slider = element("input", { type: "range", min: 0, max: steps, step: 1, value: steps, id: "day" });
    const step = (words: string, label: string, forward: boolean): HTMLElement => {
      const button = element("button", { type: "button", "aria-label": label, title: label }, words);
      button.addEventListener("click", () => {
        const here = this.day;
        const next = forward ? days.find((day) => day > here) : days.findLast((day) => day < here);
        if (next) this.choose(next);
      });
      return button;
    };
    this.slider.addEventListener("input", () => this.choose(this.day));
    this.box = element(
      "div",
      { class: "days" },
      element("label", { for: "day" }, "Day"),
      step("‹", "The change before", false),
      this.slider,
      step("›", "The next change", true),
      this.words,
    );
    this.box.hidden = steps === 0;
  }

  /** Shows the day that the filter has. */
  show(): void {
    const { until } = this.bar.filters;
    const at = until ? Date.parse(until) : this.last;
    this.slider.value = String(Math.round((at - this.first) / DAY));
    const words = until || `${this.day}, the last day of a change`;
    this.words.textContent = words;
    this.slider.setAttribute("aria-valuetext", words);
  }

  private get day(): string {
    return Number.isNaN(this.first) ? "" : iso(this.first + Number(this.slider.value) * DAY);
  }

  private choose(day: string): void {
    this.bar.set({ until: day === iso(this.last) ? "" : day });
  }
}

function iso(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}

/** A row for each place, in it a bar for each holder from his first day to the next one's. */
export class Spans {
  readonly box = element("section", { class: "spans", "aria-labelledby": "spans-title" });
  private readonly body = element("tbody");
  private readonly axis = element("div", { class: "axis", "aria-hidden": "true" });
  private readonly more = element("button", { type: "button", hidden: "" }, "Show all places");
  private readonly first: number;
  private readonly last: number;
  private readonly changed: () => void;
  private shown: History[] = [];
  private limit = ROWS;
  private day = "";

  constructor(
    all: History[],
    events: EventData[],
    private readonly parties: Parties,
    open: (event: string) => void,
  ) {
    const days = all.flat().map(({ day }) => Date.parse(day)).filter((day) => !Number.isNaN(day));
    const [first] = core(days, 7 * DAY);
    this.first = first;
    const ends = events.map((event) => Date.parse(event.start ?? "")).filter((day) => !Number.isNaN(day));
    this.last = Math.max(core(ends, 7 * DAY)[1], ...days.slice(0, 1), first + DAY) + DAY;
    this.box.append(
      element("h2", { id: "spans-title" }, "Who held what, by the reports"),
      element(
        "div",
        { class: "scroll", tabindex: 0, role: "region", "aria-labelledby": "spans-title" },
        element(
          "table",
          {},
          element(
            "thead",
            {},
            element("tr", {}, element("th", { scope: "col" }, "Place"), element("th", { scope: "col" }, this.axis)),
          ),
          this.body,
        ),
        this.more,
      ),
    );
    this.axis.append(element("span", { class: "sr" }, "Holders"), ...this.ticks());
    this.more.addEventListener("click", () => {
      this.limit = Infinity;
      this.show(this.shown, this.day);
    });
    const bars = (): HTMLElement[] => [...this.body.querySelectorAll<HTMLElement>("[role=button]")];
    this.changed = rove(this.body, bars, (chosen) => open(chosen.dataset.event ?? ""));
  }

  /** Shows the places, those that changed hands most often first, with a line at the day. */
  show(all: History[], day: string): void {
    this.shown = all.toSorted((a, b) => b.length - a.length || byName(a, b));
    this.day = day;
    this.body.replaceChildren(...this.shown.slice(0, this.limit).map((history) => this.row(history)));
    this.more.hidden = all.length <= this.limit;
    this.more.textContent = `Show all ${all.length.toLocaleString("en")} places`;
    this.body.classList.toggle("dated", day !== "");
    this.body.style.setProperty("--day", `${this.at(day || iso(this.last))}%`);
    this.changed();
  }

  private row(history: History): HTMLElement {
    const place = history.at(-1)?.event;
    const bars = this.stretches(history).map((stretch) => {
      const when = `from ${stretch.from || "an unknown day"}${stretch.until ? ` to ${stretch.until}` : " on"}`;
      const words = `${isolated(place?.place_name ?? "")}: ${heldWords(stretch)}, ${when}`;
      const bar = element(
        "span",
        {
          role: "button",
          tabindex: -1,
          class: `span holder ${this.parties.of(stretch.event)}${isContested(stretch) ? " contested" : ""}`,
          "aria-label": words,
          title: words,
          "data-event": stretch.event.id,
        },
        element("bdi", { "aria-hidden": "true" }, stretch.event.party ?? "not named"),
      );
      const [left, right] = [this.at(stretch.from), stretch.until ? this.at(stretch.until) : 100];
      bar.style.insetInlineStart = `${left}%`;
      bar.style.inlineSize = `${Math.max(right - left, 0)}%`;
      return bar;
    });
    const title = place ? linkTo(place.id, {}, name(place.place)) : "";
    return element(
      "tr",
      {},
      element("th", { scope: "row" }, title),
      element("td", {}, element("div", { class: "track", dir: "ltr" }, ...bars)),
    );
  }

  /** What follows on itself with the same holder, contested as before, is one. */
  private stretches(history: History): Stretch[] {
    const found: Stretch[] = [];
    for (const held of history) {
      const before = found.at(-1);
      if (before && before.event === held.event && isContested(before) === isContested(held)) continue;
      if (before) Object.assign(before, { until: held.day, denied_by: deniedBy(before, held.day) });
      found.push({ ...held, from: held.day, until: "" });
    }
    return found;
  }

  private at(day: string): number {
    const time = day ? Date.parse(day) : this.first;
    return Math.min(Math.max(((time - this.first) / (this.last - this.first)) * 100, 0), 100);
  }

  private ticks(): HTMLElement[] {
    return Array.from({ length: TICKS }, (_, number) => {
      const day = iso(this.first + ((this.last - this.first) * number) / TICKS);
      const tick = element("span", { class: "tick" }, day);
      tick.style.insetInlineStart = `${this.at(day)}%`;
      return tick;
    });
  }
}

function byName(a: History, b: History): number {
  return (a.at(-1)?.event.place ?? "").localeCompare(b.at(-1)?.event.place ?? "");
}
