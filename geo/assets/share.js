// Buttons that copy the link to the chosen site and, where it is published, the code to embed it.
const STYLE =
  "font:inherit;font-size:.9rem;color:inherit;background:none;border:1px solid rgba(128,128,128,.6);border-radius:8px;padding:.3rem .8rem;margin:0 .5rem .3rem 0;cursor:pointer";

/**
 * @param {HTMLButtonElement} button
 * @param {string} label
 * @param {string} done
 * @param {() => string} make
 */
export function offer(button, label, done, make) {
  button.type = "button";
  button.textContent = label;
  button.setAttribute("aria-live", "polite");
  button.onclick = async () => {
    const text = make();
    try {
      await navigator.clipboard.writeText(text);
      button.textContent = done;
    } catch {
      // Not every browser allows it; the reader copies by hand.
      window.prompt(label, text);
    }
  };
}

/** @param {Component<{label: string, done: string, query: Record<string, string>, embed?: {label: string, code: string}}>} component */
export default function offerLink({data, parentElement}) {
  const [link, code] = [0, 1].map(
    (number) =>
      parentElement.querySelectorAll("button")[number] ??
      parentElement.appendChild(document.createElement("button")),
  );
  link.style.cssText = code.style.cssText = STYLE;
  offer(link, data.label, data.done, () => {
    const url = new URL(window.location.pathname, window.location.origin);
    for (const [name, value] of Object.entries(data.query)) url.searchParams.set(name, value);
    // Near what sites are looked for the browser alone knows (finder.js).
    const here = new URLSearchParams(window.location.search);
    for (const name of ["near", "radius"]) if (here.has(name)) url.searchParams.set(name, here.get(name) ?? "");
    return url.href;
  });
  const embed = data.embed;
  code.hidden = !embed;
  if (embed) {
    offer(code, embed.label, data.done, () => embed.code);
  }
}
