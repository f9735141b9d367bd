// The demo's phones: shows what the simulated network holds, and posts what the visitors or the staff do.
// Text from a phone is only ever written with textContent.
"use strict";

const $ = (id) => document.getElementById(id);
const says = $("says").dataset;
const handsets = [...document.querySelectorAll("[data-handset]")];
const visitors = handsets.filter((one) => "visitor" in one.dataset);
const staff = $("handset-staff");
const part = (handset, name) => handset.querySelector(`[data-is=${name}]`);
const number = (handset) => part(handset, "phone").value;
let shown = "";
let state = { texts: [], phones: {}, fault: "", steps: [], lines: [], clock: {} };

function element(tag, className, text) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text) node.textContent = text;
  return node;
}

/** The words, with this site's own addresses as links: a bell is tapped. */
function worded(words) {
  return words.split(/(https?:\/\/\S+)/).map((piece) => {
    if (!piece.startsWith(`${location.origin}/`)) return document.createTextNode(piece);
    const link = element("a", "", piece);
    link.href = piece;
    return link;
  });
}

const lineOf = (dialled) => state.lines.find((line) => line.number === dialled);
/** "Main line, 202-555-0187" */
const named = (dialled) => {
  const line = lineOf(dialled);
  return line ? `${line.label}, ${line.shown}` : dialled;
};

/** What a line does now: "text and call, open, rings Mei, then Tomás". */
function about(line) {
  const takes = line.texts && line.calls ? says.both : line.texts ? says.texts : says.calls;
  const rings = line.rings.length ? `${says.rings} ${line.rings.join(`, ${says.then} `)}` : says.nobody;
  return [takes, line.direct ? says.direct : line.open ? says.lineOpen : says.lineClosed, line.calls && line.open ? rings : ""].filter(Boolean).join(", ");
}

function bubble(text, mine) {
  const item = element("li", "bubble " + (mine ? "mine" : "theirs"));
  item.dir = "auto";
  for (let n = 0; n < text.pictures; n += 1) {
    const image = element("img");
    image.src = says.pictureUrl;
    image.alt = says.picture;
    image.width = 480;
    image.height = 360;
    item.append(image);
  }
  item.append(...worded(text.body));
  const status = says[text.status] || "";
  if (text.outgoing && status) item.append(element("small", "", status));
  return item;
}

function fill(list, items) {
  const atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 40;
  list.replaceChildren(...items);
  if (atEnd || list.dataset.count !== String(items.length)) list.scrollTop = list.scrollHeight;
  list.dataset.count = items.length;
}

/** Only what is new is added, so that who listens to the page hears each sentence once. */
function captions(list, leg) {
  const heard = leg ? leg.captions : [];
  if (list.dataset.call !== (leg ? leg.sid : "")) list.replaceChildren();
  list.dataset.call = leg ? leg.sid : "";
  for (const caption of heard.slice(list.children.length)) {
    const item = element("li", caption.language ? "" : "done");
    item.append(element("b", "", caption.language), element("span", "", caption.words));
    if (caption.language) item.lastChild.lang = caption.language;
    list.append(item);
    list.scrollTop = list.scrollHeight;
  }
}

function showTexts(handset) {
  const theirs = state.texts.filter((text) => number(handset) && text.phone === number(handset));
  fill(part(handset, "thread"), theirs.map((text) => bubble(text, handset !== staff && !text.outgoing)));
  part(handset, "thread-empty").hidden = theirs.length > 0;
  if (handset === staff) return;
  const seen = handset.querySelector("[data-panel=texts]").hidden ? Number(handset.dataset.seen || 0) : theirs.length;
  handset.dataset.seen = Math.min(seen, theirs.length);
  part(handset, "new").hidden = theirs.length <= seen;
  part(handset, "new").textContent = says.new;
}

function showCall(handset) {
  const leg = state.phones[number(handset)];
  const live = Boolean(leg) && leg.state !== "over";
  const ringing = live && leg.state === "ringing";
  const waiting = live ? leg.waiting : "";
  part(handset, "before-call").hidden = live;
  part(handset, "incoming").hidden = !ringing;
  part(handset, "during-call").hidden = !live || ringing;
  part(handset, "keypad").hidden = waiting !== "key";
  part(handset, "record").hidden = waiting !== "record";
  part(handset, "say-nothing").hidden = waiting !== "key" && waiting !== "record";
  const error = part(handset, "error");
  error.hidden = !(leg && leg.error);
  error.textContent = leg ? leg.error : "";
  const line = lineOf(part(handset, "line").value);
  part(handset, "about").textContent = line ? about(line) : "";
  part(handset, "on").hidden = !live || leg.incoming;
  part(handset, "on").textContent = live ? [`${says.on} ${named(leg.shown)}`, lineOf(leg.shown)?.direct && says.direct, leg.hidden && says.hidden].filter(Boolean).join(", ") : "";
  part(handset, "status").textContent = !leg ? "" : ringing ? `${says.calling} ${lineOf(leg.shown)?.shown || leg.shown}` : live ? says[waiting] || "" : says.over;
  captions(part(handset, "captions"), leg);
  if (ringing) choose(handset, "call");
}

const followed = new Set();

// The staff phone that begins to ring comes into view, once; after that it is the reader's choice.
function follow() {
  for (const option of part(staff, "phone").options) {
    const leg = state.phones[option.value];
    const busy = Boolean(leg) && leg.state !== "over";
    const mine = state.phones[number(staff)];
    if (busy && !followed.has(option.value) && !(mine && mine.state !== "over")) part(staff, "phone").value = option.value;
    if (busy) followed.add(option.value);
    else followed.delete(option.value);
  }
}

function showRing() {
  const leg = state.phones[number(staff)];
  const live = Boolean(leg) && leg.state !== "over";
  $("ring").hidden = !live;
  if (!live) return;
  const ringing = leg.state === "ringing";
  $("ring-status").textContent = ringing ? `${says.ringing} ${lineOf(leg.shown)?.shown || leg.shown}` : leg.waiting === "talk" ? says.talking : leg.waiting === "dial" ? says.dial : says.whisper;
  $("staff-answer").hidden = !ringing;
  $("staff-accept").hidden = leg.waiting !== "key";
  captions($("ring-captions"), leg);
}

function showSteps() {
  $("steps").replaceChildren(...state.steps.map((step) => {
    const item = element("li", step.status === 200 ? "" : "bad");
    item.append(element("time", "", step.at), element("span", "", step.status === 200 ? step.words : `${step.words} (${says.error}: ${step.status})`));
    return item;
  }));
  $("steps-empty").hidden = state.steps.length > 0;
}

function showClock() {
  const { now, turned, value } = state.clock;
  const open = state.lines.filter((line) => line.open);
  const words = open.length === state.lines.length ? says.everyLine : open.length ? `${says.open} ${open.map((line) => line.label).join(", ")}` : says.closed;
  $("clock-open").textContent = `${now}, ${words}`;
  $("set").classList.toggle("turned", turned);
  $("lines").replaceChildren(...state.lines.map((line) => {
    const item = element("li", line.open ? "" : "shut");
    item.append(element("b", "", `${line.label} `), element("span", "", `${line.shown}: ${about(line)}`));
    return item;
  }));
  if (document.activeElement !== $("clock-at")) $("clock-at").value = value;
}

function show() {
  $("fault").hidden = !state.fault;
  const chosen = [...$("fault-is").options].find((one) => one.value === state.fault);
  $("fault-name").textContent = chosen ? chosen.textContent : state.fault;
  if (document.activeElement !== $("fault-is")) $("fault-is").value = chosen ? state.fault : "";
  const held = document.activeElement;
  follow();
  handsets.forEach(showTexts);
  visitors.forEach(showCall);
  showRing();
  // A button that is gone leaves the focus at what its phone says now.
  const handset = held && held.closest("[data-handset]");
  if (handset && !held.getClientRects().length) part(handset, "status").focus({ preventScroll: true });
  showSteps();
  showClock();
  for (const button of document.querySelectorAll("[data-show]")) {
    const handset = handsets.find((one) => one.dataset.handset === button.dataset.show);
    const leg = state.phones[number(handset)];
    button.classList.toggle("rings", Boolean(leg) && leg.state === "ringing");
  }
}

async function ask(url, form) {
  try {
    const answer = await fetch(url, form ? { method: "POST", body: new URLSearchParams(form) } : { cache: "no-store" });
    if (!answer.ok) throw new Error(String(answer.status));
    const text = await answer.text();
    $("lost").hidden = true;
    if (text === shown) return;
    shown = text;
    state = JSON.parse(text);
    show();
  } catch {
    $("lost").hidden = false;
    shown = "";
  }
}

const act = (action, form = {}) => ask(says.doUrl.replace("ACTION", action), form);

function choose(handset, tab) {
  for (const button of handset.querySelectorAll("[data-tab]")) button.setAttribute("aria-selected", String(button.dataset.tab === tab));
  for (const panel of handset.querySelectorAll("[data-panel]")) panel.hidden = panel.dataset.panel !== tab;
  if (tab === "texts") showTexts(handset);
}

for (const handset of handsets) {
  part(handset, "phone").addEventListener("change", show);
  handset.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    const { tab, key, act: action } = button.dataset;
    if (tab) choose(handset, tab);
    else if (key) act("press", { phone: number(handset), key });
    else if (action) act(action, { phone: number(handset) });
  });
}

for (const handset of visitors) {
  const line = part(handset, "line"), compose = part(handset, "compose"), record = part(handset, "record");
  const write = (form) => act("write", { phone: number(handset), line: line.value, ...form });
  compose.addEventListener("submit", (event) => {
    event.preventDefault();
    const form = { body: compose.elements.body.value };
    if (compose.elements.picture.checked) form.picture = "1";
    compose.reset();
    write(form);
  });
  compose.elements.body.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      compose.requestSubmit();
    }
  });
  line.addEventListener("change", show);
  part(handset, "stop").addEventListener("click", () => write({ body: "STOP" }));
  part(handset, "call").addEventListener("click", () => {
    const form = { phone: number(handset), line: line.value };
    if (part(handset, "withheld").checked) form.withheld = "1";
    act("call", form);
  });
  record.addEventListener("submit", (event) => {
    event.preventDefault();
    act("record", { phone: number(handset), name: record.elements.name.value });
  });
}

// On a narrow screen one phone is in view at a time.
for (const button of document.querySelectorAll("[data-show]")) {
  button.addEventListener("click", () => {
    document.body.dataset.phone = button.dataset.show;
    for (const other of document.querySelectorAll("[data-show]")) other.setAttribute("aria-pressed", String(other === button));
  });
}
$("clock").addEventListener("submit", (event) => {
  event.preventDefault();
  act("clock", { moment: $("clock-at").value });
});
$("clock-now").addEventListener("click", () => act("clock", { moment: "" }));
for (const button of document.querySelectorAll("[data-hour]")) {
  button.addEventListener("click", () => {
    const [day, clock] = state.clock.value.split("T");
    const next = new Date(`${day}T12:00Z`); // of days alone: no zone takes part
    const hour = button.dataset.hour.padStart(2, "0");
    if (clock >= `${hour}:00`) next.setUTCDate(next.getUTCDate() + 1);
    act("clock", { moment: `${next.toISOString().slice(0, 10)}T${hour}:00` });
  });
}
const fail = (fault) => ask(says.faultUrl, { fault, seconds: "3600" });
$("faults").addEventListener("submit", (event) => event.preventDefault());
$("fault-is").addEventListener("change", () => fail($("fault-is").value));
$("fault-end").addEventListener("click", () => fail(""));
$("set").open = matchMedia("(min-width: 52em)").matches;

ask(says.stateUrl);
setInterval(() => { if (!document.hidden) ask(says.stateUrl); }, 1000);
