import { Loading, size } from "/python/loading.js";
import { equal } from "./assert.js";

export const tests = {
  "bytes are written as people write them"() {
    equal([0, 900, 12_400, 120_000, 3_456_000, 38_000_000].map(size), ["0 MB", "1 kB", "12 kB", "0.1 MB", "3.5 MB", "38 MB"]);
  },

  "the bar is determinate and the voice is sparing"() {
    let shown = [];
    const loading = new Loading({ say: (...parts) => (shown = parts) });
    const heard = [];
    const region = () => document.querySelector(".cells-said")?.textContent;
    for (let loaded = 0; loaded <= 100; loaded++) {
      loading.show({ stage: "download", loaded: loaded * 1e6, total: 1e8 });
      if (region() !== heard.at(-1)) heard.push(region());
    }
    equal([shown[0].value, shown[0].max], [1e8, 1e8]);
    equal(heard.length, 4);
    loading.show({ stage: "compile", loaded: 1, total: 2 });
    equal(shown[2].textContent, "Preparing Python …");
  },
};
