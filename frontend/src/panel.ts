// What stands beside the lists: one event, or one article.

import { type Conflict, type Detail, type EventData, type Fact, type Index, type RecordData, type Tie, counted } from "./data";
import { type Child, element, happening, isolated, linkOut, linkTo, name, names } from "./dom";
import { badge, kind } from "./lists";
import { type Mark, excerpt, marked, marksOf, quotes } from "./texts";

const OPEN_RECORDS = 8;

function facts(all: Fact[]): HTMLElement | null {
  if (all.length === 0) return null;
  const pairs = all.map(([fact, words]) => element("div", {}, element("dt", {}, fact), element("dd", { dir: "auto" }, words)));
  return element("dl", { class: "facts" }, ...pairs);
}

function heading(id: string, ...children: Child[]): HTMLElement {
  return element("h2", { id: "panel-title", tabindex: -1, "data-id": id }, ...children);
}

export function eventPanel(index: Index, event: EventData): HTMLElement[] {
  const { credibilities, credibility_rules } = index.data;
  const records = index.recordsOf(event);
  const detail = index.detailOf(event);
  if (!detail) return [];
  return [
    heading(event.id, event.place && name(event.place), event.place && ": ", happening(event.what)),
    element("p", { class: "line" }, ...kind(index, event), " · ", event.date || "date unknown", " ", badge(index, event)),
    element(
      "p",
      { class: "from" },
      `Reported by ${counted(event.n_outlets, "outlet")}${event.outlets.length > event.n_outlets ? " (copies and quotes count once)" : ""} in ${counted(detail.n_articles, "article")}${event.own_cause ? ", by the word of its own side only" : ""}. `,
      `Credibility ${event.credibility}, ${credibilities[event.credibility]}: ${credibility_rules[event.credibility]}.`,
    ),
    dispute(index, "Denied", event.disputed_by),
    dispute(index, "Denies", event.disputes),
    facts(detail.facts),
    detail.conflicts.length > 0 && section("Where sources differ", ...detail.conflicts.flatMap((each) => sides(index, each))),
    section(
      "Who says so, in which words",
      ...records.slice(0, OPEN_RECORDS).map((record) => report(index, record)),
      records.length > OPEN_RECORDS &&
        element(
          "details",
          {},
          element("summary", {}, `${records.length - OPEN_RECORDS} more`),
          ...records.slice(OPEN_RECORDS).map((record) => report(index, record)),
        ),
      detail.missing > 0 && element("p", { class: "from" }, `Not in this collection: ${counted(detail.missing, "record")}.`),
    ),
    detail.ties.length > 0 && waterfall(index, event, detail),
    element("p", { class: "from" }, element("code", {}, event.id)),
  ].filter((part): part is HTMLElement => part instanceof HTMLElement);
}

function section(title: string, ...children: Child[]): HTMLElement {
  return element("section", {}, element("h3", {}, title), ...children);
}

function dispute(index: Index, title: string, ids: string[]): HTMLElement | null {
  if (ids.length === 0) return null;
  const items = ids.map((id) => {
    const other = index.event(id);
    if (!other) return element("li", {}, element("code", {}, id), " (not in this collection)");
    const said = index.recordsOf(other);
    return element(
      "li",
      {},
      element(
        "p",
        {},
        linkTo(other.id, {}, other.place && name(other.place), other.place && ": ", happening(other.what)),
        other.date && ` · ${other.date}`,
      ),
      ...said.slice(0, 3).map((record) =>
        element("div", {}, quotes(index, record), element("p", { class: "from" }, name(record.outlet), ...credit(record))),
      ),
    );
  });
  return element("section", { class: "dispute" }, element("h3", {}, title), element("ul", {}, ...items));
}

function sides(index: Index, conflict: Conflict): HTMLElement[] {
  const each = conflict.values.map((value) => {
    const record = value.records.map((number) => index.records()[number]).find((one) => one !== undefined);
    return element(
      "div",
      {},
      element("p", { class: "value" }, name(value.value)),
      element(
        "p",
        { class: "from" },
        ...(value.outlets.length ? names(value.outlets) : ["unknown outlet"]),
        ` · ${counted(value.records.length, "record")}`,
      ),
      record ? quotes(index, record) : null,
    );
  });
  return [element("h4", {}, conflict.field), element("div", { class: "sides" }, ...each)];
}

function credit(record: RecordData): Child[] {
  const role = record.role === "outlet" ? null : record.role;
  return [
    record.published && `, ${record.published.slice(0, 10)}`,
    ...(record.source ? [", citing ", name(record.source), role && ` (${role})`] : [role && `, source: ${role}`]),
  ];
}

function report(index: Index, record: RecordData): HTMLElement {
  const article = index.articleOf(record);
  return element(
    "article",
    { class: "record" },
    element("p", { class: "from" }, element("b", {}, name(record.outlet)), ...credit(record)),
    excerpt(index, record),
    facts([...record.facts, ...(record.date ? [["date", dated(record)] as Fact] : [])]),
    article
      ? element(
          "p",
          { class: "from" },
          "In ",
          linkTo(article.id, { "data-record": record.id }, name(article.title)),
          article.url && " · ",
          linkOut(article.url, "original"),
        )
      : null,
  );
}

function dated(record: RecordData): string {
  return record.said && record.said !== record.date ? `“${isolated(record.said)}” = ${record.date}` : record.date;
}

function waterfall(index: Index, event: EventData, detail: Detail): HTMLElement {
  const parts = detail.ties.map((tie) => steps(index, tie));
  return element(
    "details",
    { class: "why" },
    element("summary", {}, `Why these ${event.records.length} records are one event`),
    element(
      "p",
      { class: "from" },
      "Each record joins the others by its strongest tie. Weights are in bits; a sum that reaches the threshold joins.",
    ),
    ...parts,
  );
}

function steps(index: Index, tie: Tie): HTMLElement {
  const [left, right] = [index.records()[tie.left], index.records()[tie.right]];
  const lines: { title: string; values: Child[]; from: number; to: number }[] = [];
  let sum = 0;
  for (const [signal, one, two, level, weight] of tie.signals) {
    const values = one === two ? [name(one)] : [name(one || "–"), " / ", name(two || "–")];
    lines.push({ title: `${signal}: ${level}`.replaceAll("_", " "), values, from: sum, to: sum + weight });
    sum += weight;
  }
  const all = lines.flatMap((line) => [line.from, line.to]).concat(tie.threshold, 0);
  const [low, high] = [Math.min(...all), Math.max(...all)];
  const at = (value: number): number => ((value - low) / (high - low || 1)) * 100;
  const rows = lines.map((line) => {
    const bar = element("span", { class: line.to < line.from ? "bar less" : "bar" });
    bar.style.insetInlineStart = `${at(Math.min(line.from, line.to))}%`;
    bar.style.inlineSize = `${Math.abs(at(line.to) - at(line.from))}%`;
    const limit = element("span", { class: "limit" });
    limit.style.insetInlineStart = `${at(tie.threshold)}%`;
    return element(
      "tr",
      {},
      element("th", { scope: "row" }, line.title, element("span", { class: "words" }, ...line.values)),
      element("td", { class: "number" }, signed(line.to - line.from)),
      element("td", { class: "bars", "aria-hidden": "true" }, limit, bar),
    );
  });
  const verdict = tie.decided
    ? `an analyst said they are ${tie.decided}`
    : tie.ruled_out
      ? `never joined directly: ${tie.ruled_out}`
      : `${signed(tie.score)}, threshold ${signed(tie.threshold)}`;
  return element(
    "table",
    { class: "waterfall" },
    element("caption", {}, name(left?.outlet ?? "?"), " and ", name(right?.outlet ?? "?"), `: ${verdict}`),
    element(
      "thead",
      {},
      element(
        "tr",
        {},
        element("th", { scope: "col" }, "Signal"),
        element("th", { scope: "col", class: "number" }, "Weight"),
        element("th", { scope: "col", "aria-hidden": "true" }, "Sum"),
      ),
    ),
    element("tbody", {}, ...rows),
  );
}

function signed(value: number): string {
  return `${value < 0 ? "−" : "+"}${Math.abs(value).toFixed(1)}`;
}

/** An article with all its records; `chosen` is the id of the record to show first. */
export function articlePanel(index: Index, position: number): HTMLElement[] {
  const article = index.articles()[position];
  if (!article) return [];
  const records = index.recordsIn(position).filter((record) => record.text === null);
  const marks: Mark[] = records.flatMap((record, number) => marksOf(record, number));
  const notes = (owners: number[]): Child[] =>
    owners.map((owner) => {
      const record = records[owner];
      const label = `record ${owner + 1}`;
      if (!record?.event) return element("sup", {}, String(owner + 1));
      return element("sup", {}, linkTo(record.event, { "aria-label": label }, String(owner + 1)));
    });
  return [
    heading(article.id, name(article.title)),
    element(
      "p",
      { class: "line" },
      name(article.outlet),
      article.published && ` · ${article.published}`,
      article.language && ` · language ${article.language}`,
      article.url && " · ",
      linkOut(article.url, "original") ?? (article.url && name(article.url)),
    ),
    section(
      counted(records.length, "record"),
      element("ol", { class: "told" }, ...records.map((record) => element("li", {}, ...told(index, record)))),
    ),
    section(
      "Text",
      element(
        "div",
        { class: "text", dir: "auto", lang: article.language },
        ...marked(article.text, [0, article.text.length], marks, { after: notes }),
      ),
    ),
    element("p", { class: "from" }, element("code", {}, article.id)),
  ];
}

function told(index: Index, record: RecordData): Child[] {
  const event = record.event === null ? undefined : index.event(record.event);
  const words = index.data.kinds[record.kind];
  if (!event) return [`${words} (in no event)`];
  return [
    linkTo(event.id, {}, event.place && name(event.place), event.place && ": ", happening(event.what)),
    ` · ${words} `,
    badge(index, event),
  ];
}
