// Targets: one metric over the years, by place, and every row.

const rows = counted(data.rows);
const paperOf = row.paper;
const SERIES_DRAWN = 10, PICKS = 14;

const isMoney = (r) => /^[A-Z]{3}$/.test(row.unit(r) ?? "");
const unitWords = (unit) => unit === undefined ? "" : data.currencies[unit] ?? unit;

function valueWords(r, text) {
  if (isMoney(r)) return money(text, row.unit(r));
  if (row.unit(r) === "%") return percent(text);
  const [places, step] = stepOf(magnitude(text));
  return `${moved(text, places)}${places ? " " + step : ""}${row.unit(r) ? " " + row.unit(r) : ""}`;
}

function value(r) {
  const [low, high] = [row.value_min(r), row.value_max(r)];
  const words = labels.comparator[row.comparator(r)] + (low === high ? valueWords(r, low) : `${valueWords(r, low)}–${valueWords(r, high)}`);
  const link = Object.assign(linkTo(paperOf(r), row.id(r), words), { title: low === high ? moved(low, 0) : `${moved(low, 0)}–${moved(high, 0)}` });
  return [link, row.per(r) ? small(" / " + row.per(r)) : ""];
}

const list = sheet(one("#rows"), {
  columns: [
    { name: "metric", en: "Metric", zh: "指标", key: row.metric, cell: (r) => zh(row.metric(r) ?? row.quote(r)) },
    { name: "place", en: "Place", zh: "地区", key: (r) => placeOf(paperOf(r)), cell: (r) => placeCell(paperOf(r)) },
    { name: "year", en: "Year", zh: "年份", number: true, key: row.year, cell: (r) => row.year(r) === undefined ? "" : String(row.year(r)) },
    { name: "value", en: "Value", zh: "数值", number: true, key: (r) => Number(row.value_max(r)), cell: value },
    { name: "status", en: "Status", zh: "状态", key: row.status, cell: (r) => [row.status(r) === "target" ? "▲ " : "● ", told("status", row.status(r))] },
    { name: "certainty", en: "Certainty", zh: "确定性", key: row.certainty, cell: (r) => told("certainty", row.certainty(r)) },
    { name: "paper", en: "Paper", zh: "文件", key: (r) => paper.title(paperOf(r)), cell: (r) => paperCell(paperOf(r), row.id(r)) },
  ],
});

function mostFrequent(values) {
  const counts = new Map();
  for (const each of values) counts.set(each, (counts.get(each) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0];
}

// A series is one metric of one place in one unit; places share a colour.
function chart(shown) {
  const dated = shown.filter((r) => row.year(r) !== undefined && row.metric(r));
  const unit = mostFrequent(dated.map(row.unit));
  const drawnRows = dated.filter((r) => row.unit(r) === unit);
  const counts = new Map();
  for (const r of drawnRows) { const place = placeOf(paperOf(r)) ?? labels.none.join(" "); counts.set(place, (counts.get(place) ?? 0) + 1); }
  const places = [...counts].sort((a, b) => b[1] - a[1]).slice(0, SERIES_DRAWN).map(([place]) => place);
  const series = new Map();
  for (const r of drawnRows) {
    const place = placeOf(paperOf(r)) ?? labels.none.join(" ");
    if (!places.includes(place)) continue;
    const key = place + "\n" + row.metric(r);
    if (!series.has(key)) series.set(key, { place, points: [] });
    series.get(key).points.push(r);
  }
  const label = unit === "%" ? "%" : unitWords(unit);
  const name = one("[name=metric]").value || "All metrics 全部指标";
  one("#chart-title").replaceChildren(make("span", { lang: "zh" }, name), " ", make("small", {}, label));
  drawn("over-time", `${name} ${label}`, () => settings([...series.values()], places, unit));
}

function settings(series, places, unit) {
  const scale = unit === "%" ? 100 : 1;
  const sets = series.map(({ place, points }) => {
    const ordered = [...points].sort((a, b) => row.year(a) - row.year(b));
    const tint = SERIES[places.indexOf(place)];
    return { label: place, rows: ordered, data: ordered.map((r) => ({ x: row.year(r), y: Number(row.value_max(r)) * scale })),
      borderColor: tint, backgroundColor: tint, pointStyle: ordered.map((r) => row.status(r) === "target" ? "triangle" : "circle"), pointRadius: 5, borderWidth: 1.5 };
  });
  const rowAt = (set, n) => sets[set].rows[n];
  const years = series.flatMap(({ points }) => points.map(row.year));
  return {
    type: "line", data: { datasets: sets },
    options: {
      ...common((n, set) => { const r = rowAt(set, n); if (paper.page(paperOf(r))) location.href = linkTo(paperOf(r), row.id(r)).href; }),
      interaction: { mode: "nearest", intersect: true },
      scales: { x: { type: "linear", min: Math.min(...years) - 1, max: Math.max(...years) + 1, ticks: { precision: 0, callback: (year) => Number.isInteger(year) ? String(year) : "" } }, y: { ticks: { callback: (number) => plain(number) + (unit === "%" ? "%" : "") } } },
      plugins: {
        legend: { position: "bottom", labels: { usePointStyle: true, pointStyle: "rect", filter: (item, all) => all.datasets.findIndex((set) => set.label === item.text) === item.datasetIndex },
          onClick: (_, item, legend) => {
            const hide = legend.chart.isDatasetVisible(item.datasetIndex);
            sets.forEach((set, n) => { if (set.label === item.text) legend.chart.setDatasetVisibility(n, !hide); });
            legend.chart.update();
          } },
        tooltip: { callbacks: { title: (items) => items.map((item) => row.metric(rowAt(item.datasetIndex, item.dataIndex)))[0],
          label: (item) => { const r = rowAt(item.datasetIndex, item.dataIndex); return `${item.dataset.label} ${row.year(r)}: ${labels.comparator[row.comparator(r)]}${valueWords(r, row.value_max(r))}`; } } },
      },
    },
  };
}

// The metrics that most places name, those named by one place alone left out where there are others.
function picks() {
  const places = new Map();
  for (const r of rows) {
    if (!row.metric(r) || row.year(r) === undefined) continue;
    if (!places.has(row.metric(r))) places.set(row.metric(r), [new Set(), 0]);
    const found = places.get(row.metric(r));
    found[0].add(placeOf(paperOf(r)));
    found[1] += 1;
  }
  return [...places].sort((a, b) => b[1][0].size - a[1][0].size || b[1][1] - a[1][1]).slice(0, PICKS).map(([metric, [own]]) => [metric, own.size]);
}

fillPlaces(rows.map(paperOf));
fillOptions("unit", rows.map((r) => row.unit(r) ?? "-"), (unit) => unit === "-" ? labels.none.join(" ") : unitWords(unit));
fillOptions("status", rows.map(row.status));
fillOptions("certainty", rows.map(row.certainty));
const offered = picks();
for (const [metric, places] of offered) {
  const button = make("button", { type: "button", lang: "zh", onclick: () => choose({ metric }) }, metric, " ", make("small", {}, String(places)));
  button.dataset.metric = metric;
  one("#metrics").append(button);
}
if (!location.hash.slice(1) && offered.length) history.replaceState(null, "", "#" + new URLSearchParams({ metric: offered[0][0] }));

onFilter((wanted) => {
  const found = has(wanted.metric ?? "");
  const shown = rows.filter((r) => (!wanted.place || inPlace(paperOf(r), wanted.place)) && (!wanted.unit || (row.unit(r) ?? "-") === wanted.unit)
    && (!wanted.status || row.status(r) === wanted.status) && (!wanted.certainty || row.certainty(r) === wanted.certainty) && (!wanted.metric || found(row.metric(r))));
  for (const button of all("#metrics button")) button.setAttribute("aria-pressed", String(button.dataset.metric === wanted.metric));
  chart(shown);
  list.show(shown);
});
document.documentElement.dataset.ready = "";
