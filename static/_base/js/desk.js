// What helps to write: buttons over Markdown, names while one types, preview on demand, quotes of a selection.
// composer.js loads it when somebody is about to write; without it the form's own buttons do.
const ASK = 150;

const make = (tag, props = {}, ...inside) => {
  const one = Object.assign(document.createElement(tag), props);
  one.append(...inside);
  return one;
};

export function equip(desk, words, say) {
  if (desk.dataset.ready) return;
  desk.dataset.ready = "";
  const { place, desk: slug } = desk.dataset;
  const form = desk.closest("form");
  const box = desk.querySelector("textarea");
  const part = (name) => desk.querySelector(`[data-${name}]`);

  // ---- writing into the text so that Ctrl+Z takes it back
  function put(text, from = box.selectionStart, to = box.selectionEnd) {
    box.focus();
    box.setSelectionRange(from, to);
    if (!document.execCommand("insertText", false, text)) {
      box.setRangeText(text, from, to, "end");
      box.dispatchEvent(new Event("input", { bubbles: true }));
    }
  }
  const wrap = (mark, after = mark) => {
    const { selectionStart: from, selectionEnd: to } = box;
    const chosen = box.value.slice(from, to) || words.text;
    put(mark + chosen + after);
    box.setSelectionRange(from + mark.length, from + mark.length + chosen.length);
  };
  const lines = (mark) => {
    const from = box.value.lastIndexOf("\n", box.selectionStart - 1) + 1;
    const end = box.value.indexOf("\n", box.selectionEnd);
    const to = end < 0 ? box.value.length : end;
    put(box.value.slice(from, to).split("\n").map((line, at) => (mark === 1 ? `${at + 1}. ` : mark) + line).join("\n"), from, to);
  };
  const call = (sign) => put((/\S$/.test(box.value.slice(0, box.selectionStart)) ? " " : "") + sign);
  const acts = {
    bold: () => wrap("**"), heading: () => lines("## "), list: () => lines("- "), numbers: () => lines(1),
    quote: () => lines("> "), link: () => wrap("[", "](https://)"), mention: () => call("@"), refer: () => call("#"),
  };
  const bar = desk.querySelector("[role=toolbar]");
  const buttons = [...bar.children];
  bar.hidden = false;
  buttons[0].tabIndex = 0;
  bar.addEventListener("click", ({ target }) => acts[target.closest("[data-act]")?.dataset.act]?.());
  bar.addEventListener("keydown", (event) => {
    const way = { ArrowRight: 1, ArrowLeft: -1 }[event.key] * (document.dir === "rtl" ? -1 : 1);
    const at = buttons.indexOf(document.activeElement);
    const next = { Home: 0, End: buttons.length - 1 }[event.key] ?? (at + way + buttons.length) % buttons.length;
    if (Number.isNaN(next)) return;
    event.preventDefault();
    for (const one of buttons) one.tabIndex = -1;
    buttons[next].tabIndex = 0;
    buttons[next].focus();
  });

  // ---- preview on demand; the button's own page is what happens without this
  form.addEventListener("click", async (event) => {
    if (!event.target.closest("[name=preview]")) return;
    event.preventDefault();
    const data = new FormData(form);
    data.set("place", place);
    try {
      const answer = await fetch(`/groups/${slug}/preview`, { method: "POST", body: data });
      if (!answer.ok) throw answer;
      part("preview").replaceChildren(...new DOMParser().parseFromString(await answer.text(), "text/html").body.childNodes);
      part("preview").querySelector("[data-focus]")?.focus();
    } catch {
      part("preview").textContent = words.failed;
    }
  });

  // ---- names and commitments while one types
  const list = make("ul", { className: "names", id: `${box.id}-names`, hidden: true });
  list.setAttribute("role", "listbox");
  list.tabIndex = 0; // it scrolls
  box.setAttribute("aria-controls", list.id);
  desk.querySelector(".desk-told").before(list);
  let at = 0;
  let asked = 0;
  let start = 0;
  const shut = () => {
    list.hidden = true;
    asked += 1;
    box.removeAttribute("aria-activedescendant");
  };
  const point = (to) => {
    at = (to + list.children.length) % list.children.length;
    [...list.children].forEach((one, index) => one.setAttribute("aria-selected", index === at));
    box.setAttribute("aria-activedescendant", list.children[at].id);
    list.children[at].scrollIntoView({ block: "nearest" });
  };
  const take = (to) => {
    const { put: text } = list.children[to].dataset;
    shut();
    put(`${text} `, start, box.selectionStart);
  };
  let pause;
  function look() {
    clearTimeout(pause);
    const before = box.value.slice(0, box.selectionStart);
    const found = /(?:^|[^\p{L}\p{N}_/&#@.-]|[وفبكل])([@#][\p{L}\p{M}\p{N}_]{1,40})$/u.exec(before);
    if (!found) return shut();
    const mine = asked += 1;
    start = before.length - found[1].length;
    pause = setTimeout(async () => {
      try {
        const answer = await fetch(`/groups/${slug}/complete?${new URLSearchParams({ q: found[1], place })}`);
        const names = answer.ok ? await answer.json() : [];
        if (mine !== asked) return;
        if (!names.length) return shut();
        list.replaceChildren(...names.map(({ put: text, name, detail, lang }, index) => {
          const one = make("li", { id: `${list.id}-${index}` }, make("bdi", { textContent: name, lang }), make("small", { textContent: detail, dir: "auto" }));
          one.setAttribute("role", "option");
          one.dataset.put = text;
          return one;
        }));
        list.ariaLabel = say("found", names.length);
        list.hidden = false;
        point(0);
        part("left").textContent = say("found", names.length);
      } catch {
        shut();
      }
    }, ASK);
    return mine;
  }
  box.addEventListener("input", look);
  box.addEventListener("blur", () => setTimeout(() => document.activeElement === box || shut(), 200));
  box.addEventListener("keydown", (event) => {
    if (list.hidden || event.isComposing) return;
    const move = { ArrowDown: () => point(at + 1), ArrowUp: () => point(at - 1), Enter: () => take(at), Tab: () => take(at), Escape: shut }[event.key];
    if (!move) return;
    event.preventDefault();
    event.stopPropagation();
    move();
  });
  list.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    const one = event.target.closest("li");
    if (one) take([...list.children].indexOf(one));
  });

  // ---- quote what is selected in a post
  const float = make("button", { type: "button", className: "btn btn-s btn-1 float", textContent: words.quote, hidden: true });
  document.body.append(float);
  const chosen = () => {
    const selection = getSelection();
    const prose = selection.anchorNode?.parentElement?.closest(".post .prose");
    const text = selection.toString().trim();
    return text && prose?.contains(selection.focusNode) ? { text, article: prose.closest(".post"), range: selection.getRangeAt(0) } : null;
  };
  const quote = () => {
    const { text, article } = chosen();
    const name = article.querySelector(".who b bdi").textContent.replace(/[\\`*_[\]<>#|~]/g, "\\$&");
    const link = article.querySelector(".meta a[href^='/posts/']").getAttribute("href");
    getSelection().removeAllRanges();
    const gap = box.value && !box.value.endsWith("\n\n") ? "\n\n" : "";
    put(`${gap}> [${name}](${link})\n>\n${text.split("\n").map((line) => `> ${line}`.trimEnd()).join("\n")}\n\n`, box.value.length, box.value.length);
  };
  const offer = () => {
    const found = chosen();
    float.hidden = !found;
    if (!found) return;
    const edge = found.range.getBoundingClientRect();
    float.style.setProperty("inset-block-start", `${Math.max(8, edge.bottom + scrollY + 6)}px`);
    float.style.setProperty("inset-inline-start", `${document.dir === "rtl" ? innerWidth - edge.right : edge.left}px`);
  };
  document.addEventListener("selectionchange", offer);
  offer(); // the selection that had this file fetched
  float.addEventListener("pointerdown", (event) => event.preventDefault());
  float.addEventListener("click", quote);
  // With the keyboard: the post's own "Quote" takes the selection when there is one.
  document.addEventListener("click", (event) => {
    const link = event.target.closest(".post-f a[href*='quote=']");
    if (link && chosen()?.article === link.closest(".post")) {
      event.preventDefault();
      quote();
    }
  });
}
