"use strict";
// The private page locks itself: ten minutes without a touch, a warning two minutes before.
// Counted by the clock and not by timers alone, because phones stop timers while they sleep.
const own = document.getElementById("own-page"), warning = document.querySelector("[data-locking]");
const WARN = 8 * 60_000, LOCK = 10 * 60_000;
let touched = Date.now(), warned = false;

function lock() {
  own.replaceChildren();
  location.replace(own.dataset.lock);
}
function look() {
  const idle = Date.now() - touched;
  if (idle >= LOCK) return lock();
  if (idle >= WARN && !warned) {
    warned = true;
    warning.hidden = false;
    warning.querySelector("[data-stay]").focus();
  }
}
function stay() {
  touched = Date.now();
  if (!warned) return;
  warned = false;
  warning.hidden = true;
}
for (const kind of ["pointerdown", "keydown", "input", "scroll"]) {
  addEventListener(kind, () => { if (!warned) touched = Date.now(); }, { passive: true });
}
warning.querySelector("[data-stay]").addEventListener("click", stay);
document.addEventListener("visibilitychange", look);
// Back from another page: whoever holds the phone now may be somebody else.
addEventListener("pageshow", (event) => { if (event.persisted) lock(); });
setInterval(look, 5_000);
for (const words of document.querySelectorAll("[data-with-script]")) words.hidden = false;
// One press, one message; the server sees to it too.
for (const form of own.querySelectorAll("form")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "1";
  });
}
