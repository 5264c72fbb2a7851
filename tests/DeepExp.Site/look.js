// What a reader would see of the page as it is now; SiteTests.cs judges it.
({
  look() {
    const content = document.getElementById("content");
    const text = content.cloneNode(true);
    for (const element of text.querySelectorAll("code, pre, .katex, .fsdocs-tip")) element.remove();
    const ids = [...document.querySelectorAll("[id], a[name]")].map((element) => element.id || element.name);
    const clipped = [...content.querySelectorAll("*")].filter(
      (element) =>
        element.scrollWidth > element.clientWidth + 1 &&
        getComputedStyle(element).overflowX === "hidden" &&
        !element.closest(".katex"),
    );
    return {
      title: document.title,
      language: document.documentElement.lang,
      headings: document.querySelectorAll("h1").length,
      ids,
      repeatedIds: ids.filter((id, index) => ids.indexOf(id) !== index),
      links: [...document.querySelectorAll("a[href]")].map((anchor) => anchor.href),
      brokenPictures: [...document.images].filter((image) => !image.complete || !image.naturalWidth).map((image) => image.src.slice(0, 100)),
      namelessPictures: [
        ...[...document.images].filter((image) => !image.hasAttribute("alt")).map((image) => image.src.slice(0, 100)),
        ...[...document.querySelectorAll("svg")].filter((picture) => !picture.closest(".katex") && !picture.querySelector("title")?.textContent).map((picture) => picture.outerHTML.slice(0, 100)),
      ],
      unsaid: [...document.querySelectorAll(".fsdocs-member-usage")].filter((usage) => !usage.parentElement.querySelector("p.fsdocs-summary")?.textContent.trim()).map((usage) => usage.textContent.trim()),
      namelessButtons: [...document.querySelectorAll("button, input")].filter((button) => !button.textContent.match(/\w/) && !button.ariaLabel).map((button) => button.outerHTML),
      rawFormulas: text.textContent.match(/\\\(.*|\\\[.*|\$\$.*/g) ?? [],
      formulas: document.querySelectorAll(".math").length,
      renderedFormulas: document.querySelectorAll(".math .katex:not(.katex-error)").length,
      width: Math.max(...[document.documentElement, document.body, document.querySelector("main")].map((box) => box.scrollWidth)),
      clipped: clipped.map((element) => element.textContent.trim().slice(0, 60)),
    };
  },

  // Texts that stand out too little from their ground, as WCAG 2 measures it.
  pale(least) {
    const numbers = (colour) => colour.match(/[\d.]+/g).map(Number);
    const over = ([r, g, b, a = 1], below) => [r, g, b].map((value, i) => a * value + (1 - a) * below[i]);
    const grounds = new Map();
    const ground = (element) => {
      if (!element) return [255, 255, 255];
      if (!grounds.has(element)) {
        const own = numbers(getComputedStyle(element).backgroundColor);
        grounds.set(element, own[3] === 0 ? ground(element.parentElement) : over(own, ground(element.parentElement)));
      }
      return grounds.get(element);
    };
    const light = (colour) => {
      const [r, g, b] = colour.map((value) => (value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4));
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const ratio = (a, b) => (Math.max(light(a), light(b)) + 0.05) / (Math.min(light(a), light(b)) + 0.05);
    const pale = new Set();
    const elements = new Set();
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) if (texts.currentNode.data.trim()) elements.add(texts.currentNode.parentElement);
    for (const element of elements) {
      if (!element.checkVisibility({ opacityProperty: true, visibilityProperty: true }) || element.closest("svg")) continue;
      const below = ground(element);
      const found = ratio(over(numbers(getComputedStyle(element).color), below), below);
      if (found < least) pale.add(`${found.toFixed(1)} <${element.localName} class="${element.className}"> ${element.textContent.trim().slice(0, 30)}`);
    }
    return [...pale];
  },
})
