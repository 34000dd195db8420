// How many events of which kind began when. A bar is a button that sets the dates of the filter.

import { scaleLinear, scaleUtc } from "d3-scale";
import { type EventData, type Index, type Kind, counted } from "./data";
import { drawing, element, rove } from "./dom";
import { core } from "./range";

const DAY = 86_400_000;
const HEIGHT = 120;
const EDGE = { left: 34, right: 8, top: 8, bottom: 22 };

interface Bin {
  from: string;
  until: string;
  left: number;
  right: number;
  events: EventData[];
}

export class Timeline {
  readonly box = element("section", { class: "timeline", "aria-labelledby": "timeline-title" });
  private readonly note = element("p", { class: "from" });
  private readonly canvas = drawing("svg", { role: "group", "aria-labelledby": "timeline-title" });
  private shown: EventData[] = [];
  private range: [from: string, until: string] = ["", ""];

  constructor(
    private readonly index: Index,
    private readonly choose: (from: string, until: string) => void,
  ) {
    this.box.append(element("h2", { id: "timeline-title" }, "When"), this.canvas, this.note);
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
    const bins = binned(inside, first, last);
    const most = Math.max(...bins.map((bin) => bin.events.length));
    const across = scaleUtc([bins[0]?.left ?? first, bins.at(-1)?.right ?? last], [EDGE.left, width - EDGE.right]);
    const up = scaleLinear([0, most], [HEIGHT - EDGE.bottom, EDGE.top]).nice(3);
    const label = across.tickFormat(Math.max(2, Math.floor(width / 90)));
    const times = across.ticks(Math.max(2, Math.floor(width / 90)));
    for (const tick of up.ticks(3).filter(Number.isInteger)) {
      this.canvas.append(
        drawing("line", { class: "grid", x1: EDGE.left, x2: width - EDGE.right, y1: up(tick), y2: up(tick) }),
        drawing("text", { class: "tick", x: EDGE.left - 6, y: up(tick) + 4, "text-anchor": "end" }, String(tick)),
      );
    }
    for (const tick of times.filter((each) => across(each) < width - 40)) {
      this.canvas.append(drawing("text", { class: "tick", x: across(tick), y: HEIGHT - 6 }, label(tick)));
    }
    const buttons = bins.filter((bin) => bin.events.length > 0).map((bin) => this.bar(bin, across, up));
    this.canvas.append(...buttons);
    rove(buttons, (chosen) => {
      const { from = "", until = "" } = chosen.dataset;
      const again = from === this.range[0] && until === this.range[1];
      this.choose(again ? "" : from, again ? "" : until);
    });
  }

  private bar(bin: Bin, across: (time: number) => number, up: (count: number) => number): SVGGElement {
    const left = across(bin.left);
    const width = Math.max(across(bin.right) - left - 1, 1);
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

/** Days, else weeks or months or years, so that there are no more than about a hundred bars. */
function binned(events: EventData[], first: number, last: number): Bin[] {
  const days = (last - first) / DAY;
  const start = new Date(first);
  const [year, month] = [start.getUTCFullYear(), start.getUTCMonth()];
  let edge: (number: number) => number;
  if (days <= 100) edge = (number) => first + number * DAY;
  else if (days <= 700) edge = (number) => first + number * 7 * DAY;
  else if (days <= 3000) edge = (number) => Date.UTC(year, month + number);
  else edge = (number) => Date.UTC(year + number, 0);
  const bins: Bin[] = [];
  for (let number = 0; edge(number) <= last; number += 1) {
    const [left, right] = [edge(number), edge(number + 1)];
    bins.push({ from: iso(left), until: iso(right - DAY), left, right, events: [] });
  }
  for (const event of events) {
    const at = Date.parse(event.start ?? "");
    bins.findLast((bin) => bin.left <= at)?.events.push(event);
  }
  return bins;
}

function iso(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}
