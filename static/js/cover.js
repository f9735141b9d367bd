// Covers an idle desk: contents leave the page, and the server refuses every desk address anyway.
//
// Load it on every page of the open desk: <script src="…/cover.js" data-pulse="/desk/pulse/"
// data-cover="/desk/cover/" data-warning="words of the warning, {minutes}" data-stay="words of the button" defer>.
// The server's clock decides. Typing and pressing count as activity; polling does not.

const { pulse, cover, warning, stay } = document.currentScript.dataset;
const EVERY = 30_000;
const WARN = 120; // seconds before the end
const IDLE = 15 * 60_000;
let active = false;
let lastTouch = Date.now();
let strip = null;

/** Nothing readable stays behind, in this tab or in its history. */
function leave() {
  document.title = "…";
  document.body.replaceChildren();
  location.replace(`${cover}?next=${encodeURIComponent(location.pathname)}`);
}

function warn(left) {
  const words = (warning || "").replace("{minutes}", String(Math.max(1, Math.round(left / 60))));
  if (strip) {
    strip.firstChild.textContent = words;
    return;
  }
  strip = document.createElement("div");
  strip.className = "covering";
  strip.setAttribute("role", "alert");
  const said = document.createElement("p");
  said.textContent = words;
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = stay || "OK";
  strip.append(said, button);
  document.body.append(strip);
}

function calm() {
  strip?.remove();
  strip = null;
}

async function beat() {
  const headers = active ? {} : { "X-Desk-Poll": "1" };
  active = false;
  try {
    const answer = await fetch(pulse, { headers, cache: "no-store" });
    const { state, left } = await answer.json();
    if (state !== "open") {
      leave();
    } else if (left <= WARN) {
      warn(left);
    } else {
      calm();
    }
  } catch {
    // The server cannot be asked: go by this page's own clock.
    if (Date.now() - lastTouch > IDLE) leave();
  }
}

for (const name of ["keydown", "pointerdown", "input"]) {
  addEventListener(name, () => {
    active = true;
    lastTouch = Date.now();
    if (strip) beat();
  }, { capture: true, passive: true });
}
setInterval(beat, EVERY);
document.addEventListener("visibilitychange", () => { if (!document.hidden) beat(); });
addEventListener("pageshow", (event) => {
  if (event.persisted) {
    document.body.replaceChildren();
    location.reload();
  }
});
if ("BroadcastChannel" in window) new BroadcastChannel("desk").addEventListener("message", beat);
