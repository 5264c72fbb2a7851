// Formulas, colours of code, light and dark, search: nothing of it asks the network.
import hljs from "../lib/core.min.js";
import bash from "../lib/bash.min.js";
import csharp from "../lib/csharp.min.js";
import fsharp from "../lib/fsharp.min.js";

const root = document.documentElement.dataset.root;

renderMathInElement(document.getElementById("content"), {
  delimiters: [
    { left: "\\[", right: "\\]", display: true },
    { left: "\\(", right: "\\)", display: false },
  ],
  throwOnError: true,
});

hljs.registerLanguage("csharp", csharp);
hljs.registerLanguage("fsharp", fsharp);
hljs.registerLanguage("bash", bash);
for (const code of document.querySelectorAll("code[class*=language-], code[lang=csharp], code[lang=bash]")) {
  if (code.lang) code.classList.add(`language-${code.lang}`);
  hljs.highlightElement(code);
}

document.getElementById("theme-button").addEventListener("click", () => {
  const element = document.documentElement;
  const isDark =
    element.dataset.theme === "dark" ||
    (!element.dataset.theme && matchMedia("(prefers-color-scheme: dark)").matches);
  element.dataset.theme = isDark ? "light" : "dark";
  localStorage.setItem("theme", element.dataset.theme);
});

const dialog = document.querySelector("dialog");
const input = dialog.querySelector("input");
const results = dialog.querySelector("ul");
const nothing = dialog.querySelector(".empty");
let find;

// Made when somebody searches for the first time: the index is large.
async function search() {
  if (!find) {
    const { default: Fuse } = await import("../lib/fuse.min.mjs");
    const index = await (await fetch(`${root}index.json`)).json();
    const fuse = new Fuse(index, { keys: ["title", "headings", "content"], ignoreLocation: true, threshold: 0.3, minMatchCharLength: 2 });
    find = (words) => fuse.search(words, { limit: 20 }).map((found) => found.item);
  }
  const found = input.value.length < 2 ? [] : find(input.value);
  results.replaceChildren(
    ...found.map(({ uri, title }) => {
      const [item, link] = [document.createElement("li"), document.createElement("a")];
      link.href = uri;
      link.textContent = title;
      item.append(link);
      return item;
    }),
  );
  nothing.style.display = found.length || input.value.length < 2 ? "none" : "block";
}

function open() {
  dialog.showModal();
  input.select();
}

document.getElementById("search-button").addEventListener("click", open);
input.addEventListener("input", search);
dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
addEventListener("keydown", (event) => {
  if (event.key === "k" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    open();
  }
});
