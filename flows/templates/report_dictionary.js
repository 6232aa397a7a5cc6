// Finding a column by its name or meaning, in either language.

const search = one("#filters input");

function find() {
  const found = has(search.value);
  for (const section of all(".dictionary")) {
    const head = one("h2", section).textContent;
    const lines = all("tbody tr", section);
    for (const line of lines) line.hidden = !found(head, line.textContent);
    section.hidden = lines.every((line) => line.hidden);
  }
}

search.addEventListener("input", find);
form.addEventListener("submit", (event) => event.preventDefault());
document.documentElement.dataset.ready = "";
