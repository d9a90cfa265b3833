// SPDX-License-Identifier: EUPL-1.2
// The panel beside the map: what was chosen, in words, with the way to its page.

export interface PanelContent {
  title: string;
  lines: { label?: string; text: string; look?: string }[];
  link: string;
  linkText: string;
}

export class Panel {
  private returnTo: HTMLElement | null = null;

  constructor(
    private readonly element: HTMLElement,
    private readonly closeText: string,
  ) {
    element.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.close();
    });
  }

  /** Shows the content and takes the focus, so that a keyboard or a screen reader lands on it. */
  open(content: PanelContent, returnTo: HTMLElement): void {
    this.returnTo = returnTo;
    const title = document.createElement("h3");
    title.textContent = content.title;
    title.tabIndex = -1;
    const close = document.createElement("button");
    close.type = "button";
    close.className = "panel-close";
    close.setAttribute("aria-label", this.closeText);
    close.textContent = "×";
    close.addEventListener("click", () => this.close());
    const lines = document.createElement("dl");
    for (const line of content.lines) {
      const group = document.createElement("div");
      if (line.label) {
        const label = document.createElement("dt");
        label.textContent = line.label;
        group.append(label);
      }
      const text = document.createElement("dd");
      text.textContent = line.text;
      if (line.look) text.className = "look-" + line.look;
      group.append(text);
      lines.append(group);
    }
    const link = document.createElement("a");
    link.href = content.link;
    link.className = "button";
    link.textContent = content.linkText;
    this.element.replaceChildren(close, title, ...(content.lines.length ? [lines] : []), link);
    this.element.hidden = false;
    title.focus({ preventScroll: true });
  }

  close(): void {
    if (this.element.hidden) return;
    this.element.hidden = true;
    this.returnTo?.focus({ preventScroll: true });
  }
}
