// The progress page: what is done, by chapter and objective; saving, reading and forgetting it.

import * as store from "./store.js";

const said = document.querySelector(".progress-said");

function show() {
  const kept = store.all();
  for (const chapter of document.querySelectorAll(".progress")) {
    const items = [...chapter.querySelectorAll("li[id^=progress-]")];
    for (const item of items) {
      const entry = kept[item.id.slice("progress-".length)];
      item.dataset.state = entry?.done ? "done" : entry?.attempts ? "tried" : "";
      item.querySelector(".state").textContent = words(entry);
    }
    const done = items.filter((item) => item.dataset.state === "done").length;
    chapter.querySelector(".progress-count").textContent = `${done} of ${items.length} done`;
  }
}

function words(entry) {
  if (entry?.done) return `Done on ${entry.done}, ${times(entry.attempts)}.`;
  return entry?.attempts ? `Not yet: ${times(entry.attempts)}.` : "Not tried yet.";
}

const times = (attempts) => (attempts === 1 ? "1 attempt" : `${attempts} attempts`);

function save() {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([store.exported()], { type: "application/json" }));
  link.download = "unopposed-answers.json";
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  said.textContent = "Saved as unopposed-answers.json.";
}

async function open(file) {
  try {
    const number = store.imported(await file.text());
    said.textContent = `Read ${number === 1 ? "1 exercise" : `${number} exercises`} from ${file.name}. Nothing that was further on here has been replaced.`;
    show();
  } catch (error) {
    if (!(error instanceof store.Unreadable)) throw error;
    said.textContent = `${error.message} Nothing has changed.`;
  }
}

const [saver, opener, forgetter] = ["save", "open", "forget"].map((name) => document.querySelector(`.progress-${name}`));
saver.addEventListener("click", save);
opener.addEventListener("change", () => {
  if (opener.files[0]) open(opener.files[0]);
  opener.value = "";
});
forgetter.addEventListener("click", () => {
  if (!confirm("Forget every answer on this device? Save them first if you may want them again.")) return;
  said.textContent = store.forget() ? "Forgotten." : "This browser keeps nothing for this site.";
  show();
});
document.querySelector(".progress-do").hidden = false;
addEventListener("storage", show); // another tab
addEventListener("pageshow", show); // back from an exercise
show();
