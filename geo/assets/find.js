// The field to find by, on the page. What finds comes where it is first used, or where a link asks for
// what is near: this goes over with the page, and so has few words.
import {makeInput} from "./shared/findinput.js";

/** @param {Component<{texts: Record<string, string>}>} component */
export default function showField({data: {texts}, parentElement, setTriggerValue}) {
  const isNew = !window.geoFind, find = (window.geoFind ??= {field: makeInput(), tell: () => {}});
  const {input, here, root} = find.field;
  find.tell = setTriggerValue;
  find.field.words((key) => texts[key]);
  if (!parentElement.contains(root)) parentElement.append(root);
  if (!isNew) return;
  const ask = () => { if (!window.geoFinder) find.tell("asked", Date.now()); };
  input.addEventListener("focus", ask);
  here.addEventListener("click", () => {
    find.isHere = true;
    ask();
  });
  input.addEventListener("keydown", ({key, isComposing}) => { if (key === "Enter" && !isComposing && !window.geoFinder) find.tell("text", input.value); });
  const query = new URLSearchParams(window.location.search);
  input.value = query.get("q") ?? "";
  if (query.has("near") || query.has("radius")) ask();
}
