// The issues, one by one.

const rows = counted(data.rows);
const files = new Set(data.files);

function place(r) {
  if (row.paper(r) >= 0) return paperCell(row.paper(r), row.id(r));
  const page = files.has(row.source_id(r));
  return make(page ? "a" : "span", { lang: "zh", className: "name", ...(page ? { href: `papers/${row.source_id(r)}.html#${row.id(r)}` } : {}) }, row.source_uri(r));
}

const list = sheet(one("#rows"), {
  columns: [
    { name: "severity", en: "Severity", zh: "程度", key: (r) => Object.keys(labels.severity).indexOf(row.severity(r)) + "", cell: (r) => told("severity", row.severity(r)) },
    { name: "code", en: "Code", zh: "代码", key: row.code, cell: (r) => [row.code(r), " ", small(pairOf("code", row.code(r))[1])] },
    { name: "detail", en: "Detail", zh: "说明", key: row.detail, cell: row.detail },
    { name: "page", en: "Page", zh: "页", number: true, key: row.page, cell: (r) => String(row.page(r) ?? "") },
    { name: "paper", en: "Paper", zh: "文件", key: (r) => row.paper(r) >= 0 ? paper.title(row.paper(r)) : row.source_uri(r), cell: place },
  ],
});
fillOptions("code", rows.map(row.code));
fillOptions("severity", rows.map(row.severity));
onFilter((wanted) => {
  const found = has(wanted.words ?? "");
  list.show(rows.filter((r) => (!wanted.code || row.code(r) === wanted.code) && (!wanted.severity || row.severity(r) === wanted.severity)
    && (!wanted.words || found(row.detail(r), row.source_uri(r), row.paper(r) >= 0 ? paper.title(row.paper(r)) : ""))));
});
document.documentElement.dataset.ready = "";
