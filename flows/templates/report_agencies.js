// Bodies by how much they lead, and every duty.

const body = readers(data.bodies), bodies = counted(data.bodies), rows = counted(data.rows);
const paperOf = row.paper;
const ROLES = [["leads", "牵头"], ["responsible", "责任"], ["supports", "配合"], ["answers", "咨询"]];
const place = (b) => body.city(b) ?? body.province(b);
const capital = (words) => words[0].toUpperCase() + words.slice(1);
const picked = { body: null, role: null };

const pick = (name, role) => { Object.assign(picked, { body: name, role }); showDuties(); one("#rows").scrollIntoView({ block: "nearest" }); };
const roleColumn = ([name, role]) => ({
  name, en: capital(labels.role[role][0]), zh: role, number: true, key: (b) => body[name](b),
  cell: (b) => body[name](b) ? make("button", { type: "button", className: "link", onclick: () => pick(body.body(b), role) }, String(body[name](b))) : "",
});
const list = sheet(one("#bodies"), {
  size: 16,
  columns: [
    { name: "body", en: "Body", zh: "部门", key: body.body, cell: (b) => [make("button", { type: "button", className: "link", lang: "zh", onclick: () => pick(body.body(b), null) }, body.body(b)), " ", body.as_printed(b) && place(b) ? small(place(b)) : ""] },
    ...ROLES.map(roleColumn),
    { name: "papers", en: "Papers", zh: "文件", number: true, key: body.papers, cell: (b) => String(body.papers(b)) },
  ],
});
const duties = sheet(one("#rows"), {
  columns: [
    { name: "body", en: "Body", zh: "部门", key: row.body, cell: (r) => zh(row.body(r)) },
    { name: "role", en: "Role", zh: "职责", key: row.role, cell: (r) => told("role", row.role(r)) },
    { name: "section", en: "For", zh: "事项", key: row.section, cell: (r) => Object.assign(linkTo(paperOf(r), row.id(r), row.section(r) ?? row.agency(r)), { lang: "zh" }) },
    { name: "place", en: "Place", zh: "地区", key: (r) => placeOf(paperOf(r)), cell: (r) => placeCell(paperOf(r)) },
    { name: "paper", en: "Paper", zh: "文件", key: (r) => paper.title(paperOf(r)), cell: (r) => paperCell(paperOf(r), row.id(r)) },
  ],
});

let wantedNow = {};

function showDuties() {
  const found = has(wantedNow.words ?? "");
  duties.show(rows.filter((r) => (!wantedNow.place || inPlace(paperOf(r), wantedNow.place)) && (!picked.body || row.body(r) === picked.body)
    && (!picked.role || row.role(r) === picked.role) && (!wantedNow.words || found(row.body(r), row.agency(r)))));
  const words = [picked.body, picked.role].filter(Boolean).join(" · ");
  one("#chosen").replaceChildren(...(words ? [make("button", { type: "button", lang: "zh", onclick: () => pick(null, null) }, words + " ×")] : []));
}

fillOptions("place", bodies.flatMap((b) => [...new Set([body.province(b), place(b) ?? "-"])]), (value) => value === "-" ? labels.none.join(" ") : value);
onFilter((wanted) => {
  wantedNow = wanted;
  const found = has(wanted.words ?? "");
  const shown = bodies.filter((b) => (!wanted.place || (wanted.place === "-" ? !place(b) : body.province(b) === wanted.place || body.city(b) === wanted.place))
    && (!wanted.words || found(body.body(b))));
  list.show(shown);
  const top = shown.slice(0, 16);
  const used = ROLES.filter(([name]) => top.some(body[name]));
  bars("by-body", "Bodies that lead most 牵头最多的部门", top.map(body.body), used.map(([name, role]) => ({ label: labels.role[role].toReversed().join(" "), data: top.map(body[name]) })),
    { stacked: true, pick: (n, set) => pick(body.body(top[n]), used[set][1]) });
  showDuties();
});
document.documentElement.dataset.ready = "";
