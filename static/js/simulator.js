// The demo's phones: shows what the simulated network holds, and posts what the visitor or the staff do.
// Text from a phone is only ever written with textContent.
"use strict";

const $ = (id) => document.getElementById(id);
const says = $("says").dataset;
let shown = "";
let state = { texts: [], call: null, fault: "" };

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

function showTexts() {
  const phone = $("phone").value, staff = $("staff").value;
  const mine = state.texts.filter((text) => text.phone === phone);
  const bells = state.texts.filter((text) => staff && text.phone === staff);
  fill($("thread"), mine.map((text) => bubble(text, !text.outgoing)));
  fill($("bells"), bells.map((text) => bubble(text, false)));
  $("thread-empty").hidden = mine.length > 0;
  $("bells-empty").hidden = bells.length > 0;
}

function showCall() {
  const call = state.call, live = Boolean(call) && !call.over;
  $("before-call").hidden = live;
  $("during-call").hidden = !live;
  $("keypad").hidden = !(live && call.waiting === "key");
  $("record").hidden = !(live && call.waiting === "record");
  $("say-nothing").hidden = !(live && (call.waiting === "key" || call.waiting === "record"));
  $("call-error").hidden = !(call && call.error);
  $("call-error").textContent = call ? call.error : "";
  $("call-status").textContent = call ? says[call.over ? "over" : call.waiting] || "" : "";
  captions($("captions"), call ? call.captions : []);
  showRing(live ? call.leg : null);
}

let followed = "";

// The staff phone in view becomes the one that rings, once; after that it is the reader's choice.
function follow(leg) {
  const ringing = leg ? leg.phone : "";
  if (ringing !== followed && [...$("staff").options].some((option) => option.value === ringing)) {
    $("staff").value = ringing;
    showTexts();
  }
  followed = ringing;
}

function showRing(leg) {
  follow(leg);
  const ours = Boolean(leg) && leg.phone === $("staff").value;
  $("ring").hidden = !leg;
  if (!leg) return;
  $("ring-status").textContent = ours ? says[leg.state] : says.nobody + " " + leg.phone;
  $("staff-answer").hidden = !ours || leg.state !== "ringing";
  $("staff-accept").hidden = !ours || leg.state !== "whisper";
  $("staff-leave").hidden = !ours;
  captions($("ring-captions"), ours ? leg.captions : []);
}

function show() {
  $("fault").hidden = !state.fault;
  $("fault-name").textContent = state.fault;
  showTexts();
  showCall();
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
const write = (form) => act("write", { phone: $("phone").value, line: $("line").value, ...form });

function choose(tab) {
  for (const name of ["texts", "call"]) {
    $("tab-" + name).setAttribute("aria-selected", String(name === tab));
    $("panel-" + name).hidden = name !== tab;
  }
}

$("tab-texts").addEventListener("click", () => choose("texts"));
$("tab-call").addEventListener("click", () => choose("call"));
$("phone").addEventListener("change", show);
$("staff").addEventListener("change", show);
$("compose").addEventListener("submit", (event) => {
  event.preventDefault();
  const form = { body: $("body").value };
  if ($("picture").checked) form.picture = "1";
  $("compose").reset();
  write(form);
});
$("body").addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey) {
    event.preventDefault();
    $("compose").requestSubmit();
  }
});
$("stop").addEventListener("click", () => write({ body: "STOP" }));
$("call").addEventListener("click", () => {
  const form = { phone: $("phone").value, line: $("line").value };
  if ($("withheld").checked) form.withheld = "1";
  act("call", form);
});
$("keypad").addEventListener("click", (event) => {
  const key = event.target.dataset.key;
  if (key) act("press", { key });
});
$("record").addEventListener("submit", (event) => {
  event.preventDefault();
  act("record", { name: $("record-name").value });
});
$("say-nothing").addEventListener("click", () => act("say-nothing"));
$("hang-up").addEventListener("click", () => act("hang-up"));
$("staff-answer").addEventListener("click", () => act("staff-answer"));
$("staff-accept").addEventListener("click", () => act("staff-press", { key: "1" }));
$("staff-leave").addEventListener("click", () => act("staff-leave"));
$("fault-end").addEventListener("click", () => ask(says.faultUrl, { fault: "", seconds: "0" }));

ask(says.stateUrl);
setInterval(() => { if (!document.hidden) ask(says.stateUrl); }, 1000);
