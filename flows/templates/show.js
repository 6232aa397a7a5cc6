// Rows, text and filters of a review page. Words of the paper reach the page as text nodes alone.

const data = JSON.parse(one("#data").textContent);
const facts = data.facts.map((fact, n) => fact && { n, table: data.tables[fact[0]], start: fact[1], end: fact[2], row: fact[3] });
const marksOf = facts.map(() => []); // the pieces of text that each fact covers
const factsOf = new Map(); // the facts of each piece, the widest first
const byKey = new Map(); // facts by their row's own identifier
const form = one("#filters"), text = one("#text"), list = one("#facts"), query = one("#query");
const state = { current: -1, shown: new Set(), listed: [], drawn: 0 };
const STEP = 150; // rows that are put into the list at a time

function words(fact) {
  const found = marksOf[fact.n].map((mark) => mark.textContent).join("").replace(/\s+/g, " ").trim();
  return found.length > 80 ? found.slice(0, 80) + "…" : found;
}

function index() {
  for (const mark of all("mark", text)) {
    const covering = mark.dataset.f.split(" ").map(Number).filter((n) => facts[n]);
    factsOf.set(mark, covering);
    for (const n of covering) marksOf[n].push(mark);
  }
  for (const fact of facts) if (fact && fact.row[fact.table.key]) byKey.set(fact.row[fact.table.key], fact.n);
}

// Which facts pass the filters; marks take the colour of the narrowest that does.

function withIssue(code) {
  const spans = facts.filter((fact) => fact?.table.name === "issues" && (code === "*" || fact.row.code === code));
  return (fact) => spans.some((issue) => fact.start < issue.end && issue.start < fact.end);
}

function filter() {
  const chosen = new FormData(form);
  const tables = new Set(chosen.getAll("table")), certainties = new Set(chosen.getAll("certainty"));
  const issue = chosen.get("issue"), hasIssue = issue ? withIssue(issue) : () => true;
  state.shown = new Set();
  for (const fact of facts) {
    if (!fact || !tables.has(fact.table.name) || !hasIssue(fact)) continue;
    if (fact.row.certainty && !certainties.has(fact.row.certainty)) continue;
    state.shown.add(fact.n);
  }
  for (const [mark, covering] of factsOf) {
    const seen = covering.filter((n) => state.shown.has(n));
    const kind = seen.length ? facts[seen.at(-1)].table.name : "";
    const own = `${kind}${seen.length > 1 ? " many" : ""}${mark.title ? " out" : ""}${seen.includes(state.current) ? " on" : ""}`;
    if (mark.className !== own) mark.className = own;
  }
  relist();
}

// The list beside the text: drawn as far as it was looked at.

function relist() {
  const wanted = query.value.trim().toLowerCase();
  const has = (fact) => !wanted || Object.values(fact.row).some((value) => value.toLowerCase().includes(wanted));
  state.listed = facts.filter((fact) => fact && state.shown.has(fact.n) && has(fact)).map((fact) => fact.n);
  state.drawn = 0;
  list.replaceChildren();
  const total = facts.filter(Boolean).length;
  one("#found").textContent = state.listed.length
    ? filled(data.labels.found, state.listed.length, total, state.listed.length, total) : data.labels.none;
  draw(STEP);
}

function draw(count) {
  const fresh = state.listed.slice(state.drawn, state.drawn + count).map(item);
  state.drawn += fresh.length;
  list.append(...fresh);
}

const SUMMARY = /(_id|^quote|^sentence|^page|^source_(start|end)|^certainty|^position|^carried_from)$/;

function item(n) {
  const fact = facts[n];
  const values = Object.entries(fact.row).filter(([name]) => !SUMMARY.test(name)).slice(0, 5).map(([, value]) => value);
  const button = make("button", { type: "button" }, make("i", { className: fact.table.name, title: `${fact.table.en} ${fact.table.zh}` }),
    make("b", { lang: "zh" }, words(fact)), make("span", { lang: "zh" }, values.join(" · ").slice(0, 160)));
  const made = make("li", {}, button);
  made.dataset.n = n;
  if (isCorrected(fact)) made.classList.add("corrected");
  if (n === state.current) made.setAttribute("aria-current", "true");
  return made;
}

const isCorrected = (fact) => Object.entries(fact.row).some(([name, value]) => name.startsWith("corrected") && value !== "False");

// One fact at a time is chosen: its words are marked, its row is shown, its page is boxed.

function select(n, from) {
  for (const mark of marksOf[state.current] ?? []) mark.classList.remove("on");
  one("li[aria-current]", list)?.removeAttribute("aria-current");
  state.current = n;
  showRow(n);
  if (n < 0) return showBoxes(null);
  for (const mark of marksOf[n]) mark.classList.add("on");
  if (from !== "text") reveal(marksOf[n][0]);
  const place = state.listed.indexOf(n);
  if (place >= state.drawn) draw(place + 1 - state.drawn + STEP);
  const entry = one(`li[data-n="${n}"]`, list);
  entry?.setAttribute("aria-current", "true");
  if (from !== "list") entry?.scrollIntoView({ block: "nearest" });
  const key = facts[n].row[facts[n].table.key];
  if (key && from !== "link") history.replaceState(null, "", "#" + key);
  showBoxes(facts[n]);
}

function reveal(element) {
  element?.closest("details:not([open])")?.setAttribute("open", "");
  element?.scrollIntoView({ block: "center" });
}

function showRow(n) {
  const fact = facts[n], shown = one("#row");
  if (!fact) return shown.replaceChildren(shown.hint ?? "");
  shown.hint ??= shown.firstElementChild;
  const head = make("h2", {}, make("i", { className: fact.table.name }), ...both(fact.table.en, fact.table.zh));
  if (isCorrected(fact)) head.append(make("em", {}, data.labels.corrected));
  const rows = make("dl");
  const columns = Object.entries(fact.table.columns).filter(([name]) => name in fact.row && name !== "quote");
  const isForMachines = ([name]) => name.endsWith("_id") || /^(page|source_start|source_end)$/.test(name);
  columns.sort((one, other) => isForMachines(one) - isForMachines(other)); // stable: what people read comes first
  for (const [name, [en, zh, unit]] of columns) {
    const label = make("dt", { title: [en, zh, unit].filter(Boolean).join(" · ") }, name, make("small", {}, ...both(en, zh)));
    rows.append(label, make("dd", { lang: "zh" }, linked(name, fact)));
  }
  shown.replaceChildren(head, make("blockquote", { lang: "zh" }, words(fact)), ...also(fact), rows);
  shown.scrollTop = 0;
}

function linked(name, fact) {
  const value = fact.row[name], n = byKey.get(value);
  if (n === undefined || n === fact.n) return value;
  const link = make("button", { type: "button", className: "link" }, words(facts[n]), " ", make("small", {}, value));
  link.dataset.n = n;
  return link;
}

function also(fact) {
  const others = new Set(marksOf[fact.n].flatMap((mark) => factsOf.get(mark)));
  others.delete(fact.n);
  const links = [...others].filter((n) => state.shown.has(n)).slice(0, 24).map((n) => {
    const link = make("button", { type: "button", className: `chip ${facts[n].table.name}` }, make("i"), words(facts[n]).slice(0, 24));
    link.dataset.n = n;
    return link;
  });
  return links.length ? [make("p", { className: "also" }, data.labels.also, " ", ...links)] : [];
}

function step(by) {
  const order = state.listed;
  if (!order.length) return;
  let place = order.indexOf(state.current);
  if (place < 0) place = by > 0 ? order.findIndex((n) => n > state.current) - 1 : order.findLastIndex((n) => n < state.current) + 1;
  select(order[(place + by + order.length) % order.length], "keys");
}

// A piece under several facts gives them one after the other, the narrowest first.
function choose(mark, from) {
  // What was left out tells why even where the filters leave it out of the list.
  const seen = factsOf.get(mark).filter((n) => state.shown.has(n) || facts[n].table.name === "discarded").reverse();
  if (seen.length) select(seen[(seen.indexOf(state.current) + 1) % seen.length], from);
}

// Search goes through the text without its spaces, so that a line's end is no obstacle.

const search = { nodes: null, at: [], matches: [], place: -1 };

function searchable() {
  if (search.nodes) return;
  search.nodes = [];
  let joined = "";
  const walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT, (node) =>
    node.parentElement.closest(".words") ? NodeFilter.FILTER_ACCEPT : NodeFilter.FILTER_REJECT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const kept = node.data;
    for (let i = 0; i < kept.length; i++) {
      if (/\s/.test(kept[i])) continue;
      joined += kept[i].toLowerCase()[0];
      search.at.push([node, i]);
    }
  }
  search.joined = joined;
}

function find() {
  const wanted = query.value.replace(/\s/g, "").toLowerCase();
  search.matches = [];
  search.place = -1;
  if (wanted) {
    searchable();
    for (let i = search.joined.indexOf(wanted); i >= 0 && search.matches.length < 5000; i = search.joined.indexOf(wanted, i + wanted.length)) {
      const [[first, start], [last, end]] = [search.at[i], search.at[i + wanted.length - 1]];
      const range = document.createRange();
      range.setStart(first, start);
      range.setEnd(last, end + 1);
      search.matches.push(range);
    }
  }
  light("found", search.matches);
  light("here", []);
  relist();
  tell();
}

function light(name, ranges) {
  if (!globalThis.Highlight) return;
  CSS.highlights.set(name, new Highlight(...ranges));
}

function tell() {
  const count = search.matches.length;
  one("#matches").textContent = !query.value.trim() ? ""
    : count ? filled(data.labels.matches, search.place + 1, count, search.place + 1, count) : data.labels.no_match;
}

function goTo(by) {
  const count = search.matches.length;
  if (!count) return;
  search.place = search.place < 0 ? (by > 0 ? 0 : count - 1) : (search.place + by + count) % count;
  const range = search.matches[search.place];
  light("here", [range]);
  reveal(range.startContainer.parentElement);
  tell();
}
