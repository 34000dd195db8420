// The page on which people decide. Names and texts reach it as text nodes only, never as markup.

const $ = (id) => document.getElementById(id);

function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined && value !== false) made.setAttribute(name, String(value));
  }
  for (const child of children.flat(Infinity)) if (child) made.append(child);
  return made;
}

/** A name from an article, which may run the other way than the words around it. */
const name = (text) => element("bdi", {}, text);

const RETRY_AFTER = 1500; // milliseconds, while another program uses the file
const DETAILS_AFTER = 600; // milliseconds on a card before its reasons are asked for, so that quick keys do not wait

let card = null;
let busy = false;
let details = null;
const reasons = new Map(); // what was typed on cards that were left, by their keys

class Refused extends Error {
  constructor(told) {
    super([told.message, told.hint].filter(Boolean).join(": "));
    this.told = told;
  }
}

async function ask(path, said = {}) {
  let answer;
  try {
    answer = await fetch(path, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(said),
    });
  } catch {
    throw new Refused({ message: "the command that serves this page has ended", hint: "start it again and open its address", retry: true });
  }
  if (answer.status === 403) throw new Refused({ message: "the command was started anew", hint: "open the address that it printed" });
  const told = await answer.json();
  if (!answer.ok) throw new Refused(told);
  return told;
}

function say(text, bad = false) {
  $("said").textContent = text;
  $("said").classList.toggle("bad", bad);
}

/** Does one thing at a time; while another program uses the file it says so and tries again. */
async function act(path, said) {
  if (busy) return;
  busy = true;
  clearTimeout(details);
  if (card) reasons.set(card.key, $("why").value);
  $("card").classList.add("waiting");
  try {
    for (;;) {
      try {
        const state = await ask(path, said);
        say(state.said ?? "");
        show(state);
        return;
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
        if (error.told.retry) {
          say(`${error.message}. Nothing is lost; this is tried again.`, true);
          await new Promise((done) => setTimeout(done, RETRY_AFTER));
          continue;
        }
        if (error.told.changed) show(await ask("/api/state"));
        say(error.message, true);
        return;
      }
    }
  } finally {
    busy = false;
    $("card").classList.remove("waiting");
  }
}

function show(state) {
  card = state.card;
  $("file").textContent = state.file;
  document.title = `Review ${state.file}`;
  const all = state.decided + state.left + state.skipped;
  const words = [`${state.decided} decided of ${all.toLocaleString("en")}`, `${state.left.toLocaleString("en")} left`];
  if (state.skipped) words.push(`${state.skipped} skipped`);
  words.push(state.reviewer ? `as ${state.reviewer}` : "without a name (start with --as NAME)");
  $("progress").textContent = words.join(" · ");
  $("bar").max = all || 1;
  $("bar").value = state.decided;
  const kinds = $("filters").elements.kind;
  if (kinds.options.length === 1) for (const [kind, said] of Object.entries(state.kinds)) kinds.append(element("option", { value: kind }, said));
  for (const [field, value] of Object.entries(state.filters)) $("filters").elements[field].value = value;
  if (Object.values(state.filters).some(Boolean)) $("filterbox").open = true;
  $("skip").disabled = !card;
  $("card").replaceChildren(...(card ? drawn(card) : nothing(state)));
  if (card) $("why").value = state.why || reasons.get(card.key) || "";
  $("question").focus({ preventScroll: true });
  scrollTo(0, 0);
  if (card) details = setTimeout(explain, DETAILS_AFTER, card.key);
}

function nothing(state) {
  const again = element("button", { type: "button" }, "Ask again what was skipped");
  again.addEventListener("click", () => act("/api/again"));
  const filtered = Object.values(state.filters).some(Boolean);
  return [
    element("h2", { id: "question", tabindex: -1 }, filtered ? "Nothing is left of what is shown" : "Nothing is left to decide"),
    element("p", {}, filtered ? "Clear the filters to see the rest." : "What was decided is kept. Stop the command with Ctrl-C, or choose to see all records above."),
    state.skipped ? element("p", {}, again) : null,
  ].filter(Boolean);
}

function drawn(told) {
  const why = element("input", { id: "why", autocomplete: "off", maxlength: 2000 });
  const buttons = told.choices.map((choice) => {
    const button = element("button", { type: "button", "data-choice": choice.key }, element("kbd", {}, choice.key), ` ${choice.says}`);
    button.addEventListener("click", () => choose(choice.key));
    return button;
  });
  return [
    element("h2", { id: "question", tabindex: -1 }, told.question),
    told.now && element("p", {}, told.now),
    element("p", { class: "from" }, `Why it comes here: ${told.because}`),
    element("div", { class: "sides" }, told.sides.map(side)),
    element("div", { class: "decide" }, buttons),
    element("label", { class: "why" }, element("span", {}, "Reason, if you like (", element("kbd", {}, "w"), ")"), why),
    told.mend.length ? mendForm(told.mend) : null,
    told.fields.length ? compared(told) : null,
    element("div", { id: "details", "aria-busy": "true" }, element("p", { class: "from" }, "What each choice would change: being worked out …")),
  ].filter(Boolean);
}

function side(told, number) {
  const event = told.event;
  const heading = event
    ? element("h3", {}, `${number + 1}. ${event.kind}`, event.place && [", ", name(event.place)], event.day && `, ${event.day}`)
    : element("h3", {}, "Set aside");
  const chips = event && element(
    "p",
    { class: "chips" },
    element("span", { class: `badge ${event.status}` }, event.status_words),
    event.actor && name(event.actor),
    element("span", {}, `${event.records}, ${event.outlets}`),
    element("span", {}, `credibility ${event.credibility}`),
  );
  return element(
    "div",
    { class: "side" },
    heading,
    chips,
    told.reports.map(report),
    told.more > 0 && element("p", { class: "from" }, `and ${told.more} more of this event`),
  );
}

function report(told) {
  const credit = [element("b", {}, name(told.outlet ?? "unknown outlet")), told.published && `, ${told.published.slice(0, 10)}`];
  if (told.source) credit.push(", citing ", name(told.source));
  const link = told.url && /^https?:\/\//i.test(told.url) && element("a", { href: told.url, rel: "noopener noreferrer", target: "_blank" }, "original");
  return element(
    "article",
    { class: "record" },
    element("p", { class: "from" }, credit, told.title && [" · ", name(told.title)], link && [" · ", link]),
    told.text.map((stretch) =>
      element("blockquote", { dir: "auto" }, stretch.map((piece) => (piece.mark ? element("mark", { class: piece.mark }, piece.words) : piece.words))),
    ),
    told.doubts && element("p", { class: "doubt" }, `What speaks against it: ${told.doubts}`),
    told.facts && card?.sides.length === 1 && card.fields.length === 0 && facts(told.facts),
  );
}

const facts = (all) =>
  element("dl", { class: "facts" }, all.map(([title, value]) => element("div", {}, element("dt", {}, title), element("dd", { dir: "auto" }, value))));

function compared(told) {
  const two = told.fields[0].values.length > 1;
  const rows = told.fields.map((field) =>
    element(
      "tr",
      { class: two && field.differs ? "differs" : null },
      element("th", { scope: "row" }, field.name, two && field.differs && element("span", { class: "words" }, " (differs)")),
      field.values.map((value) => element("td", { dir: "auto" }, value)),
    ),
  );
  const shown = two && told.sides.some((each) => each.reports.length > 1) ? "the first report of each" : two ? "both reports" : "the record";
  return element("div", {}, element("h3", { class: "part" }, `Fields of ${shown}`), element("table", { class: "compared" }, element("tbody", {}, rows)));
}

function mendForm(fields) {
  const inputs = fields.map((field) => {
    const options = field.choices.length && ["", ...field.choices].map((each) =>
      element("option", { value: each, selected: each === field.value ? "" : null }, each.replaceAll("_", " ") || "–"),
    );
    const input = field.choices.length
      ? element("select", { name: field.name }, options)
      : element("input", { name: field.name, value: field.value, autocomplete: "off", placeholder: field.name === "date" ? "2024-12-07" : null });
    return element("label", {}, field.label, input);
  });
  const form = element("form", { class: "mend", id: "mend", hidden: "", "aria-label": "Mended" }, inputs, element("button", { type: "submit" }, "Keep as mended"));
  const has = (field) => field.kinds.includes(form.elements.kind.value);
  const fit = () => fields.forEach((field, number) => (inputs[number].hidden = field.name !== "kind" && !has(field)));
  form.elements.kind.addEventListener("change", fit);
  fit();
  form.addEventListener("submit", (sent) => {
    sent.preventDefault();
    const change = {};
    for (const field of fields.filter((_, number) => !inputs[number].hidden)) {
      const value = form.elements[field.name].value.trim();
      if (value !== field.value) change[field.name] = value;
    }
    if (Object.keys(change).length === 0) return say("Nothing is mended yet: change a field, or press 1 if it is right as it is.", true);
    decide(card.choices.find((each) => each.mends).key, change);
  });
  return form;
}

function choose(key) {
  const chosen = card.choices.find((each) => each.key === key);
  if (!chosen) return say(`There is no answer ${key} on this card: press ${card.choices.map((each) => each.key).join(", ")}, or s to skip it.`, true);
  if (!chosen.mends) return decide(key);
  const form = $("mend");
  form.hidden = false;
  form.querySelector("input, select").focus();
}

function decide(key, change) {
  act("/api/decide", { card: card.key, choice: key, change: change ?? null, why: $("why").value });
}

async function explain(key) {
  if (busy || card?.key !== key) return;
  let told;
  try {
    told = await ask("/api/details", { card: key });
  } catch (error) {
    told = { ties: [], effects: [], failed: error.message };
  }
  if (card?.key !== key || !$("details")) return;
  $("details").removeAttribute("aria-busy");
  $("details").replaceChildren(...changes(told), ...told.ties.map(waterfall));
}

function changes(told) {
  if (told.failed) return [element("p", { class: "from" }, `What would change is not known: ${told.failed}`)];
  return [
    element("h3", { class: "part" }, "What would change"),
    ...told.effects.map((effect) =>
      element(
        "div",
        { class: "effects" },
        element("p", {}, element("kbd", {}, effect.key), ` ${effect.says}: `, effect.note || (effect.lines.length ? null : "nothing but that this is settled")),
        effect.lines.length > 0 && element("ul", {}, effect.lines.map(line)),
      ),
    ),
  ];
}

function line(told) {
  const event = told.event;
  const what = [event.kind, event.place && [", ", name(event.place)], event.day && `, ${event.day}`, ": "];
  if (!told.before) return element("li", {}, what, `new: ${told.after}`);
  if (!told.after) return element("li", {}, what, `${told.before} → no event of its own any more`);
  return element("li", {}, what, told.before === told.after ? `${told.after}, with other words` : `${told.before} → ${told.after}`);
}

function waterfall(tie) {
  let sum = 0;
  const lines = tie.signals.map(([signal, one, two, level, weight]) => {
    const from = sum;
    sum += weight ?? 0;
    return { title: `${signal}: ${level}`.replaceAll("_", " "), values: one === two ? [one] : [one || "–", two || "–"], from, to: sum };
  });
  const all = lines.flatMap((each) => [each.from, each.to]).concat(tie.threshold, 0);
  const [low, high] = [Math.min(...all), Math.max(...all)];
  const at = (value) => ((value - low) / (high - low || 1)) * 100;
  const signed = (value) => (value > 0 ? "+" : "") + value.toFixed(1);
  const rows = lines.map((each) => {
    const bar = element("span", { class: each.to < each.from ? "bar less" : "bar" });
    bar.style.insetInlineStart = `${at(Math.min(each.from, each.to))}%`;
    bar.style.inlineSize = `${Math.abs(at(each.to) - at(each.from))}%`;
    const limit = element("span", { class: "limit" });
    limit.style.insetInlineStart = `${at(tie.threshold)}%`;
    const words = each.values.flatMap((value, number) => (number ? [" / ", name(value)] : [name(value)]));
    return element(
      "tr",
      {},
      element("th", { scope: "row" }, each.title, element("span", { class: "words" }, words)),
      element("td", { class: "number" }, signed(each.to - each.from)),
      element("td", { class: "bars", "aria-hidden": "true" }, bar, limit),
    );
  });
  return element(
    "div",
    {},
    element("h3", { class: "part" }, "Why the weights are in doubt"),
    element(
      "table",
      { class: "waterfall" },
      element("caption", {}, `Sum ${sum.toFixed(1)} bits, one event from ${tie.threshold.toFixed(1)} on${tie.ruled_out ? `; ruled out: ${tie.ruled_out}` : ""}`),
      element("thead", {}, element("tr", {}, element("th", { scope: "col" }, "Compared"), element("th", { scope: "col", class: "number" }, "Bits"), element("th", { scope: "col" }, ""))),
      element("tbody", {}, rows),
    ),
  );
}

function help() {
  $("keys").hidden = !$("keys").hidden;
  $("help").setAttribute("aria-expanded", String(!$("keys").hidden));
}

const undo = () => act("/api/undo");
const skip = () => card && act("/api/skip", { card: card.key });

document.addEventListener("keydown", (pressed) => {
  if (pressed.ctrlKey || pressed.metaKey || pressed.altKey) return;
  const field = pressed.target.closest("input, select, textarea");
  if (pressed.key === "Escape") {
    if ($("mend")) $("mend").hidden = true;
    $("question")?.focus();
    return;
  }
  if (field) {
    if (field.id === "why" && pressed.key === "Enter") $("question")?.focus();
    return;
  }
  const actions = { u: undo, s: skip, "?": help, w: () => $("why")?.focus() };
  const action = actions[pressed.key] ?? (/^[1-9]$/.test(pressed.key) && card ? () => choose(pressed.key) : null);
  if (!action || pressed.repeat) return;
  pressed.preventDefault();
  action();
});
$("undo").addEventListener("click", undo);
$("skip").addEventListener("click", skip);
$("help").addEventListener("click", help);
$("filters").addEventListener("submit", (sent) => {
  sent.preventDefault();
  act("/api/filter", Object.fromEntries(new FormData($("filters"))));
});
$("clear").addEventListener("click", () => act("/api/filter", {}));

history.replaceState(null, "", "/"); // the token stays out of sight and out of the history
act("/api/state");
