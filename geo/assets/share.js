// A button that copies the link to the chosen site.
/** @param {Component<{label: string, done: string, query: Record<string, string>}>} component */
export default function offerLink({data, parentElement}) {
  const button = parentElement.querySelector("button") ?? parentElement.appendChild(document.createElement("button"));
  button.type = "button";
  button.textContent = data.label;
  button.setAttribute("aria-live", "polite");
  button.style.cssText = "font:inherit;font-size:.9rem;color:inherit;background:none;border:1px solid rgba(128,128,128,.6);border-radius:8px;padding:.3rem .8rem;cursor:pointer";
  button.onclick = async () => {
    const url = new URL(window.location.pathname, window.location.origin);
    for (const [name, value] of Object.entries(data.query)) url.searchParams.set(name, value);
    try {
      await navigator.clipboard.writeText(url.href);
      button.textContent = data.done;
    } catch {
      // Not every browser allows it; the reader copies by hand.
      window.prompt(data.label, url.href);
    }
  };
}
