// Before anything is drawn, so that a page never flashes in the other theme.
const chosen = localStorage.getItem("theme");
if (chosen) document.documentElement.dataset.theme = chosen;

// Japanese pages lie in a folder of their own; a browser chooses fonts and line breaks by the language.
if (location.pathname.includes("/ja/")) document.documentElement.lang = "ja";
