// Incentives compared: by place, by level and instrument, and one by one.

const rows = counted(data.rows);
const inYuan = (r) => (row.currency(r) ?? "CNY") === "CNY";
const award = (r) => row.cap_amount(r) ?? row.amount(r) ?? row.cap_amount_annual(r); // what awards are compared by
const awards = rows.map((r) => award(r) === undefined ? undefined : Number(award(r)));
// The size of a fund is no award; funds are compared with one another, where they are asked for.
let funds = false;
const yuan = (r) => inYuan(r) && (row.instrument(r) === "fund") === funds ? awards[r] : undefined;
const paperOf = row.paper;

const joined = (parts) => parts.flatMap((part, n) => n ? [make("br"), part] : [part]);
const per = (words, sign = "/ ") => words ? [" ", small(sign + words)] : [];
const sumLink = (r, text, before = "", after = []) => make("span", { className: "sum" },
  Object.assign(linkTo(paperOf(r), row.id(r), before + money(text, row.currency(r))), { title: exact(text, row.currency(r)) }), ...after);

function sums(r) {
  const found = [];
  if (row.amount(r) !== undefined) found.push(sumLink(r, row.amount(r), "", per(row.per(r))));
  if (row.floor_amount(r) !== undefined) found.push(sumLink(r, row.floor_amount(r), "≥ "));
  if (row.cap_amount(r) !== undefined) found.push(sumLink(r, row.cap_amount(r), "≤ ", per(row.cap_per(r))));
  return joined(found);
}

function rate(r) {
  const [low, high] = [row.rate_min(r), row.rate_max(r)];
  if (high === undefined && low === undefined) return "";
  const words = low === undefined ? "≤ " + percent(high) : high === undefined || low === high ? percent(low) : `${percent(low)}–${percent(high)}`;
  return [linkTo(paperOf(r), row.id(r), words), ...per(row.rate_base(r), "× ")];
}

const tags = (r) => joined([
  told("instrument", row.instrument(r)), row.recognition_level(r) && told("level", row.recognition_level(r)),
  row.certainty(r) !== "explicit" && make("small", {}, ...both(...pairOf("certainty", row.certainty(r)))),
].filter(Boolean));

const list = sheet(one("#rows"), {
  sort: { name: "sum", way: "descending" },
  columns: [
    { name: "place", en: "Place", zh: "地区", key: (r) => placeOf(paperOf(r)), cell: (r) => placeCell(paperOf(r)) },
    { name: "what", en: "For whom, for what", zh: "对象与条件", key: (r) => row.recipient(r) ?? row.condition(r), cell: (r) => joined([zh(row.recipient(r) ?? row.condition(r) ?? row.quote(r)), row.recipient(r) && row.condition(r) ? small(row.condition(r)) : "", row.tier(r) ? small("【" + row.tier(r) + "】") : ""].filter(Boolean)) },
    { name: "instrument", en: "Instrument, level", zh: "方式、级别", key: (r) => pairOf("instrument", row.instrument(r))[0] + (row.recognition_level(r) ?? ""), cell: tags },
    { name: "rate", en: "Rate", zh: "比例", number: true, key: (r) => { const found = row.rate_max(r) ?? row.rate_min(r); return found === undefined ? undefined : Number(found); }, cell: rate },
    { name: "sum", en: "Sum or cap", zh: "金额或上限", number: true, key: (r) => row.cap_amount(r) === undefined && row.amount(r) === undefined ? undefined : yuan(r), cell: sums },
    { name: "annual", en: "Cap a year", zh: "年度上限", number: true, key: (r) => row.cap_amount_annual(r) === undefined ? undefined : Number(row.cap_amount_annual(r)), cell: (r) => row.cap_amount_annual(r) === undefined ? "" : sumLink(r, row.cap_amount_annual(r), "≤ ") },
    { name: "paper", en: "Paper", zh: "文件", key: (r) => paper.title(paperOf(r)), cell: (r) => [paperCell(paperOf(r), row.id(r)), " ", small([paper.year(paperOf(r)), row.section_path(r)].filter(Boolean).join(" · "))] },
  ],
});

// Places: how many incentives, the largest award and the middle one, each with its row.

function byPlace(shown) {
  const found = new Map();
  for (const r of shown) {
    const place = placeOf(paperOf(r)) ?? "-";
    if (!found.has(place)) found.set(place, { place, rows: [], sums: [] });
    const group = found.get(place);
    group.rows.push(r);
    if (yuan(r) !== undefined) group.sums.push(r);
  }
  for (const group of found.values()) group.sums.sort((a, b) => yuan(b) - yuan(a) || a - b);
  return [...found.values()];
}

const largest = (group) => group.sums[0], middle = (group) => group.sums[Math.floor(group.sums.length / 2)];
const sumColumn = (name, en, words, of) => ({
  name, en, zh: words, number: true, key: (group) => of(group) === undefined ? undefined : yuan(of(group)),
  cell: (group) => of(group) === undefined ? "" : sumLink(of(group), award(of(group))),
});
const placeWords = (place) => place === "-" ? labels.none.join(" ") : place;
const placesList = sheet(one("#places"), {
  sort: { name: "largest", way: "descending" },
  columns: [
    { name: "place", en: "Place", zh: "地区", key: (group) => group.place, cell: (group) => make("button", { type: "button", className: "link", lang: "zh", onclick: () => choose({ place: group.place }) }, placeWords(group.place)) },
    { name: "count", en: "Incentives", zh: "条款数", number: true, key: (group) => group.rows.length, cell: (group) => String(group.rows.length) },
    { name: "with", en: "With a sum", zh: "有金额", number: true, key: (group) => group.sums.length, cell: (group) => String(group.sums.length) },
    sumColumn("largest", "Largest award", "最高", largest),
    { name: "for", en: "For", zh: "对象", cell: (group) => largest(group) === undefined ? "" : zh(row.recipient(largest(group)) ?? row.condition(largest(group)) ?? "") },
    sumColumn("middle", "Middle award", "中位", middle),
  ],
});

// Levels across, instruments down: the largest award of each, with how many there are.

const stacked = ([en, words]) => [zh(words), make("br"), make("small", {}, en)];

function matrix(shown) {
  const cells = new Map(), instruments = Object.keys(labels.instrument), levels = [...Object.keys(labels.level), "-"];
  for (const r of shown) {
    const key = `${row.instrument(r)} ${row.recognition_level(r) ?? "-"}`;
    const cell = cells.get(key) ?? cells.set(key, { count: 0, best: undefined }).get(key);
    cell.count += 1;
    if (inYuan(r) && awards[r] !== undefined && (cell.best === undefined || awards[r] > awards[cell.best])) cell.best = r;
  }
  const used = instruments.filter((instrument) => levels.some((level) => cells.has(`${instrument} ${level}`)));
  const heads = levels.filter((level) => used.some((instrument) => cells.has(`${instrument} ${level}`)));
  const head = make("tr", {}, make("td"), ...heads.map((level) => make("th", { scope: "col", className: "number" }, ...stacked(level === "-" ? labels.none : pairOf("level", level)))));
  const lines = used.map((instrument) => make("tr", {}, make("th", { scope: "row" }, zh(pairOf("instrument", instrument)[1]), " ", make("small", {}, instrument)), ...heads.map((level) => {
    const cell = cells.get(`${instrument} ${level}`);
    if (!cell) return make("td");
    const count = make("button", { type: "button", className: "link count", onclick: () => choose({ instrument, level }) }, String(cell.count));
    count.setAttribute("aria-label", `${cell.count} ${pairOf("instrument", instrument).join(" ")} ${level}`);
    return make("td", { className: "number" }, ...(cell.best === undefined ? [] : [sumLink(cell.best, award(cell.best)), " "]), count);
  })));
  one("#matrix").replaceChildren(make("table", {}, make("thead", {}, head), make("tbody", {}, ...lines)));
}

const inUse = [...new Set(rows.map(paperOf))];
fillPlaces(rows.map(paperOf));
fillOptions("instrument", rows.map(row.instrument));
fillOptions("level", rows.map((r) => row.recognition_level(r) ?? "-"), (value) => value === "-" ? labels.none.join(" ") : pairOf("level", value).toReversed().join(" "));
fillOptions("recipient", rows.map(row.recipient_type));
fillOptions("certainty", rows.map(row.certainty));

onFilter((wanted) => {
  const found = has(wanted.words ?? "");
  funds = wanted.instrument === "fund";
  const papersIn = new Set(inUse.filter((p) => !wanted.place || inPlace(p, wanted.place)));
  const shown = rows.filter((r) => papersIn.has(paperOf(r)) && (!wanted.instrument || row.instrument(r) === wanted.instrument)
    && (!wanted.level || (row.recognition_level(r) ?? "-") === wanted.level) && (!wanted.recipient || row.recipient_type(r) === wanted.recipient)
    && (!wanted.certainty || row.certainty(r) === wanted.certainty)
    && (!wanted.words || found(row.recipient(r), row.condition(r), row.tier(r), row.quote(r), paper.title(paperOf(r)))));
  const groups = byPlace(shown), top = groups.filter((group) => group.sums.length).sort((a, b) => yuan(largest(b)) - yuan(largest(a))).slice(0, 14);
  bars("by-place", "Largest award by place 各地最高单项支持", top.map((group) => placeWords(group.place)), [{ data: top.map((group) => yuan(largest(group))) }],
    { format: (value) => `${plain(Number(value))}${value < 1e4 ? " " : ""}${currencyOf("CNY")}`, pick: (n) => choose({ place: top[n].place }) });
  matrix(shown);
  placesList.show(groups);
  list.show(shown);
});
document.documentElement.dataset.ready = "";
