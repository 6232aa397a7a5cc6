// The papers: by place, year and kind.

const papers = counted(data.papers);
const dash = (value) => value ?? "-";

const columns = [
  { name: "title", en: "Paper", zh: "文件", key: paper.title, cell: (p) => [paperCell(p), " ", small([paper.doc_number(p), paper.issuers(p)].filter(Boolean).join(" · "))] },
  { name: "place", en: "Place", zh: "地区", key: placeOf, cell: placeCell },
  { name: "year", en: "Year", zh: "年份", number: true, key: paper.year, cell: (p) => paper.issued_date(p) ?? [paper.year(p) ?? "", " ", paper.dated(p) ? make("small", {}, ...both(...pairOf("dated", paper.dated(p)))) : ""] },
  { name: "type", en: "Kind", zh: "文种", key: paper.doc_type, cell: (p) => [zh(paper.doc_type(p)), " ", paper.status(p) === "正式" ? "" : small(paper.status(p) ?? "")] },
  { name: "force", en: "In force", zh: "有效性", key: (p) => paper.effective_to(p), cell: (p) => [zh(paper.force(p)), " ", paper.effective_to(p) ? make("small", {}, "→ " + paper.effective_to(p)) : ""] },
  ...[["incentives", "Incentives", "资金支持"], ["targets", "Targets", "目标"], ["duties", "Duties", "职责"], ["issues", "Issues", "存疑"]]
    .map(([name, en, words]) => ({ name, en, zh: words, number: true, key: paper[name], cell: (p) => paper[name](p) ? linkTo(p, "", String(paper[name](p))) : "" })),
];
const list = sheet(one("#papers"), { columns });

fillPlaces(papers);
fillOptions("year", papers.map((p) => dash(paper.year(p))), (value) => value === "-" ? labels.none.join(" ") : value);
fillOptions("type", papers.map((p) => dash(paper.doc_type(p))), (value) => value === "-" ? labels.none.join(" ") : pairOf("type", value).toReversed().join(" "));

function tally(rows, of) {
  const found = new Map();
  for (const p of rows) { const value = dash(of(p)); found.set(value, (found.get(value) ?? 0) + 1); }
  return [...found];
}

const named = (value) => value === "-" ? labels.none.join(" ") : String(value);

function chart(id, filter, entries, words = named) {
  bars(id, one(`#${id}`).closest("section").querySelector("h2").textContent, entries.map(([value]) => words(value)),
    [{ data: entries.map(([, count]) => count) }], { lying: id !== "by-year", pick: (n) => choose({ [filter]: chosen()[filter] === String(entries[n][0]) ? "" : String(entries[n][0]) }) });
}

onFilter((wanted) => {
  const found = has(wanted.words ?? "");
  const passes = (p) => (!wanted.place || inPlace(p, wanted.place)) && (!wanted.year || String(dash(paper.year(p))) === wanted.year)
    && (!wanted.type || dash(paper.doc_type(p)) === wanted.type) && found(paper.title(p), paper.doc_number(p), paper.issuers(p));
  const shown = papers.filter(passes);
  list.show(shown);
  const most = (entries) => entries.sort((a, b) => b[1] - a[1] || collator.compare(a[0], b[0])).slice(0, 12);
  chart("by-place", "place", most(tally(shown, placeOf)));
  chart("by-year", "year", tally(shown, paper.year).sort((a, b) => (a[0] === "-") - (b[0] === "-") || a[0] - b[0]), (value) => value === "-" ? labels.none : String(value));
  chart("by-type", "type", most(tally(shown, paper.doc_type)), (value) => value === "-" ? named(value) : pairOf("type", value).toReversed().join(" "));
});
document.documentElement.dataset.ready = "";
