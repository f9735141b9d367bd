// The desk at the speed of the keyboard: moving, keys, polling, clocks, the composer.
// Nothing here is needed to work a lead: every button is a form and every row a link.

const body = document.body;
const say = body.dataset;
const by = (id) => document.getElementById(id);
const all = (css) => [...document.querySelectorAll(css)];
const typing = () => document.activeElement?.matches("input:not([type=radio],[type=checkbox],[type=range]), textarea, select");
const mac = navigator.platform.startsWith("Mac");
document.documentElement.classList.toggle("mac", mac); // the key hints name the key that works here

// ---- Who is looked at -------------------------------------------------------------------------------

const openLead = () => by("thread")?.dataset.lead || "";
const rows = () => all("#rows .row");

/** The row under the keys: the focused one, else the open lead's. */
function current() {
  const focused = document.activeElement?.closest?.("#rows .row");
  return focused || rows().find((row) => row.dataset.lead === openLead()) || null;
}

function move(step) {
  const list = rows();
  const here = current();
  const next = list[here ? list.indexOf(here) + step : 0];
  next?.focus();
  next?.scrollIntoView({ block: "nearest" });
}

/** Marks the open lead in the list, tells the poll about it, and shows its pane on a phone. */
function settle() {
  const lead = openLead();
  for (const row of rows()) {
    if (row.dataset.lead === lead) {
      row.setAttribute("aria-current", "true");
      row.classList.remove("new");
    } else {
      row.removeAttribute("aria-current");
    }
  }
  by("poll").elements.lead.value = lead;
  body.classList.toggle("has-lead", Boolean(lead));
  const title = by("rows")?.dataset.title;
  if (title && !lead) document.title = title;
}

// ---- Acting on a lead -------------------------------------------------------------------------------

/** Opens a menu of the open lead, or first opens the lead under the keys. */
function withLead(then) {
  const row = current();
  if (!row || row.dataset.lead === openLead()) return openLead() && then();
  document.addEventListener("desk:opened", then, { once: true });
  row.click();
}

function menu(id) {
  const details = by(id);
  if (!details) return;
  details.open = true;
  details.querySelector(".pop button")?.focus();
}

/** Posts a step for a row that need not be open. */
function post(address, values = {}) {
  const poll = by("poll").elements;
  htmx.ajax("POST", address, {
    source: body, // whose inherited headers carry the token
    swap: "none",
    values: { view: poll.view.value, only: poll.only.value, lead: openLead(), ...values },
  });
}

function done() {
  const row = current();
  if (row) {
    const list = rows();
    const next = list[list.indexOf(row) + 1] || list[list.indexOf(row) - 1];
    row.closest("li").hidden = true; // at once; what the server answers draws the list anew, a refusal brings it back
    post(`/desk/lead/${row.dataset.lead}/done/`, { version: row.dataset.version });
    if (row.matches(":focus")) next?.focus();
  } else {
    by("done")?.requestSubmit();
  }
}

/** The caret stands behind what is written, a restored draft too. */
function writeOn() {
  const words = by("words");
  words.focus();
  words.setSelectionRange(words.value.length, words.value.length);
}

function compose(kind) {
  const choice = document.querySelector(`#compose input[name=kind][value=${kind}]`);
  if (!choice) return;
  choice.checked = true;
  writeOn();
}

/** How R answers: by text, or on the private page of somebody who cannot be texted. */
function answerBy() {
  const page = document.querySelector("#compose input[value=page]");
  return page && document.querySelector("#compose [data-send=text][data-cannot]") ? "page" : "text";
}

function call() {
  by("reveal")?.requestSubmit();
  compose("call");
}

function mine() {
  const me = by("assign")?.querySelector("button[data-me]");
  me?.click();
}

// ---- Keys -------------------------------------------------------------------------------------------

const KEYS_OFF = "desk-keys-off"; // a taste, not a secret: the one thing this page keeps in the browser
const keysOn = () => localStorage.getItem(KEYS_OFF) !== "1";
const goTo = { n: "now", m: "mine", o: "nobody", w: "waiting", s: "snoozed" };
let going = 0;

const KEYS = {
  j: () => move(1),
  k: () => move(-1),
  u: () => (document.querySelector(".backlink")?.offsetParent ? document.querySelector(".backlink").click() : current()?.focus()),
  a: () => withLead(() => menu("assign")),
  m: () => withLead(mine),
  h: () => withLead(() => menu("snooze")),
  e: done,
  z: () => post(say.undo),
  r: () => withLead(() => compose(answerBy())),
  n: () => withLead(() => compose("note")),
  p: () => withLead(() => menu("callmenu")),
  v: () => withLead(() => by("reveal")?.requestSubmit()),
  l: () => by("lock")?.requestSubmit(),
  o: () => menu("hand-over"),
  b: () => all("#moments [data-key=b]").at(-1)?.click(),
  y: () => document.querySelector("[data-key=y]")?.click(),
  x: () => document.querySelector("[data-key=x]")?.click(),
  ";": () => withLead(() => by("ready")?.click()),
  "/": () => show("find"),
  "?": () => show("help"),
  g: () => { going = Date.now(); },
};

function show(id) {
  const dialog = by(id);
  if (dialog.open) return;
  dialog.showModal();
  if (id === "find") by("q").select();
  if (id === "help") by("keys-on").checked = keysOn();
}

document.addEventListener("keydown", (event) => {
  const open = document.querySelector("details.menu[open]");
  if (event.key === "Escape") {
    if (by("find").open) {
      event.preventDefault(); // a search field would take the first press to empty itself
      by("find").close();
    } else if (open) {
      open.open = false;
      open.querySelector("summary").focus();
    } else if (typing() && !document.querySelector("dialog[open]")) {
      document.activeElement.blur();
      current()?.focus();
    }
    return;
  }
  if (event.key === "Enter" && (mac ? event.metaKey : event.ctrlKey) && document.activeElement?.form?.id === "compose") {
    event.preventDefault();
    send(event.shiftKey);
    return;
  }
  if (event.key.toLowerCase() === "k" && (mac ? event.metaKey : event.ctrlKey)) {
    event.preventDefault();
    show("find");
    return;
  }
  if (event.metaKey || event.ctrlKey || event.altKey || typing() || !keysOn()) return;
  const dialog = document.querySelector("dialog[open]");
  if (dialog) return;
  if (open && /^[0-9]$/.test(event.key)) {
    event.preventDefault();
    const choice = [...open.querySelectorAll(".pop button")].find((one) => one.querySelector("kbd")?.textContent === event.key);
    open.open = false;
    choice?.click();
    return;
  }
  const key = event.key.length === 1 ? event.key.toLowerCase() : "";
  if (Date.now() - going < 1500 && goTo[key]) {
    going = 0;
    event.preventDefault();
    document.querySelector(`#rail [data-view=${goTo[key]}]`)?.click();
    return;
  }
  if (KEYS[key]) {
    event.preventDefault();
    KEYS[key]();
  } else if (!(key === " " && event.target.matches("button, summary, input, a:not(.row)")) && window.voicemailKey(key)) {
    event.preventDefault();
  }
});

by("keys-on")?.addEventListener("change", (event) => {
  localStorage.setItem(KEYS_OFF, event.target.checked ? "0" : "1");
});

// ---- Pressing ---------------------------------------------------------------------------------------

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-opens]");
  if (opener) {
    event.preventDefault();
    show(opener.dataset.opens);
    return;
  }
  if (event.target.closest("[data-ring]")) compose("call"); // to write down while talking what is said
  const writer = event.target.closest("[data-compose]");
  if (writer) call();
  for (const details of all("details.menu[open]")) {
    if (!details.contains(event.target) || event.target.closest(".pop button")) details.open = false;
  }
  if (event.target.closest("#found .row")) by("find").close();
});

// Rules being edited, the line being chosen to hand over, and the moment to send are not drawn over.
document.addEventListener("toggle", (event) => {
  if (event.target.matches?.("details.edit, details.pic, #hand-over, details.later")) event.target.toggleAttribute("hx-morph-skip", event.target.open);
}, true);
document.addEventListener("submit", (event) => {
  const edit = event.target.closest?.("details.edit");
  if (edit) edit.open = false;
});

// ---- The composer -----------------------------------------------------------------------------------

/** Send, by button or by key; a second press while one is under way does nothing (and would send nothing twice). */
function send(snooze) {
  const form = by("compose");
  const kind = form.elements.kind.value;
  const snoozing = { text: "snooze", page: "page-snooze" };
  const button = form.querySelector(`[data-send=${(snooze && snoozing[kind]) || kind}]`);
  if (button && !button.disabled) form.requestSubmit(button);
}

const begun = new WeakSet(); // fields somebody has begun to write in; a field drawn anew is begun anew
document.addEventListener("input", (event) => {
  const words = event.target;
  if (words.id !== "words") return;
  // What stood in the timeline when the first letter was typed is what the writer has read.
  if (!begun.has(words) && words.value) by("compose").elements.seen.value = by("moments")?.dataset.last || 0;
  if (words.value) begun.add(words);
  else begun.delete(words);
  unkept = true;
});

// The field keeps itself every three seconds of typing and a second after the last letter; who leaves sooner loses nothing either.
let unkept = false;
async function keepWords() {
  const words = by("words");
  if (!words || !unkept) return;
  unkept = false;
  const body = new URLSearchParams(new FormData(words.form));
  await fetch(words.getAttribute("hx-post"), { method: "POST", body, keepalive: true }).catch(() => {});
}
addEventListener("pagehide", keepWords);
document.addEventListener("submit", async (event) => {
  if (event.target.id !== "lock" || !unkept) return;
  event.preventDefault();
  await keepWords(); // a locked desk takes no words any more
  event.target.submit();
});
document.addEventListener("htmx:before:request", (event) => {
  const source = event.detail?.ctx?.sourceElement;
  if (source?.id === "words" || source?.id === "compose") unkept = false;
  else if (source?.matches?.(".row")) keepWords();
});

document.addEventListener("htmx:before:request", (event) => {
  if (event.detail?.ctx?.sourceElement?.id !== "compose") return;
  const counter = by("counter");
  counter.dataset.sending = "1";
  counter.textContent = say.sending;
  for (const button of all("#compose button")) button.disabled = true;
});

document.addEventListener("htmx:finally:request", (event) => {
  if (event.detail?.ctx?.sourceElement?.id !== "compose") return;
  for (const button of all("#compose button")) button.disabled = button.matches("[data-cannot]");
});

// ---- Prepared replies ---------------------------------------------------------------------------------

const offers = () => all("#offers .offered:not([hidden]) button:not([disabled])");

by("replies")?.addEventListener("input", (event) => {
  const sought = event.target.value.toLocaleLowerCase();
  for (const offer of all("#offers .offered")) offer.hidden = !offer.dataset.said.toLocaleLowerCase().includes(sought);
});
by("replies")?.addEventListener("keydown", (event) => {
  const list = offers();
  const here = list.indexOf(document.activeElement);
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    const next = here + (event.key === "ArrowDown" ? 1 : -1);
    (list[next] || by("replies-filter")).focus();
  } else if (event.key === "Enter" && event.target.id === "replies-filter") {
    event.preventDefault();
    list[0]?.click();
  }
});
document.addEventListener("htmx:after:swap", (event) => {
  const source = event.detail?.ctx?.sourceElement;
  if (source?.id === "ready") {
    by("replies-filter").value = "";
    show("replies");
    by("replies-filter").focus();
  } else if (source?.matches?.(".offered")) {
    by("replies").close();
    writeOn();
  }
});

// ---- After something was drawn anew -------------------------------------------------------------------

const timeline = () => by("timeline");
let stick = true;

function toEnd() {
  const region = timeline();
  if (region) region.scrollTop = region.scrollHeight;
}

document.addEventListener("htmx:before:swap", (event) => {
  // A number somebody asked to see stays while they dial it, whatever a poll draws. Asked before the swap,
  // because the form it comes from is gone after it.
  if (event.detail?.ctx?.sourceElement?.id === "reveal") by("reach")?.setAttribute("hx-morph-skip", "");
  const region = timeline();
  stick = !region || region.scrollHeight - region.scrollTop - region.clientHeight < 60;
});

let known = new Set(all("#rows .row[data-urgent]").map((row) => row.id));

function announce() {
  const urgent = all("#rows .row[data-urgent]");
  const fresh = urgent.filter((row) => !known.has(row.id) && row.classList.contains("new"));
  known = new Set([...known, ...urgent.map((row) => row.id)]);
  if (fresh.length) {
    by("announce").textContent = fresh.map((row) => say.urgent.replace("{name}", row.querySelector("bdi").textContent)).join(". ");
  }
}

document.addEventListener("htmx:after:swap", (event) => {
  const source = event.detail?.ctx?.sourceElement;
  const opened = source?.matches?.(".row");
  settle();
  if (opened) {
    known.add(source.id);
    toEnd();
    by("name")?.focus({ preventScroll: true });
    document.dispatchEvent(new Event("desk:opened"));
  } else if (stick) {
    toEnd();
  }
  if (event.detail?.ctx?.response?.status === 200) by("live")?.classList.remove("lost");
  announce();
  tick();
  hush();
});

let hushing = 0;
function hush() {
  const said = by("said");
  clearTimeout(hushing);
  if (said && !said.hidden) hushing = setTimeout(() => { by("said").hidden = true; }, 6000);
}

function fault(event) {
  const source = event.detail?.ctx?.sourceElement;
  if (source?.id === "poll" && event.detail.ctx.request?.method === "GET") {
    by("live")?.classList.add("lost");
    return;
  }
  for (const item of all("#rows > li[hidden]")) item.hidden = false;
  const said = by("said");
  said.textContent = say.fault;
  said.classList.add("bad");
  said.hidden = false;
  hush();
}
document.addEventListener("htmx:error", fault);
document.addEventListener("htmx:response:error", (event) => {
  const status = event.detail?.ctx?.response?.status;
  if (status >= 400 && status !== 409) fault(event);
});
// A fault page must never take the place of what somebody was writing.
document.addEventListener("htmx:before:response", (event) => {
  const status = event.detail?.ctx?.response?.status;
  if (status >= 400 && status !== 409) event.detail.ctx.swap = "none";
});

// ---- Clocks -----------------------------------------------------------------------------------------

const fill = (words, values) => words.replace(/\{(\w+)\}/g, (_, name) => values[name]);

function span(minutes) {
  if (minutes < 60) return fill(say.min, { minutes });
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  return rest ? fill(say.hours, { hours, minutes: String(rest).padStart(2, "0") }) : fill(say.hour, { hours });
}

/** Counts every promise down without asking the server; days are left as it said them. */
function tick() {
  for (const due of all("#rows time.due")) {
    const left = (Date.parse(due.dateTime) - Date.now()) / 60000;
    const minutes = Math.floor(left);
    if (minutes < -2880 || minutes >= 360) continue;
    due.textContent = minutes < 0 ? fill(say.late, { time: span(Math.floor(-left)) }) : minutes <= 30 ? fill(say.left, { minutes }) : span(minutes);
    due.className = `due${minutes < 0 ? " late" : minutes <= 30 ? " soon" : ""}`;
  }
}
setInterval(tick, 15_000);

// ---- Polling ----------------------------------------------------------------------------------------

const SEEN = 5_000;
const HIDDEN = 30_000;
let timer = 0;

function poll() {
  clearTimeout(timer);
  const form = by("poll");
  form.elements.depth.value = rows().length;
  // Not while a menu is open: what a key is about to choose must not move.
  if (!document.querySelector("details.menu[open]")) form.dispatchEvent(new Event("desk:poll"));
  timer = setTimeout(poll, document.hidden ? HIDDEN : SEEN);
}
timer = setTimeout(poll, SEEN);
document.addEventListener("visibilitychange", () => {
  if (!document.hidden) poll();
});

toEnd();
tick();
hush();
