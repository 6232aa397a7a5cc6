// What the pages of the overview share: rows held column by column, tables that sort and turn, filters, sums, charts.

const data = one("#data") ? JSON.parse(one("#data").textContent) : null;
const labels = data?.labels ?? {};
const ROWS_A_PAGE = 50, MOST_PRINTED = 2000, MOST_OPTIONS = 400;

// A column is a list of values by row, or the values and where each row's stands among them.
const reader = (column) => Array.isArray(column) ? (row) => column[row] ?? undefined : (row) => column.of[column.at[row]];
const readers = (island) => Object.fromEntries(Object.entries(island ?? {}).map(([name, column]) => [name, reader(column)]));
const sizeOf = ([first] = []) => !first ? 0 : (Array.isArray(first) ? first : first.at).length;
const counted = (island) => Array.from({ length: sizeOf(Object.values(island ?? {})) }, (_, row) => row);
const paper = readers(data?.papers), row = readers(data?.rows);

const pairOf = (kind, code) => labels[kind]?.[code] ?? (code === undefined ? labels.none : [code, ""]);
const told = (kind, code) => code === undefined ? "" : make("span", {}, ...both(...pairOf(kind, code)));
const zh = (words, properties = {}) => words ? make("span", { lang: "zh", ...properties }, words) : "";
const small = (...parts) => make("small", { lang: "zh" }, ...parts);
const collator = new Intl.Collator("zh-Hans-CN", { numeric: true });

// Places: a paper is of its city, or its province, or the whole country.

function placeOf(p) {
  const found = paper.city(p) ?? paper.province(p);
  return found ?? (paper.issuer_level(p) === "国家级" ? labels.national.join(" ") : undefined);
}

function placeCell(p) {
  const place = placeOf(p);
  if (!place) return make("span", { className: "soft" }, ...both(...labels.none));
  const county = paper.county(p);
  return make("span", { lang: "zh" }, place, ...(county ? [" ", small(county)] : []));
}

const inPlace = (p, wanted) => wanted === "-" ? !placeOf(p) : paper.province(p) === wanted || paper.city(p) === wanted || placeOf(p) === wanted;

function linkTo(p, id, ...words) {
  if (p < 0 || !paper.page(p)) return make("span", {}, ...words);
  return make("a", { href: `papers/${paper.doc_id(p)}.html${id ? "#" + id : ""}` }, ...words);
}

const paperCell = (p, id) => {
  const link = linkTo(p, id, paper.title(p));
  Object.assign(link, { lang: "zh", className: "name", title: paper.title(p) });
  return link;
};

// Numbers come as text with every digit; the point is moved, nothing is rounded.

function moved(text, places) {
  const [sign, digits] = text.startsWith("-") ? ["-", text.slice(1)] : ["", text];
  const [whole, part = ""] = digits.split(".");
  const all = whole.padStart(places + 1, "0") + part.padEnd(-places, "0");
  const at = whole.padStart(places + 1, "0").length - places;
  const left = all.slice(0, at).replace(/^0+(?=\d)/, "").replace(/\B(?=(\d{3})+$)/g, ",");
  const right = all.slice(at).replace(/0+$/, "");
  return sign + left + (right ? "." + right : "");
}

const magnitude = (text) => Math.abs(Number(text));
const currencyOf = (code) => data.currencies[code ?? "CNY"] ?? code;
const stepOf = (number) => number >= 1e8 ? [8, "亿"] : number >= 1e4 ? [4, "万"] : [0, ""];

function money(text, currency) {
  const [places, step] = stepOf(magnitude(text));
  return `${moved(text, places)} ${step}${currencyOf(currency)}`;
}

const exact = (text, currency) => `${moved(text, 0)} ${currencyOf(currency)}`;
const percent = (text) => moved(text, -2) + "%";
const plain = (number) => { const [places, step] = stepOf(number); return `${+(number / 10 ** places).toPrecision(4)}${step ? " " + step : ""}`; };

// Words in the order of a dictionary are slow to compare: each is compared once, however many rows have it.
const ranked = (keys) => new Map([...new Set(keys)].filter((key) => key !== undefined).sort(collator.compare).map((key, rank) => [key, rank]));

// A table whose heads sort it; it shows some rows at a time, all of them (up to a bound) in print.

function sheet(element, { columns, rows = [], sort = null, size = ROWS_A_PAGE }) {
  const state = { rows, at: 0, sort, order: rows, size };
  const head = make("tr"), body = make("tbody"), count = make("output"), table = make("table", {}, make("thead", {}, head), body);
  const turn = (by, words) => make("button", { type: "button", onclick: () => { state.at += by * state.size; draw(); } }, words);
  const back = turn(-1, labels.previous), on = turn(1, labels.next);
  for (const column of columns) head.append(headOf(column));
  element.replaceChildren(make("div", { className: "wide" }, table), make("p", { className: "pager" }, back, count, on));

  function headOf(column) {
    const cell = make("th", { scope: "col", className: column.number ? "number" : "" });
    cell.dataset.name = column.name;
    if (!column.key) { cell.append(...both(column.en, column.zh)); return cell; }
    cell.append(make("button", { type: "button", onclick: () => sortBy(column) }, ...both(column.en, column.zh)));
    return cell;
  }

  function sortBy(column) {
    const first = column.number ? "descending" : "ascending", other = column.number ? "ascending" : "descending";
    state.sort = { name: column.name, way: state.sort?.name === column.name && state.sort.way === first ? other : first };
    arrange();
  }

  // What has no value stands last either way.
  function arrange() {
    state.at = 0;
    state.order = state.rows;
    const column = columns.find((each) => each.name === state.sort?.name);
    if (column) {
      const keys = state.rows.map((each) => column.key(each));
      const ranks = column.number ? null : ranked(keys);
      const values = ranks ? keys.map((key) => ranks.get(key)) : keys;
      const way = state.sort.way === "ascending" ? 1 : -1;
      const places = values.map((_, place) => place).sort((a, b) => {
        const [left, right] = [values[a], values[b]];
        return (left === undefined) - (right === undefined) || (left === undefined ? 0 : way * (left - right));
      });
      state.order = places.map((place) => state.rows[place]);
    }
    for (const cell of head.children) {
      if (cell.dataset.name === state.sort?.name) cell.setAttribute("aria-sort", state.sort.way);
      else cell.removeAttribute("aria-sort");
    }
    draw();
  }

  function draw() {
    const total = state.order.length, end = Math.min(total, state.at + state.size);
    body.replaceChildren(...state.order.slice(state.at, end).map((each) => {
      const line = make("tr");
      for (const column of columns) {
        const made = column.cell(each);
        line.append(make("td", { className: column.number ? "number" : column.name }, ...(Array.isArray(made) ? made : [made ?? ""])));
      }
      return line;
    }));
    const shown = [state.at + 1, end, total].map((number) => number.toLocaleString("en"));
    count.textContent = total ? filled(labels.rows, ...shown, ...shown) : labels.no_rows;
    back.disabled = state.at === 0;
    on.disabled = end >= total;
    back.hidden = on.hidden = total <= state.size;
  }

  addEventListener("beforeprint", () => { state.size = MOST_PRINTED; state.at = 0; draw(); });
  addEventListener("afterprint", () => { state.size = size; draw(); });
  const show = (fresh) => { state.rows = fresh; arrange(); };
  show(rows);
  return { show, state };
}

// Filters stand in the address behind #, so that a selection can be kept and sent.

const form = one("#filters");

function fillOptions(name, values, words = (code) => pairOf(name, code).join(" ").trim()) {
  const counts = new Map();
  for (const value of values) if (value !== undefined) counts.set(value, (counts.get(value) ?? 0) + 1);
  const ranked = [...counts].sort((a, b) => b[1] - a[1] || collator.compare(a[0], b[0])).slice(0, MOST_OPTIONS);
  form.elements[name].append(...ranked.map(([value, count]) => make("option", { value }, `${words(value)} (${count.toLocaleString("en")})`)));
}

function fillPlaces(papers) {
  const values = papers.flatMap((p) => [...new Set([paper.province(p), placeOf(p) ?? "-"])]);
  fillOptions("place", values, (value) => value === "-" ? labels.none.join(" ") : value);
}

function chosen() {
  return Object.fromEntries([...new FormData(form)].filter(([, value]) => value !== ""));
}

// A value that is too rare to be offered is offered once it is chosen.
function put(name, value) {
  const field = form.elements[name];
  if (!(field instanceof HTMLElement)) return; // an address may hold any word, even one of the form's own
  field.value = value;
  if (field.value !== value) { field.append(make("option", { value }, value)); field.value = value; }
}

function choose(values) {
  for (const [name, value] of Object.entries(values)) put(name, value);
  form.dispatchEvent(new Event("change"));
}

function onFilter(apply) {
  const run = () => {
    const values = chosen();
    history.replaceState(null, "", "#" + new URLSearchParams(values));
    apply(values);
  };
  const restore = () => {
    for (const field of form.elements) if (field.name) field.value = "";
    for (const [name, value] of new URLSearchParams(location.hash.slice(1))) put(name, value);
    run();
  };
  let waiting = 0;
  form.addEventListener("input", (event) => { if (event.target.type === "search") { clearTimeout(waiting); waiting = setTimeout(run, 150); } });
  form.addEventListener("change", run);
  form.addEventListener("reset", () => setTimeout(run));
  form.addEventListener("submit", (event) => event.preventDefault());
  // Without a value it is a place in the page, as that of the link to the content.
  addEventListener("hashchange", () => { if (!location.hash || location.hash.includes("=")) restore(); });
  restore();
}

const has = (wanted) => {
  const words = wanted.toLowerCase().split(/\s+/).filter(Boolean);
  return (...texts) => { const joined = texts.filter(Boolean).join("\n").toLowerCase(); return words.every((word) => joined.includes(word)); };
};

document.addEventListener("click", (event) => { if (event.target.closest("#theme")) { toggleTheme(); globalThis.redraw?.(); } });
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, select")) return;
  if (event.key === "t") { toggleTheme(); globalThis.redraw?.(); }
  if (event.key === "/" && one("input[type=search]")) { event.preventDefault(); one("input[type=search]").focus(); }
});
