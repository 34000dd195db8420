// A table that can be sorted. Rows are laid out only when they come into view (content-visibility), which table boxes
// cannot do: so they are grids, and roles keep them a table for screen readers.

import { type Child, element } from "./dom";

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
  }

  /** Shows these, in this order or as sorted. */
  show(items: Item[]): void {
    this.items = items;
    const sorted = this.by?.order ? this.sorted(items, this.by.order) : items;
    this.body.replaceChildren(...sorted.map((item) => this.row(item)));
  }

  /** The link of a row, to go back to. */
  linkOf(item: Item): HTMLAnchorElement | null {
    return this.rows.get(item)?.querySelector("a") ?? null;
  }

  /** Marks the row that is open beside the list. */
  mark(item: Item | null): void {
    for (const row of this.body.querySelectorAll("[aria-current]")) row.removeAttribute("aria-current");
    if (item !== null) this.rows.get(item)?.setAttribute("aria-current", "true");
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
      return direction * (typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b)));
    });
  }

  private row(item: Item): HTMLTableRowElement {
    let row = this.rows.get(item);
    if (!row) {
      const cells = this.columns.map((column) =>
        element("td", { role: "cell", class: column.name }, ...column.cell(item)),
      );
      row = element("tr", { role: "row", class: this.status(item) }, ...cells);
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
    const other =
      pressed.key === "ArrowDown" ? row?.nextElementSibling : pressed.key === "ArrowUp" ? row?.previousElementSibling : null;
    const link = other?.querySelector("a");
    if (link) {
      pressed.preventDefault();
      link.focus();
    }
  }
}
