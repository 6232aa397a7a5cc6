// Pictures of the pages with the boxes of their lines; each is decoded when it comes near.

const SVG = "http://www.w3.org/2000/svg";
const sheets = new Map(); // page number to its svg

function draws(tag, attributes, within) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  within?.append(element);
  return element;
}

function layPages() {
  const pages = one("#pages");
  if (!pages) return;
  const near = new IntersectionObserver((entries) => {
    for (const entry of entries) if (entry.isIntersecting) { paint(entry.target); near.unobserve(entry.target); }
  }, { rootMargin: "600px" });
  for (const { page, width, height, wordless } of data.pages) {
    const own = data.lines.filter((line) => line[0] === page);
    // A scan that lay on its side was read upright; its boxes fit the picture no more.
    const fits = own.every((line) => line[5] <= width + 2 && line[6] <= height + 2);
    const svg = draws("svg", { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": filled(data.labels.page, page) });
    draws("rect", { width, height, class: "paper" }, svg);
    draws("image", { width, height, preserveAspectRatio: "none" }, svg);
    own.forEach(([, start, end, x0, top, x1, bottom, printed]) => {
      if (!fits) return;
      if (wordless) {
        const line = draws("text", { x: x0, y: bottom - (bottom - top) * 0.15, textLength: x1 - x0, "font-size": (bottom - top) * 0.85, lengthAdjust: "spacingAndGlyphs" }, svg);
        line.textContent = printed;
      }
      const box = draws("rect", { x: x0, y: top, width: x1 - x0, height: bottom - top, class: "line" }, svg);
      box.dataset.span = `${start} ${end}`;
    });
    draws("g", { class: "boxes" }, svg);
    sheets.set(page, { svg, fits });
    const figure = make("figure", {}, svg, make("figcaption", {}, filled(data.labels.page, page)));
    figure.dataset.page = page;
    pages.append(figure);
    near.observe(figure);
  }
}

function paint(figure) {
  const kept = one(`#picture-${figure.dataset.page}`);
  one("image", figure).setAttribute("href", "data:image/webp;base64," + kept.textContent.trim());
}

// How wide characters are: those of Latin letters and digits are half as wide as Chinese ones.
const ems = (signs) => signs.reduce((sum, sign) => sum + (sign < "\u2000" ? 0.5 : 1), 0);

function showBoxes(fact) {
  for (const box of all("#pages .boxes rect")) box.remove();
  if (!fact) return;
  let first = null;
  for (const [page, start, end, x0, top, x1, bottom, printed] of data.lines) {
    const sheet = sheets.get(page);
    if (!sheet?.fits || start >= fact.end || fact.start >= end) continue;
    const signs = [...printed];
    const wide = (x1 - x0) / Math.max(1, ems(signs));
    const x = x0 + ems(signs.slice(0, Math.max(0, fact.start - start))) * wide;
    const width = Math.max(2, x0 + ems(signs.slice(0, fact.end - start)) * wide - x);
    const box = draws("rect", { x: x - 1, y: top - 1, width: width + 2, height: bottom - top + 2, class: fact.table.name }, one(".boxes", sheet.svg));
    first ??= box;
  }
  if (first && !one("#pages").hidden) first.scrollIntoView({ block: "center" });
}

function showTab(name) {
  if (!one("#pages")) return;
  for (const tab of ["list", "pages"]) {
    one(`#tab-${tab}`).setAttribute("aria-selected", String(tab === name));
    one(`#${tab}`).hidden = tab !== name;
  }
  if (name === "pages" && state.current >= 0) showBoxes(facts[state.current]);
}

// The characters of a line, found in the text by counting code points from the block that holds them.
function rangeAt(start, end) {
  const blocks = all(".words", text);
  const block = blocks.findLast((each) => Number(each.dataset.start) <= start);
  if (!block) return null;
  const range = document.createRange();
  let at = Number(block.dataset.start), open = false;
  const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    let unit = 0;
    for (const sign of node.data) {
      if (at === start) { range.setStart(node, unit); open = true; }
      unit += sign.length;
      at += 1;
      if (open) range.setEnd(node, unit);
      if (at >= end) return open ? range : null;
    }
  }
  return open ? range : null;
}

function jumpToLine(span) {
  const [start, end] = span.split(" ").map(Number);
  const n = state.listed.find((each) => facts[each].start < end && start < facts[each].end);
  const range = rangeAt(start, end);
  if (range) { light("here", [range]); reveal(range.startContainer.parentElement); }
  if (n !== undefined) select(n, "text");
}

// Events: one listener a kind, for the whole page.

function letGo() {
  if (query.value) { query.value = ""; find(); }
  light("here", []);
  query.blur();
  select(-1);
}

const KEYS = {
  j: () => step(1), k: () => step(-1), t: toggleTheme, "/": () => { query.focus(); query.select(); }, "?": () => one("#keys").showModal(),
  o: () => { const mark = marksOf[state.current]?.[0]; if (mark) choose(mark, "keys"); },
  p: () => showTab(one("#pages")?.hidden ? "pages" : "list"),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || one("#keys").open) return;
  if (event.key === "Escape") return letGo();
  if (event.target === query && event.key === "Enter") { event.preventDefault(); return goTo(event.shiftKey ? -1 : 1); }
  if (event.target.closest("input[type=search], select") || !KEYS[event.key]) return;
  event.preventDefault();
  KEYS[event.key]();
});

document.addEventListener("click", (event) => {
  const at = (selector) => event.target.closest(selector);
  if (at("#theme")) toggleTheme();
  else if (at("#help")) one("#keys").showModal();
  else if (at("[role=tab]")) showTab(at("[role=tab]").id.slice(4));
  else if (at("#facts li")) select(Number(at("#facts li").dataset.n), "list");
  else if (at("#row [data-n]")) select(Number(at("#row [data-n]").dataset.n), "row");
  else if (at("rect.line")) jumpToLine(at("rect.line").dataset.span);
  else if (at(".sheet")) { showTab("pages"); one(`#pages figure[data-page="${at(".sheet").dataset.page}"]`)?.scrollIntoView(); }
  else if (at("#text mark") && !String(getSelection())) choose(at("#text mark"), "text");
});

let waiting = 0;
query.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(find, 120); });
form.addEventListener("change", filter);
form.addEventListener("reset", () => setTimeout(filter));
form.addEventListener("submit", (event) => event.preventDefault());
one("#side").addEventListener("scroll", (event) => {
  const box = event.target;
  if (state.drawn < state.listed.length && box.scrollHeight - box.scrollTop - box.clientHeight < 800) draw(STEP);
}, { capture: true, passive: true });
addEventListener("beforeprint", () => draw(state.listed.length));
addEventListener("hashchange", followLink);

function followLink() {
  const n = byKey.get(decodeURIComponent(location.hash.slice(1)));
  if (n !== undefined) select(n, "link");
}

// The text is painted first; what makes it answer follows.
requestAnimationFrame(() => setTimeout(() => {
  index();
  filter();
  layPages();
  followLink();
  document.documentElement.dataset.ready = "";
}));
