// A table that can be sorted. The rows that fill a screen are made at once, the others in the background, and laid out
// only when they come into view (content-visibility), which table boxes cannot do: so they are grids, and roles keep
// them a table for screen readers.

import { abandon, inBackground } from "./background";
import { type Child, element } from "./dom";

const AT_ONCE = 40;
const STEP = 100;
const COLLATOR = new Intl.Collator();

export interface Column<Item> {
  name: string;
  title: string;
  cell: (item: Item) => Child[];
  /** What to sort by; null comes last. */
  order?: (item: Item) => string | number | null;
}

export class Listing<Item> {
  readonly table: HTMLTableElement;
  private readonly body = element("tbody", { role: "rowgroup" });
  private readonly rows = new Map<Item, HTMLTableRowElement>();
  private readonly heads = new Map<Column<Item>, HTMLTableCellElement>();
  private items: Item[] = [];
  private shown: Item[] = [];
  private made = 0;
  private making: Iterator<void> | null = null;
  private marked: Item | null = null;
  private by: Column<Item> | null = null;
  private falling = false;

  constructor(
    name: string,
    caption: string,
    private readonly columns: Column<Item>[],
    private readonly status: (item: Item) => string = () => "",
  ) {
    const heads = columns.map((column) => this.head(column));
    this.table = element(
      "table",
      { role: "table", class: `listing ${name}` },
      element("caption", {}, caption),
      element("thead", { role: "rowgroup" }, element("tr", { role: "row" }, ...heads)),
      this.body,
    );
    this.body.addEventListener("click", (clicked) => this.openRow(clicked));
    this.body.addEventListener("keydown", (pressed) => this.moveOn(pressed));
    addEventListener("beforeprint", () => this.make(this.shown.length));
  }

  /** Shows these, in this order or as sorted. */
  show(items: Item[]): void {
    this.items = items;
    this.shown = this.by?.order ? this.sorted(items, this.by.order) : items;
    this.made = 0;
    this.body.replaceChildren();
    this.make(AT_ONCE);
    if (this.making) abandon(this.making);
    this.making = this.others();
    inBackground(this.making);
  }

  private *others(): Generator<void> {
    while (this.made < this.shown.length) {
      this.make(STEP);
      yield;
    }
  }

  /** Adds so many of the rows that are not there yet. */
  private make(count: number): void {
    const next = this.shown.slice(this.made, this.made + count);
    this.made += next.length;
    this.body.append(...next.map((item) => this.row(item)));
  }

  /** The link of a row, to go back to. */
  linkOf(item: Item): HTMLAnchorElement | null {
    return this.rows.get(item)?.querySelector("a") ?? null;
  }

  /** Marks the row that is open beside the list. */
  mark(item: Item | null): void {
    for (const row of this.body.querySelectorAll("[aria-current]")) row.removeAttribute("aria-current");
    this.marked = item;
    if (item === null) return;
    const place = this.shown.indexOf(item);
    if (place >= this.made) this.make(place + 1 - this.made);
    this.rows.get(item)?.setAttribute("aria-current", "true");
  }

  private head(column: Column<Item>): HTMLTableCellElement {
    const head = element("th", { role: "columnheader", scope: "col", class: column.name });
    if (column.order) {
      const button = element("button", { type: "button" }, column.title);
      button.addEventListener("click", () => this.sortBy(column));
      head.append(button);
      this.heads.set(column, head);
    } else {
      head.append(column.title);
    }
    return head;
  }

  private sortBy(column: Column<Item>): void {
    this.falling = this.by === column && !this.falling;
    this.by = column;
    for (const [each, head] of this.heads) {
      if (each === column) head.setAttribute("aria-sort", this.falling ? "descending" : "ascending");
      else head.removeAttribute("aria-sort");
    }
    this.show(this.items);
  }

  private sorted(items: Item[], order: (item: Item) => string | number | null): Item[] {
    const direction = this.falling ? -1 : 1;
    return items.toSorted((one, two) => {
      const [a, b] = [order(one), order(two)];
      if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
      return direction * (typeof a === "number" && typeof b === "number" ? a - b : COLLATOR.compare(String(a), String(b)));
    });
  }

  private row(item: Item): HTMLTableRowElement {
    let row = this.rows.get(item);
    if (!row) {
      const cells = this.columns.map((column) =>
        element("td", { role: "cell", class: column.name }, ...column.cell(item)),
      );
      const current = item === this.marked ? "true" : null;
      row = element("tr", { role: "row", class: this.status(item), "aria-current": current }, ...cells);
      this.rows.set(item, row);
    }
    return row;
  }

  private openRow(clicked: MouseEvent): void {
    const target = clicked.target as Element;
    if (target.closest("a") || getSelection()?.toString()) return;
    target.closest("tr")?.querySelector("a")?.click();
  }

  private moveOn(pressed: KeyboardEvent): void {
    const row = (pressed.target as Element).closest("tr");
    if (row === this.body.lastElementChild) this.make(AT_ONCE);
    const other =
      pressed.key === "ArrowDown" ? row?.nextElementSibling : pressed.key === "ArrowUp" ? row?.previousElementSibling : null;
    const link = other?.querySelector("a");
    if (link) {
      pressed.preventDefault();
      link.focus();
    }
  }
}
