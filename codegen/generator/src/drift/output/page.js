"use strict";
const form = document.querySelector("form");
const shown = document.querySelector("#shown");
function filter() {
  const checked = (name) => new Set([...form.elements[name]].filter((box) => box.checked).map((box) => box.value));
  const levels = checked("level");
  const directions = checked("direction");
  const words = form.elements.words.value.toLowerCase().split(/\s+/).filter(Boolean);
  let count = 0;
  for (const section of document.querySelectorAll("section.group")) {
    const heading = section.querySelector("h2").textContent.toLowerCase();
    let any = false;
    for (const change of section.querySelectorAll("article")) {
      const text = heading + " " + change.textContent.toLowerCase();
      const isShown = levels.has(change.dataset.level)
        && change.dataset.direction.split(" ").some((direction) => directions.has(direction))
        && words.every((word) => text.includes(word));
      change.hidden = !isShown;
      any = any || isShown;
      count += isShown ? 1 : 0;
    }
    section.hidden = !any;
  }
  shown.textContent = count + " shown";
}
form.addEventListener("input", filter);
form.addEventListener("submit", (event) => event.preventDefault());
filter();
