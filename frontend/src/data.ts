// What the page was made from: blocks of JSON, see output/report/payload.py. Only the first stands before the script; the
// others are packed, unpacked when the page is complete, and parsed when they are asked for.

export type Kind = "control_change" | "withdrawal" | "defection" | "official_denial";
export type Status = "single_source" | "corroborated" | "disputed";
/** Our own words, then a name or words from articles, and so on by turns. */
export type What = string[];
export type Fact = [name: string, words: string];
export type Span = [start: number, end: number];
export type Signal = [signal: string, left: string, right: string, level: string, weight: number];

export interface Article {
  id: string;
  outlet: string;
  published: string | null;
  title: string;
  url: string | null;
  language: string | null;
  text: string;
}

export interface RecordData {
  id: string;
  kind: Kind;
  article: number | null;
  event: string | null;
  outlet: string;
  published: string | null;
  source: string | null;
  role: string;
  date: string;
  said: string | null;
  facts: Fact[];
  /** Where the article is not at hand, the evidence itself. */
  text: string | null;
  stretches: Span[];
  evidence: Span[];
  triggers: Span[];
}

export interface Conflict {
  field: string;
  values: { value: string; outlets: string[]; records: number[] }[];
}

export interface Tie {
  left: number;
  right: number;
  score: number;
  threshold: number;
  ruled_out: string | null;
  decided: string | null;
  signals: Signal[];
}

export interface EventData {
  id: string;
  kind: Kind;
  status: Status;
  date: string;
  start: string | null;
  end: string | null;
  place: string;
  place_name: string | null;
  lat: number | null;
  lon: number | null;
  what: What;
  actors: string[];
  holder: string | null;
  /** Whose the place is on the map: one name for all spellings of a holder. */
  party: string | null;
  /** When it was reported first and last, as far as known. */
  reported: string[];
  outlets: string[];
  n_outlets: number;
  /** Whether nobody tells it but the side whose deed it is. */
  own_cause: boolean;
  /** How far sources say that it went, where they differ. */
  steps: string;
  credibility: number;
  records: number[];
  disputed_by: string[];
  disputes: string[];
}

/** What an event is found by beside what the lists show. */
export type Words = [places: string, sources: string, rest: string];

/** What is shown of an event only when it is opened. */
export interface Detail {
  n_articles: number;
  facts: Fact[];
  missing: number;
  conflicts: Conflict[];
  ties: Tie[];
}

/** By which event a place is held from a day on, and which contest it. */
export interface Held {
  day: string;
  event: string;
  contested_by: string[];
}

/** Who holds a place, what contests it, and which officials deny it. */
export interface Holding {
  event: EventData;
  contested_by: EventData[];
  denied_by: EventData[];
}

export interface Data {
  kinds: Record<Kind, string>;
  statuses: Record<Status, string>;
  status_rules: Record<Status, string>;
  credibilities: Record<string, string>;
  credibility_rules: Record<string, string>;
  n_articles: number;
  events: EventData[];
  superseded: Record<string, string>;
  /** For each place how who holds it changed, the earliest day first. */
  control: Held[][];
}

export interface Index {
  data: Data;
  articles: () => Article[];
  records: () => RecordData[];
  event: (id: string) => EventData | undefined;
  /** Those of some ids that are in the collection. */
  events: (ids: string[]) => EventData[];
  wordsOf: (event: EventData) => Words;
  detailOf: (event: EventData) => Detail | undefined;
  article: (id: string) => number | undefined;
  recordsOf: (event: EventData) => RecordData[];
  articleOf: (record: RecordData) => Article | undefined;
  /** The records of an article in the order of their evidence. */
  recordsIn: (article: number) => RecordData[];
}

export function readBlock<Content>(id: string): Content {
  return JSON.parse(document.getElementById(id)?.textContent ?? "null") as Content;
}

const unpacked = new Map<string, string>();

async function unpack(id: string): Promise<void> {
  const packed = atob(document.getElementById(id)?.textContent ?? "");
  const bytes = new Uint8Array(packed.length);
  for (let at = 0; at < packed.length; at += 1) bytes[at] = packed.charCodeAt(at);
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  unpacked.set(id, await new Response(stream).text());
}

function parsed<Content>(id: string): Content {
  const text = unpacked.get(id) ?? "[]";
  unpacked.delete(id);
  return JSON.parse(text) as Content;
}

const complete = new Promise<void>((resolve) => {
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", () => resolve(), { once: true });
  else resolve();
});
/** When events can be searched. */
export const searchable = complete.then(() => unpack("search"));
/** When events and articles can be opened. */
export const openable = searchable.then(() => Promise.all(["details", "records", "articles"].map(unpack)));

function once<Made>(make: () => Made): () => Made {
  let made: Made | undefined;
  return () => (made ??= make());
}

export function index(data: Data): Index {
  const articles = once(() => parsed<Article[]>("articles"));
  const records = once(() => parsed<RecordData[]>("records"));
  const details = once(() => parsed<Detail[]>("details"));
  const words = once(() => parsed<Words[]>("search"));
  const events = new Map(data.events.map((event) => [event.id, event]));
  const numbers = once(() => new Map(data.events.map((event, number) => [event, number])));
  const byId = once(() => new Map(articles().map((article, number) => [article.id, number])));
  const superseded = new Map(Object.entries(data.superseded));
  const inArticle = once(() => grouped(records(), (record) => record.article));
  const pick = (numbers: number[]): RecordData[] =>
    numbers.map((number) => records()[number]).filter((record) => record !== undefined);
  const event = (id: string): EventData | undefined => events.get(id) ?? events.get(superseded.get(id) ?? "");
  return {
    data,
    articles,
    records,
    event,
    events: (ids) => ids.map(event).filter((found) => found !== undefined),
    wordsOf: (event) => words()[numbers().get(event) ?? -1] ?? ["", "", ""],
    detailOf: (event) => details()[numbers().get(event) ?? -1],
    article: (id) => byId().get(id),
    recordsOf: (event) => pick(event.records),
    articleOf: (record) => (record.article === null ? undefined : articles()[record.article]),
    recordsIn: (article) =>
      (inArticle().get(article) ?? []).toSorted((a, b) => (a.evidence[0]?.[0] ?? 0) - (b.evidence[0]?.[0] ?? 0)),
  };
}

export function grouped<Item, Key>(items: Item[], keyOf: (item: Item) => Key): Map<Key, Item[]> {
  const groups = new Map<Key, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}

/** The text without case, accents, apostrophes and hyphens, for finding. */
export function fold(text: string): string {
  if (/^[\x20-\x7e]*$/.test(text)) return text.replace(/['`]/g, "").replaceAll("-", " ").toLowerCase();
  return text.normalize("NFKD").replace(/[\p{M}'’‘ʿʾ`]/gu, "").replace(/-/g, " ").toLowerCase();
}

export function counted(number: number, noun: string): string {
  return `${number.toLocaleString("en")} ${noun}${number === 1 ? "" : "s"}`;
}
