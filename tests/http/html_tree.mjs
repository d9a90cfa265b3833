// SPDX-License-Identifier: EUPL-1.2
// Reads HTML that is written strictly: every element closed, every attribute quoted. Anything else
// is an error, which is what a test of our own pages wants.
const empty = new Set(["meta", "link", "br", "hr", "img", "input"]);
const entities = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", "#39": "'" };
const decode = (text) =>
  text.replace(/&([a-z]+|#\d+);/g, (all, name) => {
    if (!(name in entities)) throw new Error(`unknown entity ${all}`);
    return entities[name];
  });

/** {name, attributes, children, parent}; texts are strings among the children. */
export function parse(html) {
  const root = { name: "", attributes: {}, children: [], parent: null };
  let at = root;
  const token = /<!doctype html>|<(\/?)([a-z][a-z0-9]*)((?:\s+[a-zA-Z-]+(?:="[^"<]*")?)*)\s*(\/?)>|([^<]+)/gy;
  while (token.lastIndex < html.length) {
    const from = token.lastIndex;
    const found = token.exec(html);
    if (!found) throw new Error(`not HTML as we write it: ${html.slice(from, from + 120)}`);
    const [all, closing, name, attributes, alone, text] = found;
    if (text !== undefined) at.children.push(decode(text));
    else if (!name) continue;
    else if (closing) {
      if (at.name !== name) throw new Error(`</${name}> closes <${at.name}>: ${html.slice(from - 80, from + 20)}`);
      at = at.parent;
    } else {
      const element = { name, attributes: {}, children: [], parent: at };
      for (const [, key, value] of attributes.matchAll(/([a-zA-Z-]+)(?:="([^"]*)")?/g)) {
        if (key in element.attributes) throw new Error(`${key} stands twice: ${all}`);
        element.attributes[key] = decode(value ?? "");
      }
      at.children.push(element);
      if (name === "style") {
        const end = html.indexOf("</style>", token.lastIndex);
        element.children.push(html.slice(token.lastIndex, end));
        token.lastIndex = end + "</style>".length;
      } else if (!empty.has(name) && !alone) at = element;
    }
  }
  if (at !== root) throw new Error(`<${at.name}> is never closed`);
  return root;
}

export function* elements(node) {
  for (const child of node.children) {
    if (typeof child === "string") continue;
    yield child;
    yield* elements(child);
  }
}

export const textOf = (node) => node.children.map((child) => (typeof child === "string" ? child : textOf(child))).join("");

/** Every text with the elements around it, the nearest first. */
export function* texts(node) {
  for (const child of node.children) {
    if (typeof child !== "string") {
      if (child.name !== "style") yield* texts(child);
      continue;
    }
    const around = [];
    for (let one = node; one; one = one.parent) around.push(one);
    yield { text: child, around };
  }
}
