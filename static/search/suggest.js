// Titles under the search box while it is being typed. Without this file, or on a bad line, Enter searches as ever.
const box = document.querySelector("[data-suggest]");
const line = navigator.connection;
let list, said, timer, asked, chosen = -1, shown = "";

const options = () => [...(list?.children ?? [])];

const close = () => {
  chosen = -1;
  list?.remove();
  list = undefined;
  box.setAttribute("aria-expanded", "false");
  box.removeAttribute("aria-activedescendant");
};

const choose = (at) => {
  const all = options();
  if (!all.length) return;
  chosen = (at + all.length) % all.length;
  all.forEach((one, number) => one.setAttribute("aria-selected", String(number === chosen)));
  all[chosen].scrollIntoView({ block: "nearest" });
  box.setAttribute("aria-activedescendant", all[chosen].id);
};

const draw = (found) => {
  close();
  said.textContent = found.length ? box.dataset.some.replace("{n}", found.length) : box.dataset.none;
  if (!found.length) return;
  list = Object.assign(document.createElement("ul"), { id: "suggestions", className: "suggestions" });
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", box.dataset.label);
  found.forEach((one, number) => {
    const line = document.createElement("li");
    line.id = `suggestion-${number}`;
    line.dataset.url = one.url;
    line.setAttribute("role", "option");
    line.setAttribute("aria-selected", "false");
    const title = Object.assign(document.createElement("span"), { textContent: one.title, dir: "auto", lang: one.lang });
    line.append(title, Object.assign(document.createElement("small"), { textContent: one.kind }));
    list.append(line);
  });
  box.parentElement.append(list);
  box.setAttribute("aria-expanded", "true");
};

const ask = async () => {
  const typed = box.value.trimStart();
  if (typed === shown) return;
  shown = typed;
  asked?.abort();
  if (typed.trim().length < 2) return close();
  asked = new AbortController();
  const mine = asked, late = setTimeout(() => mine.abort(), 3000);
  try {
    const address = new URL(box.dataset.suggest, location.href);
    address.searchParams.set("q", typed);
    const answer = await fetch(address, { signal: mine.signal, headers: { Accept: "application/json" } });
    if (answer.ok && !answer.redirected && mine === asked && document.activeElement === box) draw(await answer.json());
  } catch { if (mine === asked) { shown = ""; close(); } /* offline or slow: quiet */ } finally { clearTimeout(late); }
};

const press = (event) => {
  const open = options().length > 0;
  if (event.key === "ArrowDown" && open) choose(chosen + 1);
  else if (event.key === "ArrowUp" && open) choose(chosen < 0 ? -1 : chosen - 1);
  else if (event.key === "Enter" && chosen >= 0) location.assign(options()[chosen].dataset.url);
  else if (event.key === "Escape" && open) close();
  else return;
  event.preventDefault();
};

if (box && !line?.saveData && !/2g/.test(line?.effectiveType ?? "")) {
  box.setAttribute("role", "combobox");
  box.setAttribute("aria-autocomplete", "list");
  box.setAttribute("aria-controls", "suggestions");
  box.setAttribute("aria-expanded", "false");
  said = Object.assign(document.createElement("span"), { className: "vh" });
  said.setAttribute("role", "status");
  box.parentElement.after(said);
  box.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(ask, 120); });
  box.addEventListener("keydown", press);
  box.addEventListener("blur", () => setTimeout(close, 150));
  box.parentElement.addEventListener("mousedown", (event) => {
    const line = event.target.closest("[role=option]");
    if (!line) return;
    event.preventDefault();
    location.assign(line.dataset.url);
  });
}
