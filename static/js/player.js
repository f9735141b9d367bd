// Voicemail: play, pause, seek, speed. Space, comma, dot and S work from anywhere on an open lead.

const SPEEDS = [1, 1.25, 1.5, 2, 0.75];
const STEP = 5; // seconds
let latest = null; // the player last used, which the keys mean

const clockOf = (seconds) => {
  const whole = Math.floor(seconds || 0);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
};
const partsOf = (player) => ({
  sound: player.querySelector("audio"),
  bar: player.querySelector("[type=range]"),
  words: player.querySelector(".num"),
  speed: player.querySelector("[data-speed]"),
});

/** Makes the bar follow the sound. Once for each player: a poll leaves it alone, a newly opened lead brings another. */
function connect(player) {
  if (player.dataset.ready) return;
  player.dataset.ready = "1";
  const { sound, bar, words } = partsOf(player);
  const show = () => {
    const length = Number.isFinite(sound.duration) ? sound.duration : Number(bar.max);
    bar.max = length;
    bar.value = sound.currentTime;
    words.textContent = `${clockOf(sound.currentTime)} / ${clockOf(length)}`;
    bar.setAttribute("aria-valuetext", words.textContent);
  };
  sound.ontimeupdate = sound.onloadedmetadata = show;
  sound.onplay = sound.onpause = sound.onended = () => player.classList.toggle("playing", !sound.paused);
  sound.onerror = () => { player.querySelector(".gone").hidden = false; };
  bar.oninput = () => { sound.currentTime = Number(bar.value); };
}

function play(player) {
  connect(player);
  latest = player;
  const { sound } = partsOf(player);
  if (!sound.paused) {
    sound.pause();
    return;
  }
  for (const other of document.querySelectorAll(".pl audio")) if (other !== sound) other.pause();
  sound.play().catch(() => {}); // what went wrong is said beside the player
}

function seek(player, step) {
  connect(player);
  const { sound } = partsOf(player);
  sound.currentTime = Math.max(0, sound.currentTime + step);
}

function faster(player) {
  const { sound, speed } = partsOf(player);
  const next = SPEEDS[(SPEEDS.indexOf(sound.playbackRate) + 1) % SPEEDS.length];
  sound.defaultPlaybackRate = sound.playbackRate = next;
  speed.textContent = `${next}×`;
}

document.addEventListener("click", (event) => {
  const player = event.target.closest(".pl");
  if (!player) return;
  if (event.target.closest("[data-play]")) play(player);
  if (event.target.closest("[data-speed]")) faster(player);
});

/** What a key does to the voicemail last played, else the newest of the open lead; false when there is none. */
const VOICEMAIL_KEYS = { " ": play, ",": (player) => seek(player, -STEP), ".": (player) => seek(player, STEP), s: faster };
window.voicemailKey = (key) => {
  const players = [...document.querySelectorAll(".pl")];
  const player = players.includes(latest) ? latest : players.at(-1);
  if (!player || !VOICEMAIL_KEYS[key]) return false;
  VOICEMAIL_KEYS[key](player);
  return true;
};
