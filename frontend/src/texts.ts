// Articles' words with the evidence marked in them.

import type { Index, RecordData, Span } from "./data";
import { type Child, element } from "./dom";

export interface Mark {
  span: Span;
  /** Which of the marked things this belongs to. */
  owner: number;
  trigger: boolean;
}

export function marksOf(record: RecordData, owner = 0): Mark[] {
  return [
    ...record.evidence.map((span) => ({ span, owner, trigger: false })),
    ...record.triggers.map((span) => ({ span, owner, trigger: true })),
  ];
}

/**
 * The text between two offsets, cut wherever a mark begins or ends.
 * `after` may add something behind the end of evidence; `context` may change what is not marked.
 */
export function marked(
  text: string,
  [start, end]: Span,
  marks: Mark[],
  { after = (_: number[]): Child[] => [], context = (words: string): string => words } = {},
): Child[] {
  const within = marks.filter((mark) => mark.span[0] < end && mark.span[1] > start);
  const edges = within.flatMap((mark) => mark.span).filter((edge) => edge > start && edge < end);
  const cuts = [...new Set([start, ...edges, end])].sort((a, b) => a - b);
  return cuts.slice(0, -1).flatMap((from, number) => {
    const to = cuts[number + 1] ?? end;
    const words = text.slice(from, to);
    const covering = within.filter(({ span }) => span[0] <= from && span[1] >= to);
    if (covering.length === 0) return [context(words)];
    const trigger = covering.some((mark) => mark.trigger);
    const ending = within.filter((mark) => !mark.trigger && mark.span[1] === to).map((mark) => mark.owner);
    const owners = [...new Set(covering.map((mark) => mark.owner))].join(" ");
    return [
      element("mark", { class: trigger ? "trigger" : null, "data-owners": owners }, words),
      ...after([...new Set(ending)]),
    ];
  });
}

function source(index: Index, record: RecordData): { text: string; language: string | null } {
  const article = index.articleOf(record);
  return { text: record.text ?? article?.text ?? "", language: article?.language ?? null };
}

function quotation(language: string | null, ...children: Child[]): HTMLElement {
  return element("blockquote", { dir: "auto", lang: language }, ...children);
}

/** One line break is enough to tell paragraphs apart. */
function close(words: string): string {
  return words.replace(/\s*\n\s*/g, "\n");
}

/** The record's evidence with the sentences around it, as they stand in the article. */
export function excerpt(index: Index, record: RecordData): HTMLElement {
  const { text, language } = source(index, record);
  const pieces = record.stretches.flatMap((stretch, number) => [
    number > 0 && element("span", { class: "gap" }, " … "),
    ...marked(text, stretch, marksOf(record), { context: close }),
  ]);
  return quotation(language, ...pieces);
}

/** The record's evidence alone. */
export function quotes(index: Index, record: RecordData): HTMLElement {
  const { text, language } = source(index, record);
  const marks = marksOf(record).filter((mark) => mark.trigger);
  const pieces = record.evidence.flatMap((span, number) => [number > 0 && " … ", ...marked(text, span, marks)]);
  return quotation(language, ...pieces);
}
