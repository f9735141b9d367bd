// The doors themselves: shows typed words on request, and tells other tabs that the desk is shut.
for (const box of document.querySelectorAll("[data-shows]")) {
  const field = document.getElementById(box.dataset.shows);
  box.closest("label").hidden = false;
  box.addEventListener("change", () => { field.type = box.checked ? "text" : "password"; });
}
// A passkey needs a script to ask for it, so without one there is no button to press in vain.
for (const part of document.querySelectorAll("[data-scripted]")) {
  part.hidden = false;
  if (!document.querySelector("[autofocus]")) part.querySelector("button").focus();
}
document.addEventListener("allauth.error", (event) => {
  event.preventDefault(); // it would go to the console, where nobody looks
  document.getElementById("passkey-problem").hidden = false;
});
if (document.body.classList.contains("shut") && "BroadcastChannel" in window) {
  // Every tab asks the server again; only one that is no longer open clears itself.
  new BroadcastChannel("desk").postMessage("look");
}
// A page restored from memory may be out of date: ask for it again.
window.addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
