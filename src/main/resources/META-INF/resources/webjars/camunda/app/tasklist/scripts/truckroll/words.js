// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
// Our own words: names of tasks, processes and lists, the reasons of the rules, the codes and lines that a card or a form shows of an order, and
// what the renderer of forms says by itself. Labels of forms come translated from the server. A text is translated where it stands alone and the
// dictionary knows it; whatever Tasklist writes later is looked at again. What people wrote stays as they wrote it.
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
  '.fjs-container h1, .fjs-container h2, .fjs-container p, .fjs-container li',
  '.fjs-form-field-error',
  '.fjs-select-display',
  '.fjs-dropdownlist-item',
  '.fjs-dropdownlist-empty',
  '.tooltip-inner',
  '.dropdown-menu',
  '[cam-widget-search]'
].join(',');

/** Only here a code is a word: elsewhere it may be what somebody searches for. */
const CODES = '.tasks-list .task-card-details, .task-card, .form-pane, .fjs-container';
const CODE = /^[A-Z][A-Z_]+$/;

export const language = config.locales.fallbackLocale;

let words = new Map();
let patterns = [];

function escaped(text) {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/** "Field must have minimum value of {0}.": what the places hold is translated too. Those that say most come first. */
function asPatterns(entries) {
  return entries
      .filter(([english]) => english.includes('{0}'))
      .sort(([one], [other]) => other.length - one.length)
      .map(([english, translated]) => [new RegExp(`^${english.split(/\{\d\}/).map(escaped).join('(.+?)')}$`), translated]);
}

function ofPattern(text) {
  for (const [pattern, translated] of patterns) {
    const found = pattern.exec(text);
    if (found) {
      return translated.replace(/\{(\d)\}/g, (place, number) => word(found[Number(number) + 1]));
    }
  }
  return undefined;
}

/** "TURN_ON_METER: NO_ACCESS by crew: nobody at home", "approver APPROVED 2026-03-02 10:00": what happened, and what somebody said of it. */
function ofRecord(text) {
  const [, action, outcome, by, rest] = /^([A-Z][A-Z_]+): ([A-Z][A-Z_]+)(?: by (\S+?))?((?::| ).*)?$/.exec(text) || [];
  if (action && words.has(action) && words.has(outcome)) {
    return `${words.get(action)}: ${words.get(outcome)}${by ? ` (${by})` : ''}${rest ?? ''}`;
  }
  const [, person, decision, said] = /^(\S+) (APPROVED|DENIED) (.*)$/.exec(text) || [];
  return person ? `${person} ${words.get(decision) ?? decision} ${said}` : undefined;
}

/** "Assign crew: Install the meter", "Device in place: none". */
function ofParts(text) {
  const [, name, separator, value] = /^([^:：]+)([:：]\s*)(.+)$/.exec(text) || [];
  if (!value) {
    return undefined;
  }
  const translated = words.get(value) ?? ofPattern(value);
  return words.has(name) || translated !== undefined ? (words.get(name) ?? name) + separator + (translated ?? value) : undefined;
}

/** A text in the reader's language; English when the dictionary does not know it. */
export function word(text) {
  const known = words.get(text);
  if (known !== undefined) {
    return known;
  }
  if (text.includes('\n')) {
    // The notes to a crew, one a line.
    return text.split('\n').map(line => word(line)).join('\n');
  }
  if (text.endsWith(':') && words.has(text.slice(0, -1))) {
    return `${words.get(text.slice(0, -1))}:`;
  }
  // "STORY-8 (ENABLE)"
  return (ofRecord(text) ?? ofPattern(text) ?? ofParts(text) ?? text)
      .replace(/\(([A-Z][A-Z_]+)\)/g, (whole, code) => words.has(code) ? `(${words.get(code)})` : whole);
}

async function load() {
  document.documentElement.lang = language;
  try {
    const response = await fetch(`${ROOT}/app/tasklist/words/${language}.json`);
    const answer = await response.json();
    words = new Map(Object.entries(answer.words));
    patterns = asPatterns([...words]);
    return answer;
  } catch (error) {
    // Without words the page stays usable, in English.
    console.error(error);
    return {version: ''};
  }
}

function translateText(node) {
  const english = node.data.trim();
  if (english && node.parentElement && node.parentElement.closest(PLACES)
      && (!CODE.test(english) || node.parentElement.closest(CODES))) {
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
