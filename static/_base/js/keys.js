// One key, one act; the list of them is the page /keys, which "?" shows in a dialog. Letters go by what is written on
// the key where that is Latin, by its place where it is Arabic.
const PLACES = { h: "/", g: "/groups", p: "/proposals", m: "/meetings", c: "/plans", b: "/bookmarks" };
let going = 0;

function step(way) {
  const posts = [...document.querySelectorAll(".post, .threads > li, main .list > li")];
  const here = posts.indexOf(document.activeElement.closest(".post, li"));
  const next = here < 0
    ? posts.find((post) => post.getBoundingClientRect().top >= 0) ?? posts[0]
    : posts[here + way];
  if (!next) return;
  const goal = next.matches(".post") ? next : next.querySelector("a") ?? next;
  if (goal === next) next.tabIndex = -1;
  goal.focus({ preventScroll: true });
  next.scrollIntoView({ block: "start" });
}

function act(key) {
  const middle = document.elementFromPoint(innerWidth / 2, innerHeight / 3)?.closest(".post");
  const post = document.activeElement.closest(".post") ?? middle ?? document.querySelector(".post");
  post?.querySelector(`[data-key="${key}"]`)?.click();
}

async function help() {
  const page = new DOMParser().parseFromString(await (await fetch("/keys")).text(), "text/html");
  const box = document.createElement("dialog");
  box.className = "card keys";
  box.append(...page.querySelectorAll("main h1, main .keys-list, main form, main .keys-close"));
  box.addEventListener("close", () => box.remove());
  box.addEventListener("click", (event) => event.target === box && box.close());
  document.body.append(box);
  box.showModal();
  box.querySelector("h1").focus(); // not the switch: Enter would press it
}

export function press(event) {
  const key = /^[a-z?/]$/i.test(event.key) ? event.key.toLowerCase()
    : event.code === "Slash" ? (event.shiftKey ? "?" : "/") : event.code.replace("Key", "").toLowerCase();
  const gone = Date.now() - going < 1500 && PLACES[key];
  going = 0;
  if (gone) location.assign(gone);
  else if (key === "g") going = Date.now();
  else if (key === "j") step(1);
  else if (key === "k") step(-1);
  else if (key === "/") location.assign("/search");
  else if (key === "?") help();
  else if (key === "n") document.querySelector("[data-fresh] a")?.click();
  else if ("rqb".includes(key)) act(key);
}
