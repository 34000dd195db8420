// Puts the page together: what is shown follows from the filters, and what is open from the address (#evt_…, #art_…).

import type { GeometryCollection, Topology } from "topojson-specification";
import { type Article, type Data, type EventData, type Holding, counted, index as indexed, openable, readBlock, searchable } from "./data";
import { element } from "./dom";
import { FilterBar } from "./filters";
import { Changes } from "./changes";
import { DayBar, type History, Parties, Spans, histories, onDay, spots } from "./holders";
import { articleList, controlList, eventList } from "./lists";
import { PlaceMap, eventSpots } from "./map";
import { articlePanel, eventPanel } from "./panel";
import { Timeline } from "./timeline";

performance.mark("report-start");

const VIEWS = { events: "Events", control: "Who holds what", changes: "What changed", articles: "Articles" } as const;
type View = keyof typeof VIEWS;

const index = indexed(readBlock<Data>("data"));
const { data } = index;
const bar = new FilterBar(index, update);
const timeline = new Timeline(index, (from, until) => bar.set({ from, until }));
const map = new PlaceMap(
  data.events,
  () => readBlock<Topology<{ countries: GeometryCollection<{ name: string }> }>>("outlines"),
  (events, place) => {
    const [only] = events;
    if (events.length === 1 && only) go(only.id);
    else bar.set({ place });
  },
);
const events = eventList(index);
const control = controlList(index);
const places = histories(index, data.control);
const parties = new Parties(places);
const days = new DayBar(places, bar);
const spans = new Spans(places, data.events, parties, go);
const changes = new Changes(index, showList);
const articles = articleList(index);
/** Whether the pictures show something else than is filtered. */
let outdated = false;
const tables = { events: events.table, control: control.table, changes: changes.box, articles: articles.table };

const count = element("p", { role: "status", class: "count" });
const tabs = element("nav", { "aria-label": "Lists", class: "tabs" });
const list = element("section", { class: "list", tabindex: -1, "aria-label": "List" });
const legend = element(
  "p",
  { class: "legend", "aria-hidden": "true" },
  ...Object.entries(data.kinds).map(([kind, words]) => element("span", {}, element("span", { class: `dot ${kind}` }), words)),
  element("span", {}, element("span", { class: "dot several" }), "several kinds at a place"),
  element("span", {}, element("span", { class: "dot disputed" }), "disputed"),
);
const panelBody = element("div", { class: "body" });
const close = element("button", { type: "button", class: "close" }, "Close");
const panel = element("aside", { class: "panel", "aria-labelledby": "panel-title", hidden: "" }, close, panelBody);
const main = document.querySelector("main");

timeline.box.append(legend);
const pictures = element(
  "details",
  { class: "overview" },
  element("summary", {}, "When and where"),
  days.box,
  element("div", { class: "pictures" }, timeline.box, spans.box, map.box),
  parties.legend,
);
// On a telephone the list comes first.
pictures.open = innerWidth > 740;

let view: View = "events";
let anyDay: EventData[] = [];
let shownEvents: EventData[] = [];
let shownPlaces: History[] = [];
let shownHoldings: Holding[] = [];
let openItem: EventData | Article | null = null;
let scrolled = 0;

/** Shows what the filters let through, in the views that are to be seen. */
function update(): void {
  performance.mark("report-filter");
  const { from, until } = bar.filters;
  anyDay = data.events.filter((event) => bar.matches(event, { dates: false }));
  shownEvents = from || until ? anyDay.filter((event) => bar.matches(event)) : anyDay;
  showList();
  performance.measure("report-filtered", "report-filter");
  drawSoon();
}

/** Draws the pictures once the list has been painted. */
function drawSoon(): void {
  if (!outdated) void searchable.then(() => requestAnimationFrame(() => setTimeout(draw)));
  outdated = true;
}

function draw(): void {
  outdated = false;
  if (view === "control") {
    days.show();
    spans.show(shownPlaces, bar.filters.until);
    const missing = shownHoldings.map(({ event }) => event).filter((event) => event.lat === null);
    map.show(`Who holds what${bar.filters.until ? ` on ${bar.filters.until}` : ""}, by the reports`, spots(shownHoldings, parties), missing);
  } else {
    timeline.show(anyDay, bar.filters.from, bar.filters.until);
    map.show("Where", eventSpots(shownEvents), shownEvents.filter((event) => event.lat === null));
  }
}

function showList(): void {
  count.textContent = { events: showEvents, control: showControl, changes: showChanges, articles: showArticles }[view]();
  if (list.firstElementChild !== tables[view]) list.replaceChildren(tables[view]);
  timeline.box.hidden = view === "control";
  for (const part of [days.box, spans.box, parties.legend]) part.hidden = view !== "control";
  for (const tab of tabs.querySelectorAll("a")) {
    if (tab.hash === `#${view}`) tab.setAttribute("aria-current", "page");
    else tab.removeAttribute("aria-current");
  }
}

function found(number: number, all: number, noun: string): string {
  return number === all ? counted(all, noun) : `${number.toLocaleString("en")} of ${counted(all, noun)}`;
}

function showEvents(): string {
  events.show(shownEvents);
  return found(shownEvents.length, data.events.length, "event");
}

function showChanges(): string {
  return changes.show(shownEvents, placesOf(""));
}

function showControl(): string {
  shownPlaces = placesOf(bar.filters.until);
  shownHoldings = shownPlaces.map((place) => onDay(place, bar.filters.until)).filter((held) => held !== undefined);
  control.show(shownHoldings);
  return found(shownHoldings.length, places.length, "place");
}

/** The places whose holder on a day is let through. */
function placesOf(day: string): History[] {
  return places.filter((place) => {
    const held = onDay(place, day);
    return held && bar.matches(held.event, { dates: false });
  });
}

function showArticles(): string {
  const cited = new Set(shownEvents.flatMap((event) => index.recordsOf(event).map((record) => record.article)));
  const told = index.articles().filter((_, position) => !bar.active || cited.has(position));
  articles.show(told);
  const words = found(told.length, data.n_articles, "article");
  return bar.active ? `${words}: those that tell of an event that is shown` : words;
}

function go(id: string): void {
  location.hash = encodeURIComponent(id);
}

/** Opens what the address names. */
function route(): void {
  performance.mark("report-open");
  const id = decoded(location.hash.slice(1));
  if (id in VIEWS || id === "") {
    if (id !== "" && id !== view) {
      view = id as View;
      showList();
      drawSoon();
    }
    return shut();
  }
  const event = index.event(id);
  const position = index.article(id);
  if (event) {
    openPanel(event, eventPanel(index, event));
  } else if (position !== undefined) {
    openPanel(index.articles()[position] ?? null, articlePanel(index, position));
  } else {
    openPanel(null, [
      element("h2", { id: "panel-title", tabindex: -1 }, "Not found"),
      element("p", {}, "Nothing in this report has the id ", element("code", {}, id), "."),
    ]);
  }
}

function decoded(hash: string): string {
  try {
    return decodeURIComponent(hash);
  } catch {
    return hash;
  }
}

function openPanel(item: EventData | Article | null, content: HTMLElement[]): void {
  if (panel.hidden) scrolled = scrollY;
  openItem = item;
  panel.hidden = false;
  document.body.classList.add("opened");
  panelBody.replaceChildren(...content);
  panel.scrollTop = 0;
  markOpen();
  panelBody.querySelector("h2")?.focus({ preventScroll: true });
  list.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest" });
  performance.measure("report-opened", "report-open");
}

function markOpen(): void {
  const event = openItem && "kind" in openItem ? openItem : null;
  const article = openItem && !event ? (openItem as Article) : null;
  events.mark(event);
  control.mark(holdingOf(event));
  articles.mark(article);
  map.mark(event);
}

function holdingOf(event: EventData | null): Holding | null {
  return shownHoldings.find((held) => held.event === event) ?? null;
}

/** The link of a row of the list that is shown. */
function linkOf(item: EventData | Article): HTMLAnchorElement | null {
  if (!("kind" in item)) return articles.linkOf(item);
  if (view === "changes") return changes.linkOf(item);
  if (view !== "control") return events.linkOf(item);
  const held = holdingOf(item);
  return held && control.linkOf(held);
}

function shut(): void {
  if (panel.hidden) return;
  const link = openItem && linkOf(openItem);
  panel.hidden = true;
  document.body.classList.remove("opened");
  openItem = null;
  markOpen();
  scrollTo({ top: scrolled, behavior: "instant" });
  if (link?.isConnected) link.focus({ preventScroll: true });
}

for (const [id, words] of Object.entries(VIEWS)) tabs.append(element("a", { href: `#${id}` }, words));
close.addEventListener("click", () => go(view));
document.addEventListener("keydown", (pressed) => {
  if (pressed.key === "Escape" && !panel.hidden) go(view);
});
document.querySelector(".skip")?.addEventListener("click", (clicked) => {
  clicked.preventDefault();
  list.focus();
});
addEventListener("hashchange", () => void openable.then(route));

main?.append(
  element(
    "div",
    { class: "columns" },
    element(
      "div",
      { class: "lists" },
      bar.form,
      pictures,
      element("div", { class: "bar" }, tabs, count),
      list,
    ),
    panel,
  ),
);
update();
performance.measure("report-ready", "report-start");
void openable.then(() => {
  route();
  document.documentElement.classList.add("ready");
});
