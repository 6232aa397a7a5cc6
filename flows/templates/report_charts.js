// Charts of the overview. Each stands beside a table with the same figures.

const charts = new Map(); // canvas id to [chart, how it is made anew]
const SERIES = ["#3b7dd8", "#e07b39", "#3f9b5f", "#b0499b", "#c9a227", "#4aa5a8", "#c4473a", "#7468c9", "#7d8a2e", "#a0653c"];

// A colour of the style sheet as it is in the theme of the moment.
function colour(name) {
  const probe = document.body.appendChild(make("i"));
  probe.style.color = `var(--${name})`;
  const found = getComputedStyle(probe).color;
  probe.remove();
  return found;
}

function drawn(id, name, settings) {
  const again = () => {
    charts.get(id)?.[0].destroy();
    const canvas = one(`#${id}`);
    canvas.setAttribute("aria-label", name);
    Chart.defaults.color = colour("soft");
    Chart.defaults.borderColor = colour("line");
    Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
    charts.set(id, [new Chart(canvas, settings()), again]);
  };
  again();
}

function redraw() {
  for (const [, again] of [...charts.values()]) again();
}

// Lying bars, one a label; `pick` is called with the place of the bar that is clicked.
function bars(id, name, names, sets, { pick, format = plain, stacked = false, lying = true } = {}) {
  const plot = one(`#${id}`).parentElement;
  if (lying) plot.style.height = `${Math.max(4, names.length) * 1.65 + 3.2}rem`;
  const value = lying ? "x" : "y", label = lying ? "y" : "x";
  drawn(id, name, () => ({
    type: "bar",
    data: { labels: names, datasets: sets.map((set, n) => ({ backgroundColor: SERIES[n], maxBarThickness: 22, ...set })) },
    options: {
      ...common(pick), indexAxis: label,
      scales: {
        [value]: { stacked, beginAtZero: true, ticks: { callback: format, maxTicksLimit: 6, precision: 0 } },
        [label]: { stacked, grid: { display: false }, ticks: { autoSkip: !lying && names.length > 12, maxRotation: lying ? 50 : 0 } },
      },
      plugins: { legend: { display: sets.length > 1, position: "bottom" }, tooltip: { callbacks: { label: (item) => `${item.dataset.label ?? ""} ${format(item.parsed[value])}`.trim() } } },
    },
  }));
}

const common = (pick) => ({
  animation: false, responsive: true, maintainAspectRatio: false,
  onClick: (_, hit) => { if (hit.length && pick) pick(hit[0].index, hit[0].datasetIndex); },
  onHover: (event, hit) => { event.native.target.style.cursor = hit.length && pick ? "pointer" : ""; },
});

// Paper is light whatever the screen is.
let screenTheme;
addEventListener("beforeprint", () => { screenTheme = document.documentElement.dataset.theme ?? ""; document.documentElement.dataset.theme = "light"; redraw(); });
addEventListener("afterprint", () => { if (screenTheme) document.documentElement.dataset.theme = screenTheme; else delete document.documentElement.dataset.theme; redraw(); });
