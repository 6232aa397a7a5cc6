"use strict";
// What the scripts of all pages share. Words of a paper reach a page as text nodes alone.

const one = (selector, within = document) => within.querySelector(selector);
const all = (selector, within = document) => [...within.querySelectorAll(selector)];

function make(tag, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

const filled = (words, ...values) => values.reduce((made, value) => made.replace("{}", value), words);
const both = (en, zh) => [en, " ", make("span", { lang: "zh" }, zh)];

// Light or dark: as the system has it, until the button says otherwise.

function setTheme(name) {
  document.documentElement.dataset.theme = name;
  try { localStorage.setItem("zhengce-theme", name); } catch { /* a browser may forbid files to keep anything */ }
}

function toggleTheme() {
  const isDark = getComputedStyle(document.documentElement).colorScheme.includes("dark") &&
    (document.documentElement.dataset.theme === "dark" || (!document.documentElement.dataset.theme && matchMedia("(prefers-color-scheme: dark)").matches));
  setTheme(isDark ? "light" : "dark");
}

try { const kept = localStorage.getItem("zhengce-theme"); if (kept) document.documentElement.dataset.theme = kept; } catch { /* as above */ }
