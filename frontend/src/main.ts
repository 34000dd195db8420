// Puts the page together: what is shown follows from the filters, and what is open from the address (#evt_…, #art_…).

import type { GeometryCollection, Topology } from "topojson-specification";
import { type Article, type Data, type EventData, type Holding, counted, index as indexed, openable, readBlock, searchable } from "./data";
import { element } from "./dom";
import { FilterBar } from "./filters";
import { articleList, controlList, eventList } from "./lists";
import { PlaceMap } from "./map";
import { articlePanel, eventPanel } from "./panel";
import { Timeline } from "./timeline";

performance.mark("report-start");

const VIEWS = { events: "Events", control: "Who holds what", articles: "Articles" } as const;
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
// for each place who holds it from a day on
const holdings = data.control.map((place) =>
  place.flatMap(({ day, event: id, contested_by }) => {
    const event = index.event(id);
    const others = contested_by.map((other) => index.event(other)).filter((other) => other !== undefined);
    return event ? [{ day, event, contested_by: others }] : [];
  }),
);
const articles = articleList(index);
/** Whether the pictures show something else than is filtered. */
let outdated = false;
const tables = { events: events.table, control: control.table, articles: articles.table };

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
  element("div", { class: "pictures" }, timeline.box, map.box),
);
// On a telephone the list comes first.
pictures.open = innerWidth > 740;

let view: View = "events";
let anyDay: EventData[] = [];
let shownEvents: EventData[] = [];
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
  if (!outdated) void searchable.then(() => requestAnimationFrame(() => setTimeout(draw)));
  outdated = true;
}

function draw(): void {
  outdated = false;
  timeline.show(anyDay, bar.filters.from, bar.filters.until);
  map.show(shownEvents);
}

function showList(): void {
  const total = { events: data.events.length, control: data.control.length, articles: data.n_articles };
  const found = { events: showEvents, control: showControl, articles: showArticles }[view]();
  const noun = { events: "event", control: "place", articles: "article" }[view];
  const all = total[view];
  const words = found === all ? counted(all, noun) : `${found.toLocaleString("en")} of ${counted(all, noun)}`;
  count.textContent = view === "articles" && bar.active ? `${words}: those that tell of an event that is shown` : words;
  if (list.firstElementChild !== tables[view]) list.replaceChildren(tables[view]);
  for (const tab of tabs.querySelectorAll("a")) {
    if (tab.hash === `#${view}`) tab.setAttribute("aria-current", "page");
    else tab.removeAttribute("aria-current");
  }
}

function showEvents(): number {
  events.show(shownEvents);
  return shownEvents.length;
}

function showControl(): number {
  const { until } = bar.filters;
  shownHoldings = holdings
    .map((place) => place.findLast(({ day }) => !until || day <= until))
    .filter((held) => held !== undefined)
    .filter(({ event }) => bar.matches(event, { dates: false }));
  control.show(shownHoldings);
  return shownHoldings.length;
}

function showArticles(): number {
  const cited = new Set(shownEvents.flatMap((event) => index.recordsOf(event).map((record) => record.article)));
  const told = index.articles().filter((_, position) => !bar.active || cited.has(position));
  articles.show(told);
  return told.length;
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
