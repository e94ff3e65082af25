// Searches the error reference while somebody types. Without this file the form's button does the same.
"use strict";
const form = document.getElementById("search");
const PAUSE = 120;
let waiting, asking;

async function look() {
  const wanted = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (value) wanted.set(name, value);
  const address = wanted.size ? `/errors?${wanted}` : "/errors";
  asking?.abort();
  asking = new AbortController();
  try {
    const answer = await fetch(address, { signal: asking.signal });
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    document.getElementById("found").replaceWith(page.getElementById("found"));
    history.replaceState(null, "", address);
  } catch { /* a newer search has taken its place, or the next one finds the way again */ }
}

form.querySelector("button").hidden = true;
form.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(look, PAUSE); });
form.addEventListener("submit", (event) => { event.preventDefault(); clearTimeout(waiting); look(); });
