// What the page was made from: one block of JSON, see output/report/payload.py.

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
  outlets: string[];
  n_outlets: number;
  n_articles: number;
  /** Whether nobody tells it but the side whose deed it is. */
  own_cause: boolean;
  /** How far sources say that it went, where they differ. */
  steps: string;
  credibility: number;
  facts: Fact[];
  records: number[];
  missing: number;
  conflicts: Conflict[];
  disputed_by: string[];
  disputes: string[];
  ties: Tie[];
}

/** By which event a place is held from a day on, and which contest it. */
export interface Held {
  day: string;
  event: string;
  contested_by: string[];
}

/** Who holds a place, and what contests it. */
export interface Holding {
  event: EventData;
  contested_by: EventData[];
}

export interface Data {
  kinds: Record<Kind, string>;
  statuses: Record<Status, string>;
  credibilities: Record<string, string>;
  articles: Article[];
  records: RecordData[];
  events: EventData[];
  superseded: Record<string, string>;
  /** For each place how who holds it changed, the earliest day first. */
  control: Held[][];
}

export interface Index {
  data: Data;
  event: (id: string) => EventData | undefined;
  article: (id: string) => number | undefined;
  recordsOf: (event: EventData) => RecordData[];
  articleOf: (record: RecordData) => Article | undefined;
  /** The records of an article in the order of their evidence. */
  recordsIn: (article: number) => RecordData[];
}

export function readBlock<Content>(id: string): Content {
  return JSON.parse(document.getElementById(id)?.textContent ?? "null") as Content;
}

export function index(data: Data): Index {
  const events = new Map(data.events.map((event) => [event.id, event]));
  const articles = new Map(data.articles.map((article, number) => [article.id, number]));
  const superseded = new Map(Object.entries(data.superseded));
  const inArticle = grouped(data.records, (record) => record.article);
  const pick = (numbers: number[]): RecordData[] =>
    numbers.map((number) => data.records[number]).filter((record) => record !== undefined);
  return {
    data,
    event: (id) => events.get(id) ?? events.get(superseded.get(id) ?? ""),
    article: (id) => articles.get(id),
    recordsOf: (event) => pick(event.records),
    articleOf: (record) => (record.article === null ? undefined : data.articles[record.article]),
    recordsIn: (article) =>
      (inArticle.get(article) ?? []).toSorted((a, b) => (a.evidence[0]?.[0] ?? 0) - (b.evidence[0]?.[0] ?? 0)),
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
  return text.normalize("NFKD").replace(/[\p{M}'’‘ʿʾ`]/gu, "").replace(/-/g, " ").toLowerCase();
}

export function counted(number: number, noun: string): string {
  return `${number.toLocaleString("en")} ${noun}${number === 1 ? "" : "s"}`;
}
