// The three lists: events, who holds what, and articles.

import { type Article, type EventData, type Holding, type Index, counted } from "./data";
import { type Child, element, happening, linkOut, linkTo, name, names } from "./dom";
import { Listing } from "./listing";
import { quotes } from "./texts";

export function badge(index: Index, event: EventData): HTMLElement {
  const { statuses, status_rules } = index.data;
  return element("span", { class: `badge ${event.status}`, title: status_rules[event.status] }, statuses[event.status]);
}

export function kind(index: Index, event: EventData): Child[] {
  return [element("span", { class: `dot ${event.kind}`, "aria-hidden": "true" }), index.data.kinds[event.kind]];
}

export function eventList(index: Index): Listing<EventData> {
  const { credibilities, credibility_rules } = index.data;
  const caption =
    "Outlets that copy or quote each other count once. Credibility is counted, not judged: by how many independent outlets tell it, whether an official denies it, and whether " +
    "who says so is named (Admiralty code, 1 to 6; an open event says why). A date with “~” is that of publication, as the text gives none.";
  return new Listing<EventData>(
    "events",
    caption,
    [
      { name: "date", title: "Date", cell: (event) => [event.date || "unknown"], order: (event) => event.start },
      { name: "kind", title: "Kind", cell: (event) => kind(index, event), order: (event) => event.kind },
      {
        name: "place",
        title: "Place",
        cell: (event) => [event.place ? name(event.place) : "–"],
        order: (event) => event.place || null,
      },
      {
        name: "what",
        title: "What",
        cell: (event) => [linkTo(event.id, {}, happening(event.what))],
        order: (event) => event.what.join(""),
      },
      {
        name: "outlets",
        title: "Outlets",
        cell: (event) => [`${event.n_outlets}`, event.outlets.length > 0 && ": ", ...names(event.outlets)],
        order: (event) => event.n_outlets,
      },
      { name: "status", title: "Status", cell: (event) => [badge(index, event)], order: (event) => event.status },
      {
        name: "credibility",
        title: "Credibility",
        cell: (event) => [
          element(
            "span",
            { title: credibility_rules[event.credibility] },
            `${event.credibility} `,
            element("span", { class: "from" }, credibilities[event.credibility]),
          ),
        ],
        order: (event) => event.credibility,
      },
    ],
    (event) => event.status,
  );
}

/** The sentences of an event's first record, and whose they are. */
function firstWords(index: Index, event: EventData): Child[] {
  const record = index.recordsOf(event)[0];
  return record ? [quotes(index, record)] : [];
}

/** Who denies that a place is held so, and who else is said to have taken it. */
function against(index: Index, { contested_by, denied_by }: Holding): Child[] {
  return [
    ...denied_by.flatMap((denial) => [
      element(
        "p",
        {},
        "denied by ",
        linkTo(denial.id, {}, denial.actors[0] ? name(denial.actors[0]) : happening(denial.what)),
      ),
      ...firstWords(index, denial),
    ]),
    ...contested_by.flatMap((other) => [
      element(
        "p",
        {},
        linkTo(other.id, {}, happening(other.what)),
        other.date && ` · ${other.date}`,
        " · ",
        other.own_cause ? "by its own word: " : `${counted(other.n_outlets, "outlet")}: `,
        ...names(other.outlets),
      ),
      ...firstWords(index, other),
    ]),
  ];
}

export function controlList(index: Index): Listing<Holding> {
  return new Listing<Holding>(
    "control",
    "By the last change of control of each place that is reported up to the chosen day; what happened since and was not " +
      "reported is not in it. A place that forces only entered has not changed hands. A change that nobody tells but the side that gained the " +
      "place, or only with doubts, does not outweigh one before it that two or more other outlets tell: it stands beside it.",
    [
      {
        name: "place",
        title: "Place",
        cell: ({ event }) => [linkTo(event.id, {}, name(event.place || "–"))],
        order: ({ event }) => event.place,
      },
      {
        name: "holder",
        title: "Held by",
        cell: ({ event }) => [event.holder ? name(event.holder) : "not known"],
        order: ({ event }) => event.holder,
      },
      {
        name: "date",
        title: "Last reported change",
        cell: ({ event }) => [
          event.date || "unknown",
          event.reported.length > 0 && element("p", { class: "from" }, `reported ${(event.reported.at(-1) ?? "").slice(0, 10)}`),
        ],
        order: ({ event }) => event.start,
      },
      {
        name: "says",
        title: "Who says so",
        cell: ({ event }) => [
          element(
            "p",
            {},
            element("b", {}, ...names(event.outlets)),
            event.steps && ` (${event.steps})`,
            event.own_cause && " (its own word)",
            " ",
            badge(index, event),
            event.outlets.length > event.n_outlets && element("span", { class: "from" }, " copies and quotes count once"),
          ),
          ...firstWords(index, event),
        ],
        order: ({ event }) => -event.n_outlets,
      },
      {
        name: "against",
        title: "What speaks against it",
        cell: (held) => against(index, held),
        order: ({ contested_by, denied_by }) => -(denied_by.length + contested_by.length) || null,
      },
    ],
    ({ event }) => event.status,
  );
}

export function articleList(index: Index): Listing<Article> {
  const number = (article: Article): number => index.recordsIn(index.article(article.id) ?? -1).length;
  return new Listing<Article>("articles", "With the number of records that each gives.", [
    {
      name: "date",
      title: "Published",
      cell: (article) => [article.published?.slice(0, 10) ?? "unknown"],
      order: (article) => article.published,
    },
    { name: "outlet", title: "Outlet", cell: (article) => [name(article.outlet)], order: (article) => article.outlet },
    {
      name: "title",
      title: "Title",
      cell: (article) => {
        const original = linkOut(article.url, "original");
        return [linkTo(article.id, {}, name(article.title)), original && " · ", original];
      },
      order: (article) => article.title,
    },
    {
      name: "records",
      title: "Records",
      cell: (article) => [counted(number(article), "record")],
      order: number,
    },
  ]);
}
