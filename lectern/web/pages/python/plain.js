// A plain field for code, where the editor cannot be loaded.

import { make } from "./dom.js";

/** Put an editor into `place`; the same contract as in editor.js. */
export async function open(place, text, { label, described, changed, run }) {
  const field = make("textarea", { className: "cell-plain", value: text, spellcheck: false, autocapitalize: "off", "aria-label": label, "aria-describedby": described });
  const grow = () => (field.rows = Math.max(2, field.value.split("\n").length));
  field.addEventListener("input", () => {
    grow();
    changed();
  });
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.shiftKey || event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      run();
    }
  });
  place.append(field);
  grow();
  return {
    get text() {
      return field.value;
    },
    set(value) {
      field.value = value;
      grow();
    },
    focus: () => field.focus(),
    hint: "Shift+Enter runs. Tab leaves the field.",
  };
}
