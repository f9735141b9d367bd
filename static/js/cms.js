// How it reads: asked for when the form opens and after every save of the draft.
(() => {
  const show = async (box) => {
    if (!box.dataset.howItReads) return;
    try {
      const answer = await fetch(box.dataset.howItReads, { headers: { "X-Requested-With": "XMLHttpRequest" } });
      if (answer.ok) box.innerHTML = await answer.text();
    } catch {
      // No network: what stands there stays.
    }
  };
  const all = () => document.querySelectorAll("[data-how-it-reads]").forEach(show);
  document.addEventListener("DOMContentLoaded", all);
  document.addEventListener("w-autosave:success", all);
})();
