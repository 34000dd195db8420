// How many events of which kind began when. A bar is a button that sets the dates of the filter.

import { type EventData, type Index, type Kind, counted } from "./data";
import { drawing, element, rove } from "./dom";
import { core } from "./range";

const DAY = 86_400_000;
const HEIGHT = 240;
const LABEL = 64;
const EDGE = { left: 34, right: 8, top: 8, bottom: 22 };

interface Bin {
  from: string;
  until: string;
  left: number;
  events: EventData[];
}

export class Timeline {
  readonly box = element("section", { class: "timeline", "aria-labelledby": "timeline-title" });
  private readonly note = element("p", { class: "from" });
  private readonly canvas = drawing("svg", { role: "group", "aria-labelledby": "timeline-title" });
  private readonly changed: () => void;
  private buttons: SVGElement[] = [];
  private shown: EventData[] = [];
  private range: [from: string, until: string] = ["", ""];

  constructor(
    private readonly index: Index,
    private readonly choose: (from: string, until: string) => void,
  ) {
    this.box.append(element("h2", { id: "timeline-title" }, "When"), this.canvas, this.note);
    this.changed = rove(this.canvas, () => this.buttons, (chosen) => {
      const { from = "", until = "" } = chosen.dataset;
      const again = from === this.range[0] && until === this.range[1];
      this.choose(again ? "" : from, again ? "" : until);
    });
    new ResizeObserver(() => this.draw()).observe(this.box);
  }

  /** Shows events of all dates; the dates that are chosen are marked. */
  show(events: EventData[], from: string, until: string): void {
    this.shown = events;
    this.range = [from, until];
    this.draw();
  }

  private draw(): void {
    const width = this.box.clientWidth;
    const dated = this.shown.filter((event) => event.start !== null);
    const days = dated.map((event) => Date.parse(event.start ?? ""));
    this.canvas.replaceChildren();
    this.canvas.toggleAttribute("hidden", days.length === 0);
    this.canvas.setAttribute("viewBox", `0 0 ${width} ${HEIGHT}`);
    const [first, last] = core(days, 7 * DAY);
    const inside = dated.filter((_, number) => (days[number] ?? 0) >= first && (days[number] ?? 0) <= last);
    this.note.textContent = sentence(this.shown.length - dated.length, dated.length - inside.length);
    if (width === 0 || inside.length === 0) return;
    const { bins, format } = binned(inside, first, last);
    const step = nice(Math.max(...bins.map((bin) => bin.events.length)) / 4);
    const top = step * Math.ceil(Math.max(...bins.map((bin) => bin.events.length)) / step);
    const floor = HEIGHT - EDGE.bottom;
    const up = (count: number): number => floor - (count / top) * (floor - EDGE.top);
    const wide = (width - EDGE.left - EDGE.right) / bins.length;
    for (let count = 0; count <= top; count += step) {
      this.canvas.append(
        drawing("line", { class: "grid", x1: EDGE.left, x2: width - EDGE.right, y1: up(count), y2: up(count) }),
        drawing("text", { class: "tick", x: EDGE.left - 6, y: up(count) + 4, "text-anchor": "end" }, String(count)),
      );
    }
    const every = Math.ceil(LABEL / wide);
    bins.forEach((bin, number) => {
      const x = EDGE.left + number * wide;
      if (number % every === 0 && x < width - LABEL / 2) {
        this.canvas.append(drawing("text", { class: "tick", x, y: HEIGHT - 6 }, format.format(bin.left)));
      }
    });
    const buttons = bins.flatMap((bin, number) =>
      bin.events.length > 0 ? [this.bar(bin, EDGE.left + number * wide, Math.max(wide - 1, 1), up)] : [],
    );
    this.canvas.append(...buttons);
    this.buttons = buttons;
    this.changed();
  }

  private bar(bin: Bin, left: number, width: number, up: (count: number) => number): SVGGElement {
    const kinds = this.index.data.kinds;
    const counts = (Object.keys(kinds) as Kind[])
      .map((kind) => [kind, bin.events.filter((event) => event.kind === kind).length] as const)
      .filter(([, count]) => count > 0);
    const when = bin.from === bin.until ? bin.from : `${bin.from} to ${bin.until}`;
    const words = `${when}: ${counts.map(([kind, count]) => counted(count, kinds[kind])).join(", ")}`;
    const [from, until] = this.range;
    const chosen = (from || until) && (!until || bin.from <= until) && (!from || bin.until >= from);
    const group = drawing("g", {
      class: from || until ? (chosen ? "bin chosen" : "bin other") : "bin",
      role: "button",
      tabindex: -1,
      "aria-label": words,
      "aria-pressed": chosen ? "true" : "false",
      "data-from": bin.from,
      "data-until": bin.until,
    });
    group.append(
      drawing("title", {}, words),
      drawing("rect", { class: "hit", x: left, y: 0, width, height: HEIGHT - EDGE.bottom }),
    );
    let below = 0;
    for (const [kind, count] of counts) {
      const [top, bottom] = [up(below + count), up(below)];
      group.append(drawing("rect", { class: kind, x: left, y: top, width, height: bottom - top }));
      below += count;
    }
    return group;
  }
}

function sentence(undated: number, outside: number): string {
  const parts = [
    undated > 0 && `${counted(undated, "event")} without a date`,
    outside > 0 && `${counted(outside, "event")} long before or after these days`,
  ].filter(Boolean);
  return parts.length > 0 ? `Not drawn: ${parts.join(", ")}.` : "";
}

/** The least of 1, 2, 5, 10, 20, 50 … that is no less. */
function nice(least: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(least, 1)));
  return power * ([1, 2, 5].find((digit) => digit * power >= least) ?? 10);
}

/** Days, else weeks or months or years, so that there are no more than about a hundred bars. */
function binned(events: EventData[], first: number, last: number): { bins: Bin[]; format: Intl.DateTimeFormat } {
  const days = (last - first) / DAY;
  const start = new Date(first);
  const [year, month] = [start.getUTCFullYear(), start.getUTCMonth()];
  let edge: (number: number) => number;
  let parts: Intl.DateTimeFormatOptions = { day: "numeric", month: "short" };
  if (days <= 100) edge = (number) => first + number * DAY;
  else if (days <= 700) edge = (number) => first + number * 7 * DAY;
  else if (days <= 3000) {
    edge = (number) => Date.UTC(year, month + number);
    parts = { month: "short", year: "numeric" };
  } else {
    edge = (number) => Date.UTC(year + number, 0);
    parts = { year: "numeric" };
  }
  const bins: Bin[] = [];
  for (let number = 0; edge(number) <= last; number += 1) {
    bins.push({ from: iso(edge(number)), until: iso(edge(number + 1) - DAY), left: edge(number), events: [] });
  }
  for (const event of events) {
    const at = Date.parse(event.start ?? "");
    bins.findLast((bin) => bin.left <= at)?.events.push(event);
  }
  return { bins, format: new Intl.DateTimeFormat("en-GB", { ...parts, timeZone: "UTC" }) };
}

function iso(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}
