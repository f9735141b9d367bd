"use strict";
// Leave: the page is blanked before the other one begins to load, and does not stay behind "Back".
const leave = document.querySelector("[data-leave]");
function go(event) {
  if (event) event.preventDefault();
  document.documentElement.hidden = true;
  document.title = "…";
  location.replace(leave.href);
}
if (leave) {
  for (const link of document.querySelectorAll("[data-leave]")) link.addEventListener("click", go);
  let presses = [];
  addEventListener("keydown", (event) => {
    if (event.key !== "Shift") { presses = []; return; }
    if (event.repeat) return;
    presses = [...presses.filter((at) => event.timeStamp - at < 2000), event.timeStamp];
    if (presses.length === 3) go();
  });
}
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}
for (const button of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) continue;
  button.hidden = false;
  const words = button.querySelector("span"), before = words.textContent;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.dataset.copy);
    words.textContent = button.dataset.done;
    setTimeout(() => { words.textContent = before; }, 2500);
  });
}
// The contents say which section is being read.
const lines = new Map([...document.querySelectorAll("nav.toc a")].map((a) => [a.hash.slice(1), a]));
if (lines.size && "IntersectionObserver" in window) {
  const watcher = new IntersectionObserver((entries) => {
    for (const entry of entries) {
      if (!entry.isIntersecting) continue;
      for (const line of lines.values()) line.removeAttribute("aria-current");
      lines.get(entry.target.id)?.setAttribute("aria-current", "true");
    }
  }, { rootMargin: "0px 0px -70% 0px" });
  for (const id of lines.keys()) {
    const heading = document.getElementById(decodeURIComponent(id));
    if (heading) watcher.observe(heading);
  }
}
