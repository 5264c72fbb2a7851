// Formulas, colours of code, light and dark, search. Nothing asks the network, and all works from a folder: no modules, no fetch.
{
  const root = document.documentElement.dataset.root;

  renderMathInElement(document.getElementById("content"), {
    delimiters: [
      { left: "\\[", right: "\\]", display: true },
      { left: "\\(", right: "\\)", display: false },
    ],
    throwOnError: true,
  });

  for (const code of document.querySelectorAll("code[class*=language-], code[lang=csharp], code[lang=bash]")) {
    if (code.lang) code.classList.add(`language-${code.lang}`);
    code.textContent = code.textContent;
    hljs.highlightElement(code);
  }

  // What is wider than a phone scrolls within itself.
  for (const table of document.querySelectorAll("#content > table:not(.pre)")) {
    const frame = document.createElement("div");
    frame.className = "wide";
    table.replaceWith(frame);
    frame.append(table);
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
  let pages;

  // Read when somebody searches for the first time: the index is large.
  function readIndex() {
    if (document.querySelector("script[src$='index.js']")) return;
    const script = document.createElement("script");
    script.src = `${root}index.js`;
    script.onload = () => {
      pages = searchIndex.map(({ uri, title, headings, content, type }) => ({
        uri,
        title,
        isReference: type === "apiDocs",
        isForeign: uri.includes("/ja/") !== (document.documentElement.lang === "ja"),
        name: title.toLowerCase().replace(/^.*\./, ""),
        headings: `${title} ${headings}`.toLowerCase(),
        text: `${title} ${headings} ${content}`.toLowerCase(),
      }));
      search();
    };
    document.head.append(script);
  }

  // Pages that hold all words: first those of that name, then those whose name begins so, holds it, whose headings do. Those in
  // the language of this page come first.
  function search() {
    const words = input.value.toLowerCase().split(/\s+/).filter((word) => word);
    const phrase = words.join(" ");
    const rank = ({ name, headings, isReference, isForeign }) =>
      2 * [name === phrase, name.startsWith(phrase), name.includes(phrase), words.every((word) => headings.includes(word)), true].indexOf(true) +
      (isReference ? 1 : 0) +
      (isForeign ? 10 : 0);
    const found = phrase.length < 2 || !pages ? [] : pages
      .filter(({ text }) => words.every((word) => text.includes(word)))
      .map((page) => [rank(page), page])
      .sort(([a], [b]) => a - b)
      .slice(0, 20);
    results.replaceChildren(
      ...found.map(([, { uri, title }]) => {
        const [item, link] = [document.createElement("li"), document.createElement("a")];
        link.href = uri;
        link.textContent = title;
        item.append(link);
        return item;
      }),
    );
    nothing.hidden = found.length > 0 || phrase.length < 2 || !pages;
  }

  function open() {
    readIndex();
    dialog.showModal();
    input.select();
  }

  document.getElementById("search-button").addEventListener("click", open);
  input.addEventListener("input", search);
  input.addEventListener("keydown", (event) => event.key === "Enter" && results.querySelector("a")?.click());
  results.addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  addEventListener("keydown", (event) => {
    if (event.key === "k" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      open();
    }
  });
}
