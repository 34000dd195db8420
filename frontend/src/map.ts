// Places on a map: where events happened, or who holds what. Only places with known coordinates are drawn; events at
// others are listed beneath.

import { type Selection, select } from "d3-selection";
import { type D3ZoomEvent, type ZoomBehavior, type ZoomTransform, zoom, zoomIdentity } from "d3-zoom";
import { feature } from "topojson-client";
import type { GeometryCollection, Topology } from "topojson-specification";
import { type EventData, counted, grouped } from "./data";
import { drawing, element, happening, isolated, linkTo, name, rove } from "./dom";
import { type Box, Mercator } from "./mercator";
import { core } from "./range";

type Outlines = Topology<{ countries: GeometryCollection<{ name: string }> }>;

/** A place to be drawn. */
export interface Spot {
  lat: number;
  lon: number;
  name: string;
  /** What is said of it to those who cannot see it. */
  words: string;
  style: string;
  /** How far it reaches from its middle. */
  size: number;
  shapes: SVGElement[];
  events: EventData[];
}

interface Point extends Spot {
  x: number;
  y: number;
  mark: SVGGElement;
}

/** Drawn at about the size that it is shown at, so that words can be read on a telephone too. */
const WIDTH = Math.min(640, Math.max(320, innerWidth - 60));
const HEIGHT = 320;
const LEAST_DEGREES = 1.5;
const LETTER = 6.4;
/** How many points a country has to be wide or high to be named. */
const COUNTRY = 60;
/** How many places at most are named at once. */
const NAMED = 300;

export class PlaceMap {
  readonly box = element("section", { class: "map", "aria-labelledby": "map-title" });
  private readonly title = element("h2", { id: "map-title" });
  private readonly ground = drawing("g", { class: "land", "aria-hidden": "true" });
  private readonly countries = drawing("g", { class: "countries", "aria-hidden": "true" });
  private readonly marks = drawing("g", { class: "points" });
  private readonly words = drawing("g", { class: "places", "aria-hidden": "true" });
  private readonly canvas = drawing(
    "svg",
    { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "group", "aria-labelledby": "map-title" },
    stripes(),
    this.ground,
    this.countries,
    this.marks,
    this.words,
  );
  private readonly missing = element("details", { class: "unlocated" });
  private mercator: Mercator | null = null;
  private readonly zooming: ZoomBehavior<SVGSVGElement, unknown>;
  private readonly stage: Selection<SVGSVGElement, unknown, null, undefined>;
  private readonly labels: { x: number; y: number; size: number; label: SVGTextElement }[] = [];
  private at: ZoomTransform = zoomIdentity;
  private points: Point[] = [];
  private around: SVGElement[] = [];
  private unlocated: EventData[] = [];
  private readonly changed: () => void;
  private open: EventData | null = null;

  constructor(
    private readonly all: EventData[],
    private readonly outlines: () => Outlines,
    choose: (events: EventData[], place: string) => void,
  ) {
    this.changed = rove(this.marks, () => this.around, (chosen) => {
      const point = this.points.find((each) => each.mark === chosen);
      if (point) choose(point.events, point.name);
    });
    this.stage = select(this.canvas);
    this.zooming = zoom<SVGSVGElement, unknown>()
      .scaleExtent([1 / 64, 64])
      .filter(wanted)
      .on("zoom", (moved: D3ZoomEvent<SVGSVGElement, unknown>) => this.move(moved.transform));
    this.stage.call(this.zooming).on("dblclick.zoom", null);
    this.box.append(
      this.title,
      element("div", { class: "canvas" }, this.canvas, this.buttons()),
      this.missing,
    );
    this.missing.addEventListener("toggle", () => this.listMissing());
  }

  private land(): Mercator {
    const mercator = fitted(this.all);
    const outlines = this.outlines();
    for (const { geometry, properties } of feature(outlines, outlines.objects.countries).features) {
      const { path, box } = mercator.shape(geometry);
      this.ground.append(drawing("path", { d: path }));
      this.labels.push({
        x: (box.left + box.right) / 2,
        y: (box.top + box.bottom) / 2,
        size: Math.min(box.right - box.left, box.bottom - box.top),
        label: drawing("text", {}, properties.name),
      });
    }
    return mercator;
  }

  /** Draws these places, and lists the events that have none that can be drawn. */
  show(title: string, spots: Spot[], without: EventData[]): void {
    this.title.textContent = title;
    this.mercator ??= this.land();
    const { mercator } = this;
    this.points = spots.map((spot) => pointOf(spot, mercator));
    // Small ones lie on top of large ones.
    this.points.sort((a, b) => b.size - a.size);
    this.marks.replaceChildren(...this.points.map((point) => point.mark));
    this.around = this.points.toSorted((a, b) => a.lon - b.lon).map((point) => point.mark);
    this.changed();
    this.move(this.at);
    this.mark(this.open);
    this.missing.hidden = without.length === 0;
    this.missing.replaceChildren(element("summary", {}, `Without coordinates: ${counted(without.length, "event")}`));
    this.unlocated = without;
    this.listMissing();
  }

  /** Marks the place of the event that is open. */
  mark(event: EventData | null): void {
    this.open = event;
    for (const point of this.points) point.mark.classList.toggle("open", event !== null && point.events.includes(event));
  }

  private listMissing(): void {
    if (!this.missing.open || this.missing.querySelector("ul")) return;
    const places = grouped(this.unlocated, (event) => event.place);
    const items = [...places].map(([place, events]) =>
      element(
        "li",
        {},
        name(place || "no place is named"),
        ": ",
        ...events.flatMap((event, number) => [number > 0 && "; ", linkTo(event.id, {}, happening(event.what))]),
      ),
    );
    this.missing.append(
      element("p", { class: "from" }, "No coordinates are made up: these places are not in the table of places, or more than one is called so."),
      element("ul", {}, ...items),
    );
  }

  private move(transform: ZoomTransform): void {
    this.at = transform;
    this.ground.setAttribute("transform", transform.toString());
    const place = (x: number, y: number): string => `translate(${transform.applyX(x).toFixed(1)},${transform.applyY(y).toFixed(1)})`;
    for (const point of this.points) point.mark.setAttribute("transform", place(point.x, point.y));
    this.letter(transform);
  }

  /** As many names as do not cover each other: of places, those with most events first, then of countries. */
  private letter(transform: ZoomTransform): void {
    const taken: Box[] = [];
    const free = (box: Box): boolean =>
      box.left > 0 &&
      box.right < WIDTH &&
      box.top > 0 &&
      box.bottom < HEIGHT &&
      !taken.some((other) => box.left < other.right && box.right > other.left && box.top < other.bottom && box.bottom > other.top);
    const box = (left: number, y: number, words: string): Box => ({
      left,
      right: left + words.length * LETTER,
      top: y - 7,
      bottom: y + 7,
    });
    const labels: SVGTextElement[] = [];
    const seen = this.points
      .map((point) => ({ point, at: transform.apply([point.x, point.y]) }))
      .filter(({ at: [x, y] }) => x > 0 && x < WIDTH && y > 0 && y < HEIGHT)
      .slice(0, NAMED);
    for (const { point, at: [x, y] } of seen) {
      const { size } = point;
      taken.push({ left: x - size, right: x + size, top: y - size, bottom: y + size });
    }
    for (const { point, at: [x, y] } of seen) {
      const aside = point.size + 3;
      const right = box(x + aside, y, point.name);
      const left = box(x - aside - point.name.length * LETTER, y, point.name);
      const found = [right, left].find(free);
      if (!found) continue;
      taken.push(found);
      const [edge, anchor] = found === right ? [found.left, "start"] : [found.right, "end"];
      labels.push(drawing("text", { x: edge.toFixed(1), y: (y + 4).toFixed(1), "text-anchor": anchor }, point.name));
    }
    this.words.replaceChildren(...labels);
    const countries: SVGTextElement[] = [];
    for (const { label, size, ...middle } of this.labels) {
      const [x, y] = transform.apply([middle.x, middle.y]);
      const words = label.textContent ?? "";
      const found = box(x - (words.length * LETTER) / 2, y, words);
      if (size * transform.k < COUNTRY || !free(found)) continue;
      taken.push(found);
      label.setAttribute("transform", `translate(${x.toFixed(1)},${y.toFixed(1)})`);
      countries.push(label);
    }
    this.countries.replaceChildren(...countries);
  }

  private buttons(): HTMLElement {
    const button = (words: string, label: string, act: () => void): HTMLElement => {
      const made = element("button", { type: "button", "aria-label": label, title: label }, words);
      made.addEventListener("click", act);
      return made;
    };
    return element(
      "div",
      { class: "zoom" },
      button("+", "Zoom in", () => this.zooming.scaleBy(this.stage, 2)),
      button("−", "Zoom out", () => this.zooming.scaleBy(this.stage, 0.5)),
      button("⤢", "Show all places", () => this.zooming.transform(this.stage, zoomIdentity)),
    );
  }
}

/** The wheel scrolls the page unless Ctrl is held, one finger too; two fingers, dragging and buttons move the map. */
function wanted(happened: Event): boolean {
  if (happened instanceof WheelEvent) return happened.ctrlKey || happened.metaKey;
  if (window.TouchEvent && happened instanceof TouchEvent) return happened.touches.length > 1;
  return !(happened instanceof MouseEvent) || (happened.button === 0 && !happened.ctrlKey);
}

function fitted(events: EventData[]): Mercator {
  const box = { left: 40, top: 30, right: WIDTH - 90, bottom: HEIGHT - 30 };
  const located = events.filter((event) => event.lat !== null && event.lon !== null);
  if (located.length === 0) return new Mercator(-170, -56, 190, 75, { left: 0, top: 0, right: WIDTH, bottom: HEIGHT });
  const [west, east] = core(located.map((event) => event.lon ?? 0), LEAST_DEGREES);
  const [south, north] = core(located.map((event) => event.lat ?? 0), LEAST_DEGREES);
  const widen = (low: number, high: number): number => Math.max(0, (LEAST_DEGREES - (high - low)) / 2);
  const [wide, tall] = [widen(west, east), widen(south, north)];
  return new Mercator(west - wide, south - tall, east + wide, north + tall, box);
}

/** What covers the colour of a place that is contested. */
function stripes(): SVGDefsElement {
  const pattern = drawing(
    "pattern",
    { id: "stripes", width: 5, height: 5, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" },
    drawing("rect", { class: "stripe", width: 2.5, height: 5 }),
  );
  return drawing("defs", {}, pattern);
}

/** The places of events: the more of them the larger, in the colour of their kind. */
export function eventSpots(events: EventData[]): Spot[] {
  const located = events.filter((event) => event.lat !== null && event.lon !== null);
  return [...grouped(located, (event) => `${event.lat} ${event.lon}`).values()].flatMap((there) => {
    const [first] = there;
    if (!first || first.lat === null || first.lon === null) return [];
    const disputed = there.filter((event) => event.status === "disputed").length;
    const kinds = new Set(there.map((event) => event.kind));
    const name = first.place_name ?? "";
    const size = Math.min(3 + 2 * Math.sqrt(there.length), 22);
    return [
      {
        lat: first.lat,
        lon: first.lon,
        name,
        words: `${isolated(name)}: ${counted(there.length, "event")}${disputed ? `, ${disputed} disputed` : ""}`,
        style: disputed ? "disputed" : "",
        size,
        shapes: [drawing("circle", { r: size.toFixed(1), class: kinds.size === 1 ? first.kind : "several" })],
        events: there,
      },
    ];
  });
}

function pointOf(spot: Spot, mercator: Mercator): Point {
  const [x, y] = mercator.point(spot.lon, spot.lat);
  const mark = drawing(
    "g",
    { role: "button", tabindex: -1, "aria-label": spot.words, class: `point ${spot.style}`.trim(), "data-place": spot.name },
    drawing("title", {}, spot.words),
    ...spot.shapes,
  );
  return { ...spot, x, y, mark };
}
