// A button of a phone's page that shows what is folded: the filters, or the whole of the sheet. The
// style sheet (page.css) reads from the document what is open.
/** @param {Component<{target: "filters" | "sheet", label: string}>} component */
export default function fold({data: {target, label}, parentElement}) {
  const root = document.documentElement;
  const button = parentElement.querySelector("button") || document.createElement("button");
  button.type = "button";
  button.className = `fold ${target}`;
  if (!button.isConnected) parentElement.append(button);
  const tell = () => button.setAttribute("aria-expanded", String(root.dataset[target] === "open"));
  button.textContent = target === "sheet" ? "" : label;
  button.setAttribute("aria-label", label);
  button.onclick = () => {
    root.dataset[target] = root.dataset[target] === "open" ? "" : "open";
    tell();
  };
  tell();
}
