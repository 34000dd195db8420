// Where events happened. Only places with known coordinates are drawn; the others are listed beneath.

import { type GeoPath, type GeoProjection, geoMercator, geoPath } from "d3-geo";
import { type Selection, select } from "d3-selection";
import { type D3ZoomEvent, type ZoomBehavior, type ZoomTransform, zoom, zoomIdentity } from "d3-zoom";
import type { Feature, FeatureCollection, Geometry } from "geojson";
import { feature } from "topojson-client";
import type { GeometryCollection, Topology } from "topojson-specification";
import { type EventData, counted, grouped } from "./data";
import { drawing, element, linkTo, name, rove } from "./dom";
import { core } from "./range";

type Outlines = Topology<{ countries: GeometryCollection<{ name: string }> }>;

interface Point {
  lat: number;
  lon: number;
  x: number;
  y: number;
  name: string;
  events: EventData[];
  mark: SVGGElement;
}

const WIDTH = 640;
const HEIGHT = 400;
const LEAST_DEGREES = 1.5;
const LETTER = 6.2;

export class PlaceMap {
  readonly box = element("section", { class: "map", "aria-labelledby": "map-title" });
  private readonly land = drawing("g", { class: "land", "aria-hidden": "true" });
  private readonly countries = drawing("g", { class: "countries", "aria-hidden": "true" });
  private readonly marks = drawing("g", { class: "points" });
  private readonly words = drawing("g", { class: "places", "aria-hidden": "true" });
  private readonly canvas = drawing(
    "svg",
    { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "group", "aria-label": "Map of the events" },
    this.land,
    this.countries,
    this.marks,
    this.words,
  );
  private readonly missing = element("details", { class: "unlocated" });
  private readonly projection: GeoProjection;
  private readonly zooming: ZoomBehavior<SVGSVGElement, unknown>;
  private readonly stage: Selection<SVGSVGElement, unknown, null, undefined>;
  private readonly labels: { x: number; y: number; size: number; label: SVGTextElement }[] = [];
  private at: ZoomTransform = zoomIdentity;
  private points: Point[] = [];
  private open: EventData | null = null;

  constructor(
    all: EventData[],
    outlines: Outlines,
    private readonly choose: (events: EventData[], place: string) => void,
  ) {
    this.projection = projectionOf(all);
    const path = geoPath(this.projection).digits(1);
    for (const country of feature(outlines, outlines.objects.countries).features) this.outline(country, path);
    this.stage = select(this.canvas);
    this.zooming = zoom<SVGSVGElement, unknown>()
      .scaleExtent([1 / 64, 64])
      .filter(wanted)
      .on("zoom", (moved: D3ZoomEvent<SVGSVGElement, unknown>) => this.move(moved.transform));
    this.stage.call(this.zooming).on("dblclick.zoom", null);
    this.box.append(
      element("h2", { id: "map-title" }, "Where"),
      element("div", { class: "canvas" }, this.canvas, this.buttons()),
      this.missing,
    );
    this.missing.addEventListener("toggle", () => this.listMissing());
  }

  show(events: EventData[]): void {
    this.points = pointsOf(events, this.projection);
    // Small ones lie on top of large ones.
    this.points.sort((a, b) => b.events.length - a.events.length);
    this.marks.replaceChildren(...this.points.map((point) => point.mark));
    const around = this.points.toSorted((a, b) => a.lon - b.lon).map((point) => point.mark);
    const byMark = new Map(this.points.map((point) => [point.mark as SVGElement, point]));
    rove(around, (chosen) => {
      const point = byMark.get(chosen);
      if (point) this.choose(point.events, point.name);
    });
    this.move(this.at);
    this.mark(this.open);
    const without = events.filter((event) => event.lat === null);
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

  private unlocated: EventData[] = [];

  private listMissing(): void {
    if (!this.missing.open || this.missing.querySelector("ul")) return;
    const places = grouped(this.unlocated, (event) => event.place);
    const items = [...places].map(([place, events]) =>
      element(
        "li",
        {},
        name(place || "no place is named"),
        ": ",
        ...events.flatMap((event, number) => [number > 0 && "; ", linkTo(event.id, {}, name(event.what))]),
      ),
    );
    this.missing.append(
      element("p", { class: "from" }, "No coordinates are made up: these places are not in the table of places, or more than one is called so."),
      element("ul", {}, ...items),
    );
  }

  private outline(country: Feature<Geometry, { name: string }>, path: GeoPath): void {
    const shape = path(country);
    if (!shape) return;
    this.land.append(drawing("path", { d: shape }));
    const [[left, top], [right, bottom]] = path.bounds(country);
    const [x, y] = path.centroid(country);
    const label = drawing("text", {}, country.properties.name);
    this.labels.push({ x, y, size: Math.min(right - left, bottom - top), label });
  }

  private move(transform: ZoomTransform): void {
    this.at = transform;
    this.land.setAttribute("transform", transform.toString());
    const place = (x: number, y: number): string => `translate(${transform.applyX(x).toFixed(1)},${transform.applyY(y).toFixed(1)})`;
    for (const point of this.points) point.mark.setAttribute("transform", place(point.x, point.y));
    const large = this.labels.filter((each) => {
      const [x, y] = transform.apply([each.x, each.y]);
      return each.size * transform.k > 70 && x > 0 && x < WIDTH && y > 0 && y < HEIGHT;
    });
    for (const { label, x, y } of large) label.setAttribute("transform", place(x, y));
    this.countries.replaceChildren(...large.map((each) => each.label));
    this.nameplaces(transform);
  }

  /** Names of places, as many as do not cover each other; those with most events first. */
  private nameplaces(transform: ZoomTransform): void {
    const taken: [number, number, number, number][] = [];
    const labels: SVGTextElement[] = [];
    for (const point of this.points) {
      const [x, y] = transform.apply([point.x, point.y]);
      if (x < 0 || x > WIDTH || y < 0 || y > HEIGHT) continue;
      const left = x + radius(point) + 3;
      const box: [number, number, number, number] = [left, y - 7, left + point.name.length * LETTER, y + 7];
      if (box[2] > WIDTH || taken.some((other) => box[0] < other[2] && box[2] > other[0] && box[1] < other[3] && box[3] > other[1])) continue;
      taken.push(box);
      labels.push(drawing("text", { x: left.toFixed(1), y: (y + 4).toFixed(1) }, point.name));
    }
    this.words.replaceChildren(...labels);
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

function projectionOf(events: EventData[]): GeoProjection {
  const located = events.filter((event) => event.lat !== null && event.lon !== null);
  if (located.length === 0) return geoMercator().fitExtent(frame(), { type: "Sphere" });
  const [west, east] = core(located.map((event) => event.lon ?? 0), LEAST_DEGREES);
  const [south, north] = core(located.map((event) => event.lat ?? 0), LEAST_DEGREES);
  const widen = (low: number, high: number): number => Math.max(0, (LEAST_DEGREES - (high - low)) / 2);
  const [wide, tall] = [widen(west, east), widen(south, north)];
  const corners: [number, number][] = [
    [west - wide, Math.max(south - tall, -80)],
    [east + wide, Math.min(north + tall, 80)],
  ];
  const extent: FeatureCollection = {
    type: "FeatureCollection",
    features: [{ type: "Feature", properties: {}, geometry: { type: "MultiPoint", coordinates: corners } }],
  };
  return geoMercator().fitExtent(frame(), extent);
}

function frame(): [[number, number], [number, number]] {
  return [
    [50, 40],
    [WIDTH - 90, HEIGHT - 40],
  ];
}

function radius(point: { events: EventData[] }): number {
  return Math.min(3 + 2 * Math.sqrt(point.events.length), 22);
}

function pointsOf(events: EventData[], projection: GeoProjection): Point[] {
  const located = events.filter((event) => event.lat !== null && event.lon !== null);
  const places = grouped(located, (event) => `${event.lat} ${event.lon}`);
  return [...places.values()].flatMap((there) => {
    const [first] = there;
    const [lat, lon] = [first?.lat ?? 0, first?.lon ?? 0];
    const projected = projection([lon, lat]);
    if (!first || !projected) return [];
    const disputed = there.filter((event) => event.status === "disputed").length;
    const kinds = new Set(there.map((event) => event.kind));
    const place = first.place_name ?? "";
    const words = `${place}: ${counted(there.length, "event")}${disputed ? `, ${disputed} disputed` : ""}`;
    const mark = drawing(
      "g",
      { role: "button", "aria-label": words, class: `point${disputed ? " disputed" : ""}`, "data-place": place },
      drawing("title", {}, words),
      drawing("circle", { r: radius({ events: there }).toFixed(1), class: kinds.size === 1 ? first.kind : "several" }),
    );
    return [{ lat, lon, x: projected[0], y: projected[1], name: place, events: there, mark }];
  });
}
