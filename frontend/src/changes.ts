// What changed since a day: what was reported for the first time, which places changed hands, what was newly denied.

import { type EventData, type Index, counted } from "./data";
import { type Child, element, happening, linkTo, name } from "./dom";
import { type History, onDay } from "./holders";
import { badge } from "./lists";
import { Listing } from "./listing";

const KINDS = { new: "new", reversed: "reversed", disputed: "newly disputed" } as const;
type Change = { kind: keyof typeof KINDS; event: EventData; day: string; told: Child[] };

/** The day of the first report; that of the event where no report is dated. */
function known(event: EventData): string {
  return (event.reported[0] ?? event.start ?? event.end ?? "").slice(0, 10);
}

export class Changes {
  readonly box: HTMLElement;
  private readonly since = element("input", { type: "date", id: "since", required: "" });
  private readonly listing: Listing<Change>;

  constructor(
    private readonly index: Index,
    chosen: () => void,
  ) {
    const days = index.data.events.map(known).filter(Boolean).sort();
    this.since.value = days.at(-1) ?? "";
    this.since.addEventListener("input", () => this.since.value && chosen());
    this.listing = new Listing<Change>(
      "changes",
      "New: first reported on that day or later. Reversed: another party holds the place now, or held it in between, than the reports before " +
        "that day had it. Newly disputed: denied by an official, or claimed by somebody else, for the first time since.",
      [
        { name: "change", title: "Change", cell: ({ kind }) => [element("b", {}, KINDS[kind])], order: ({ kind }) => KINDS[kind] },
        { name: "date", title: "Reported", cell: ({ day }) => [day || "unknown"], order: ({ day }) => day || null },
        { name: "place", title: "Place", cell: ({ event }) => [event.place ? name(event.place) : "–"], order: ({ event }) => event.place || null },
        { name: "what", title: "What", cell: ({ told }) => told },
        { name: "status", title: "Status", cell: ({ event }) => [badge(index, event)], order: ({ event }) => event.status },
      ],
      ({ event }) => event.status,
    );
    const label = element("label", { class: "since" }, element("span", {}, "What changed since "), this.since);
    this.box = element("div", {}, label, this.listing.table);
  }

  /** Shows what changed among some events and places; returns that in words. */
  show(events: EventData[], places: History[]): string {
    const since = this.since.value;
    const fresh = events.filter((event) => known(event) >= since);
    const found = [
      ...places.flatMap((history) => this.reversed(history, since)),
      ...events.flatMap((event) => this.denied(event, since)),
      ...places.flatMap((history) => this.claimed(history, since)),
      ...fresh.map((event) => this.change("new", event, known(event), linkTo(event.id, {}, happening(event.what)))),
    ];
    this.listing.show(found);
    const count = (kind: Change["kind"]): number => found.filter((change) => change.kind === kind).length;
    return `Since ${since}: ${counted(count("new"), "new event")}, ${counted(count("reversed"), "place")} reversed, ${count("disputed")} newly disputed`;
  }

  linkOf(item: EventData): HTMLAnchorElement | null {
    return [...this.listing.table.querySelectorAll("a")].find((link) => link.hash === `#${encodeURIComponent(item.id)}`) ?? null;
  }

  private change(kind: Change["kind"], event: EventData, day: string, ...told: Child[]): Change {
    return { kind, event, day, told };
  }

  private reversed(history: History, since: string): Change[] {
    const at = history.findLastIndex(({ event }) => known(event) < since);
    const chain = history.slice(Math.max(at, 0)).filter((held, number, all) => held.event.party !== all[number - 1]?.event.party || number === 0);
    const now = chain.at(-1);
    if (at < 0 || chain.length < 2 || !now) return [];
    const told = chain.flatMap(({ event }, number): Child[] => [
      number === 0 ? "held by " : "; then by ",
      linkTo(event.id, {}, name(event.holder ?? "somebody who is not named")),
      event.date && ` (${event.date})`,
    ]);
    return [this.change("reversed", now.event, known(now.event), ...told)];
  }

  private denied(event: EventData, since: string): Change[] {
    const [first] = this.index.events(event.disputed_by).toSorted((a, b) => known(a).localeCompare(known(b)));
    if (!first || known(first) < since) return [];
    const who = first.actors[0] ? name(first.actors[0]) : "an official";
    return [this.change("disputed", event, known(first), linkTo(event.id, {}, happening(event.what)), "; denied by ", linkTo(first.id, {}, who))];
  }

  private claimed(history: History, since: string): Change[] {
    const now = onDay(history, "");
    const [first] = (now?.contested_by ?? []).toSorted((a, b) => known(a).localeCompare(known(b)));
    if (!now || !first || known(first) < since) return [];
    const holder = name(now.event.holder ?? "somebody who is not named");
    return [
      this.change("disputed", now.event, known(first), "held by ", linkTo(now.event.id, {}, holder), "; against it: ", linkTo(first.id, {}, happening(first.what))),
    ];
  }
}
