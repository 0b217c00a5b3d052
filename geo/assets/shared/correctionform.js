// The short form by which a reader says that something about a site is wrong, for the page and for the
// static site. It sends nothing: a file is made here, or a mail is begun. All text is set as text.
import {SAID_MAX, VALUE_MAX, WRONG, correctionFile, correctionText, mailAddress, missing} from "./correction.js";
import {node} from "./findinput.js";
import {cut} from "./text.js";

const QUOTED_MAX = 40, FILE_KEPT_MS = 60_000;
const FORM_STYLE = `
  .correction { font-size: .92rem; line-height: 1.5; color: var(--st-text-color, var(--ink)); margin: .6rem 0; }
  .correction summary { cursor: pointer; width: max-content; max-width: 100%; padding: .3rem 0; }
  .correction summary:focus-visible, .correction :is(input, select, textarea, button, a):focus-visible { outline: 3px solid var(--st-primary-color, var(--accent)); outline-offset: 1px; }
  .correction label { display: block; margin: .5rem 0 0; }
  .correction :is(input, select, textarea) { display: block; width: 100%; box-sizing: border-box; font: inherit; color: inherit; background: var(--st-secondary-background-color, var(--panel)); border: 1px solid var(--st-border-color, var(--line)); border-radius: .5rem; padding: .35rem .6rem; min-height: 2.4rem; }
  .correction option { background: var(--st-background-color, var(--panel)); color: var(--st-text-color, var(--ink)); }
  .correction .acts { display: flex; flex-wrap: wrap; gap: .5rem; margin: .7rem 0 .3rem; }
  .correction .acts :is(button, a) { font: inherit; color: inherit; text-decoration: none; background: none; border: 1px solid rgba(128, 128, 128, .6); border-radius: 8px; padding: .3rem .8rem; min-height: 2.4rem; box-sizing: border-box; cursor: pointer; }
  .correction p { margin: .3rem 0; overflow-wrap: anywhere; }
  .correction [hidden] { display: none; }`;

/**
 * @typedef {object} CorrectionWork What the form is made of.
 * @property {import("./correction.js").Corrected} corrected
 * @property {import("./correction.js").Clause[]} clauses
 * @property {Record<string, string>} stages Labels by code.
 * @property {Record<string, string>} sectors
 * @property {string} mail Whom to write to, empty where nobody is named.
 * @property {(key: string) => string} say
 */

/**
 * Hand the reader a file.
 * @param {string} name
 * @param {string} text
 */
function handOver(name, text) {
  const address = URL.createObjectURL(new Blob([text], {type: "application/json"}));
  const anchor = node("a", {href: address, download: name});
  document.body.append(anchor);
  anchor.click();
  anchor.remove();
  setTimeout(() => URL.revokeObjectURL(address), FILE_KEPT_MS);
}

/**
 * @param {CorrectionWork} work
 * @returns {HTMLElement}
 */
export function correctionForm({corrected, clauses, stages, sectors, mail, say}) {
  const root = node("details", {class: "correction"}), note = node("p", {role: "status"});
  /**
   * @param {string} key
   * @param {HTMLElement} field
   */
  const labelled = (key, field) => {
    const label = node("label", {}, say(key));
    label.append(field);
    return label;
  };
  /** @param {Array<[value: string, said: string]>} choices */
  const choice = (choices) => {
    const box = node("select");
    box.append(...choices.map(([value, said]) => node("option", {value}, said)));
    return box;
  };
  const wrong = choice([["", ""], ...Array.from(WRONG, ([code, key]) => /** @type {[string, string]} */ ([code, say(key)]))]);
  const words = choice([...clauses.map(({quotation, exact}, n) => /** @type {[string, string]} */ ([String(n), cut(quotation || exact, QUOTED_MAX)])),
    ["", say("correction_whole")]]);
  const value = node("div"), said = node("textarea", {rows: "3", maxlength: String(SAID_MAX)});
  const file = node("button", {type: "button"}, say("correction_file")), letter = node("button", {type: "button"}, say("correction_mail"));
  const told = () => ({wrong: wrong.value, value: value.querySelector(/** @type {"input"} */ ("select, input"))?.value ?? "", said: said.value});
  const clause = () => (words.value === "" ? null : clauses[Number(words.value)]);
  // What should stand there instead is asked only where it is a code or a name.
  wrong.onchange = () => {
    const codes = {stage: stages, sector: sectors}[wrong.value], name = () => node("input", {type: "text", maxlength: String(VALUE_MAX)});
    const field = codes ? choice([["", ""], ...Object.entries(codes)]) : name();
    value.replaceChildren(...codes || wrong.value === "name" ? [labelled("correction_value", field)] : []);
  };
  /** @param {(text: string) => void} act */
  const where = (act) => () => {
    const lacks = missing(told(), clause());
    note.textContent = lacks ? say(lacks) : "";
    if (!lacks) act(correctionText(corrected, clause(), told()));
  };
  file.onclick = where((text) => {
    handOver(correctionFile(corrected), text);
    note.textContent = say(mail ? "correction_made_mail" : "correction_made");
  });
  letter.hidden = !mail;
  letter.onclick = where((text) => {
    const subject = `${say("correction")}${say("colon")}${corrected.name}`, body = `${say("correction_letter")}\n\n${text}\n`;
    let address = mailAddress(mail, subject, body);
    if (!address) {
      handOver(correctionFile(corrected), text);
      address = mailAddress(mail, cut(subject, VALUE_MAX), say("correction_attach"));
      note.textContent = say("correction_attach");
    }
    node("a", {href: address}).click();
  });
  // Escape would let the site go, and with it what is written.
  root.addEventListener("keydown", (event) => { if (event.key === "Escape") event.stopPropagation(); });
  const acts = node("div", {class: "acts"});
  acts.append(file, letter);
  root.append(node("style", {}, FORM_STYLE), node("summary", {}, say("correction")), labelled("correction_wrong", wrong), ...clauses.length ? [labelled("correction_words", words)] : [],
    value, labelled("correction_said", said), acts, note, node("p", {}, say("correction_help")));
  return root;
}
