// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
//
// Words, dates and elements: what every view needs.

import { clock, wallDay } from './zone.js';

export const LANGUAGES = { en: 'English', sv: 'Svenska', pl: 'Polski', pt: 'Português', zh: '中文', it: 'Italiano' };

const MINE = 'truckroll.language';
let language = 'en';
let texts = {};
let words = {};
let patterns = [];

/** Speaks this language, or without one what was chosen here before, or what the browser prefers. Only a choice made here is remembered. */
export async function useLanguage(code, chosen = false) {
  const wanted = [code?.slice(0, 2), localStorage.getItem(MINE), ...navigator.languages.map((name) => name.slice(0, 2)), 'en']
    .find((name) => name in LANGUAGES);
  if (chosen) localStorage.setItem(MINE, wanted);
  texts = await (await fetch(`i18n/${wanted}.json`)).json();
  words = wanted === 'en' ? {} : await wordsOf(wanted);
  patterns = asPatterns(Object.entries(words));
  language = wanted;
  document.documentElement.lang = wanted;
}

/** What rules and tables say, as Tasklist translates it; without a network what was kept of it. */
async function wordsOf(wanted) {
  const answer = await fetch(`words/${wanted}.json`).catch(() => null);
  return answer?.ok ? (await answer.json()).words : {};
}

/** A text of the rules, or a code of an order, in the reader's language; as the server gave it when nobody knows it. */
export function word(text) {
  return words[text] ?? ofPattern(text) ?? text;
}

/** A note of the server, line by line: "… Agree another one: 2026-03-04 08:00" has a place for the time. */
export const note = (text) => text.split('\n').map(word).join('\n');

function ofPattern(text) {
  for (const [pattern, translated] of patterns) {
    const found = pattern.exec(text);
    if (found) return translated.replace(/\{(\d)\}/g, (place, number) => words[found[Number(number) + 1]] ?? found[Number(number) + 1]);
  }
  return undefined;
}

const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** Those that say most come first. */
function asPatterns(entries) {
  return entries.filter(([english]) => english.includes('{0}')).sort(([one], [other]) => other.length - one.length)
    .map(([english, translated]) => [new RegExp(`^${english.split(/\{\d\}/).map(escaped).join('(.+?)')}$`), translated]);
}

/** What a crew comes for; a maintenance has a name of its own. */
export function work(visit) {
  return texts[`action.${visit.action}.${visit.orderType}`] ?? code('action', visit.action);
}

export const chosenLanguage = () => localStorage.getItem(MINE);
export const currentLanguage = () => language;

export function t(key, values = {}) {
  return (texts[key] ?? key).replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}

/** The text of a code that the server may extend: one that we do not know is shown as it is. */
export function code(kind, name) {
  return texts[`${kind}.${name}`] ?? name;
}

export function time(instant) {
  return clock(language, { hour: '2-digit', minute: '2-digit' }).format(new Date(instant));
}

export function day(instant) {
  return clock(language, { weekday: 'short', day: 'numeric', month: 'short' }).format(new Date(instant));
}

export function span(start, end) {
  return wallDay(start) === wallDay(end) ? `${day(start)} ${time(start)}–${time(end)}` : `${day(start)} ${time(start)} – ${day(end)} ${time(end)}`;
}

export function isToday(instant) {
  return wallDay(instant) === wallDay(Date.now());
}

/** An element; on… attributes are listeners. Nothing is ever parsed as HTML. */
export function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (name === 'value' || name === 'checked' || name === 'disabled') element[name] = value;
    else element.setAttribute(name, value === true ? '' : value);
  }
  element.append(...children.flat(9).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

export function button(label, onclick, kind = '') {
  return el('button', { type: 'button', class: kind, onclick }, label);
}

/** Asks; ends with the value of the pressed answer, or null. Answers: [value, label, class]. */
export function ask(question, answers) {
  return new Promise((resolve) => {
    let answer = null;
    const box = el('dialog', { onclose: () => { box.remove(); resolve(answer); } },
      el('p', {}, question),
      answers.map(([value, label, kind]) => button(label, () => { answer = value; box.close(); }, kind)));
    document.body.append(box);
    box.showModal();
  });
}
