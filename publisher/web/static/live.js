// Keeps a page fresh while something on it still moves. Without this file everything works, one reload at a time.
"use strict";
const EVERY = 3000;

function busy() {
  const here = document.querySelector("[data-live]");
  const playing = [...document.querySelectorAll("video")].some((film) => !film.paused);
  const open = document.querySelector("details[open]");
  return here && here.dataset.live === "yes" && !playing && !open;
}

async function look() {
  if (busy() && !document.hidden) {
    try {
      const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
      if (answer.ok && !answer.redirected) {
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        document.querySelector("main").replaceWith(page.querySelector("main"));
        meters();
      }
    } catch { /* the next look may find it again */ }
  }
  setTimeout(look, EVERY);
}

function meters() {
  for (const bar of document.querySelectorAll("[data-share]")) bar.style.width = `${100 * bar.dataset.share}%`;
}

meters();
setTimeout(look, EVERY);
