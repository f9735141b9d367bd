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
let state = { texts: [], phones: {}, fault: "", steps: [], clock: { open: [] } };

function element(tag, className, text) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text) node.textContent = text;
  return node;
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
  item.append(document.createTextNode(text.body));
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

function captions(list, heard) {
  fill(list, heard.map((caption) => {
    const item = element("li", caption.language ? "" : "done");
    item.append(element("b", "", caption.language), element("span", "", caption.words));
    if (caption.language) item.lastChild.lang = caption.language;
    return item;
  }));
}

function showTexts(handset) {
  const theirs = state.texts.filter((text) => number(handset) && text.phone === number(handset));
  fill(part(handset, "thread"), theirs.map((text) => bubble(text, handset !== staff && !text.outgoing)));
  part(handset, "thread-empty").hidden = theirs.length > 0;
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
  part(handset, "status").textContent = !leg ? "" : ringing ? `${says.calling} ${leg.shown}` : live ? says[waiting] || "" : says.over;
  captions(part(handset, "captions"), leg ? leg.captions : []);
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
  $("ring-status").textContent = ringing ? `${says.ringing} ${leg.shown}` : leg.waiting === "talk" ? says.talking : leg.waiting === "dial" ? says.dial : says.whisper;
  $("staff-answer").hidden = !ringing;
  $("staff-accept").hidden = leg.waiting !== "key";
  captions($("ring-captions"), leg.captions);
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
  const { now, open, turned, value } = state.clock;
  $("clock-open").textContent = `${now}, ${open.length ? `${says.open} ${open.join(", ")}` : says.closed}`;
  $("clock").classList.toggle("turned", turned);
  if (document.activeElement !== $("clock-at")) $("clock-at").value = value;
}

function show() {
  $("fault").hidden = !state.fault;
  $("fault-name").textContent = state.fault;
  follow();
  handsets.forEach(showTexts);
  visitors.forEach(showCall);
  showRing();
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
    if (text === shown) return;
    shown = text;
    state = JSON.parse(text);
    show();
  } catch {
    $("call-error").hidden = false;
    $("call-error").textContent = says.lost;
    shown = "";
  }
}

const act = (action, form = {}) => ask(says.doUrl.replace("ACTION", action), form);

function choose(handset, tab) {
  for (const button of handset.querySelectorAll("[data-tab]")) button.setAttribute("aria-selected", String(button.dataset.tab === tab));
  for (const panel of handset.querySelectorAll("[data-panel]")) panel.hidden = panel.dataset.panel !== tab;
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
$("fault-end").addEventListener("click", () => ask(says.faultUrl, { fault: "", seconds: "0" }));

ask(says.stateUrl);
setInterval(() => { if (!document.hidden) ask(says.stateUrl); }, 1000);
