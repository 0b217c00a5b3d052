// The form by which a reader says that something about the chosen site is wrong.
import {correctionForm} from "./shared/correctionform.js";

/** @param {Component<Omit<import("./shared/correctionform.js").CorrectionWork, "say"> & {digest: string, texts: Record<string, string>}>} component */
export default function askForCorrection({data, parentElement}) {
  // What is written stays while the page around it changes.
  if (parentElement.querySelector(".correction")?.getAttribute("data-of") === data.digest) return;
  const form = correctionForm({...data, say: (key) => data.texts[key]});
  form.dataset.of = data.digest;
  parentElement.querySelector(".correction")?.remove();
  parentElement.append(form);
}
