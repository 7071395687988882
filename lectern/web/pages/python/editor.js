// The editor of a cell: CodeMirror in the book's colours.

import {
  bracketMatching, classHighlighter, defaultKeymap, EditorState, EditorView, highlightSpecialChars,
  history, historyKeymap, indentOnInput, indentUnit, indentWithTab, keymap, pythonLanguage,
  syntaxHighlighting,
} from "../vendor/codemirror.js";

const STILL = ["Shift", "Control", "Alt", "Meta", "Tab"];

/**
 * Put an editor into `place`.
 * @param {{label: string, described: string, changed: Function, run: Function}} options what it is
 *   called, the id of its description, what to do after a change and at Shift+Enter
 * @returns {{text: string, set: Function, focus: Function}}
 */
export async function open(place, text, { label, described, changed, run }) {
  const runs = () => (run(), true);
  let setting = false;
  const view = new EditorView({
    parent: place,
    state: EditorState.create({
      doc: text,
      extensions: [
        history(),
        highlightSpecialChars(),
        indentOnInput(),
        indentUnit.of("    "),
        bracketMatching(),
        pythonLanguage,
        syntaxHighlighting(classHighlighter),
        keymap.of([
          { key: "Shift-Enter", run: runs },
          { key: "Mod-Enter", run: runs },
          ...defaultKeymap,
          ...historyKeymap,
          indentWithTab,
        ]),
        EditorView.contentAttributes.of({ "aria-label": label, "aria-describedby": described, spellcheck: "false", autocapitalize: "off", autocorrect: "off" }),
        EditorView.domEventHandlers({ keydown: leave }),
        EditorView.updateListener.of((update) => {
          if (update.docChanged && !setting) changed();
        }),
      ],
    }),
  });
  view.scrollDOM.tabIndex = -1; // it scrolls with the cursor
  return {
    get text() {
      return view.state.doc.toString();
    },
    set(value) {
      setting = true;
      view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: value } });
      setting = false;
    },
    focus: () => view.focus(),
  };
}

/** After Escape, Tab leaves, however long that takes; the next key to type with ends it. */
function leave(event, view) {
  if (event.key === "Escape") view.setTabFocusMode(true);
  else if (!STILL.includes(event.key)) view.setTabFocusMode(false);
  return false;
}
