// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
// Our own words: names of tasks, processes and lists, the reasons of the rules, and what the renderer of forms says by itself. Labels of forms come translated from the
// server. A text is translated where it stands alone and the dictionary knows it; whatever Tasklist writes later is looked at again.
import config from '../config.js';

const ROOT = document.querySelector('base').getAttribute('app-root');

const PLACES = [
  '.task-filters .name',
  '.tasks-list h4.task',
  '.tasks-list .process-definition',
  '.tasks-list .task-card-details',
  '.task-card header',
  '.task-card .names',
  '.form-pane h1, .form-pane h2',
  '.fjs-container h1, .fjs-container h2, .fjs-container p',
  '.fjs-form-field-error',
  '.fjs-select-display',
  '.fjs-dropdownlist-empty',
  '.tooltip-inner',
  '.dropdown-menu',
  '[cam-widget-search]'
].join(',');

export const language = config.locales.fallbackLocale;

let words = new Map();
let patterns = [];

function escaped(text) {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/** A text in the reader's language; English when the dictionary does not know it. */
export function word(text) {
  const known = words.get(text);
  if (known !== undefined) {
    return known;
  }
  if (text.endsWith(':') && words.has(text.slice(0, -1))) {
    return `${words.get(text.slice(0, -1))}:`;
  }
  for (const [pattern, translated] of patterns) {
    const found = pattern.exec(text);
    if (found) {
      return translated.replace('{0}', () => found[1]);
    }
  }
  // "Assign crew: Install the meter"
  const [, step, separator, work] = /^([^:：]+)([:：]\s*)(.+)$/.exec(text) || [];
  if (work && (words.has(step) || words.has(work))) {
    return (words.get(step) ?? step) + separator + (words.get(work) ?? work);
  }
  return text;
}

async function load() {
  document.documentElement.lang = language;
  try {
    const response = await fetch(`${ROOT}/app/tasklist/words/${language}.json`);
    const answer = await response.json();
    words = new Map(Object.entries(answer.words));
    // "Field must have minimum value of {0}."
    patterns = [...words]
        .filter(([english]) => english.includes('{0}'))
        .map(([english, translated]) => [new RegExp(`^${english.split('{0}').map(escaped).join('(.*)')}$`), translated]);
    return answer;
  } catch (error) {
    // Without words the page stays usable, in English.
    console.error(error);
    return {version: ''};
  }
}

function translateText(node) {
  const english = node.data.trim();
  if (english && node.parentElement && node.parentElement.closest(PLACES)) {
    const translated = word(english);
    if (translated !== english) {
      node.data = node.data.replace(english, () => translated);
    }
  }
}

function translateBelow(root) {
  if (root.nodeType === Node.TEXT_NODE) {
    translateText(root);
    return;
  }
  const texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    translateText(texts.currentNode);
  }
}

export function translatePage() {
  if (words.size === 0) {
    return;
  }
  translateBelow(document.body);
  new MutationObserver(changes => {
    changes.forEach(change => {
      if (change.type === 'characterData') {
        translateText(change.target);
      } else {
        change.addedNodes.forEach(translateBelow);
      }
    });
  }).observe(document.body, {childList: true, characterData: true, subtree: true});
}

/** Fulfilled with the server's answer once the words are there. */
export const ready = load();
