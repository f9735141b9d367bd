// How long a prepared reply will be, as it is written. Without this the server says so when it is saved.

const form = document.getElementById("reply-form");
const shown = document.getElementById("reply-count");
let waiting = 0;
let asked = 0;

form.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(async () => {
    const mine = ++asked;
    const answer = await fetch(form.dataset.count, { method: "POST", body: new URLSearchParams(new FormData(form)) }).catch(() => null);
    if (answer?.ok && !answer.redirected && mine === asked) shown.innerHTML = await answer.text();
  }, 300);
});
