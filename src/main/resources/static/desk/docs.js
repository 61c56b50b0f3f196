// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
//
// The documentation of this very version, as it lies in the server: docs.html?dispatchers shows docs/dispatchers.md. Reads the Markdown that we
// write (headings, paragraphs, lists, tables, code, pictures, links); nothing is ever parsed as HTML.
import { ApiError, api, el, failure, page, t } from './desk.js';

const PAGES = ['dispatchers', 'people', 'events', 'event-sources', 'notifications', 'statistics', 'workforce', 'analysts', 'cis', 'head-ends', 'cim', 'dlms-bridge', 'operators', 'simulator', 'proof'];
const NAME = /^[a-z0-9-]+$/;
const SPAN = /`([^`]+)`|\*\*([^*]+)\*\*|\*([^*]+)\*|!\[([^\]]*)\]\(([^)\s]+)\)|\[([^\]]+)\]\(([^)\s]+)\)|<(https?:[^>\s]+)>/g;

const { main } = await page({ title: 'docs.title' });
const wanted = location.search.slice(1) || PAGES[0];
const article = el('article', { lang: 'en' });
main.append(el('div', { class: 'docs' },
  el('nav', { 'aria-label': t('docs.title') }, el('ul', {}, PAGES.map((name) => el('li', {},
    el('a', { href: `docs.html?${name}`, 'aria-current': name === wanted ? 'page' : null }, name))))),
  article));
try {
  if (!NAME.test(wanted)) throw new ApiError(404, { detail: t('docs.none') });
  article.append(...blocks((await api('GET', `/desk/docs/${wanted}.md`, null, { accept: 'text/markdown' })).split('\n')));
  if (location.hash) document.getElementById(decodeURIComponent(location.hash.slice(1)))?.scrollIntoView();
} catch (error) {
  failure(error instanceof ApiError && error.status === 404 ? new ApiError(404, { detail: t('docs.none') }) : error);
}

function blocks(lines) {
  const made = [];
  let at = 0;
  const until = (ends) => {
    const taken = [];
    while (at < lines.length && !ends(lines[at])) taken.push(lines[at++]);
    return taken;
  };
  while (at < lines.length) {
    const line = lines[at];
    const heading = /^(#{1,4}) (.*)$/.exec(line);
    if (!line.trim() || line.startsWith('<!--')) at++;
    else if (heading) {
      made.push(el(`h${Math.min(heading[1].length + 1, 5)}`, { id: anchor(heading[2]) }, spans(heading[2])));
      at++;
    } else if (line.startsWith('```')) {
      at++;
      made.push(el('pre', { tabindex: 0 }, el('code', {}, until((one) => one.startsWith('```')).join('\n'))));
      at++;
    } else if (line.startsWith('|')) made.push(tableOf(until((one) => !one.startsWith('|'))));
    else if (/^(- |\d+\. )/.test(line)) made.push(listOf(until((one) => !one.trim() || one.startsWith('#') || one.startsWith('```'))));
    else made.push(el('p', {}, spans(until((one) => !one.trim() || /^(#|\||```|- |\d+\. )/.test(one)).join(' '))));
  }
  return made;
}

function listOf(lines) {
  const items = [];
  for (const line of lines) {
    const item = /^(?:- |\d+\. )(.*)$/.exec(line);
    if (item) items.push(item[1]);
    else items[items.length - 1] += ` ${line.trim()}`;
  }
  return el(lines[0].startsWith('- ') ? 'ul' : 'ol', {}, items.map((item) => el('li', {}, spans(item))));
}

function tableOf(lines) {
  const cells = (line) => line.trim().replace(/^\||\|$/g, '').split(/(?<!\\)\|/).map((cell) => cell.trim().replaceAll('\\|', '|'));
  const [head, , ...rows] = lines;
  return el('div', { class: 'scroll', tabindex: 0 }, el('table', {},
    el('thead', {}, el('tr', {}, cells(head).map((cell) => el('th', { scope: 'col' }, spans(cell))))),
    el('tbody', {}, rows.map((row) => el('tr', {}, cells(row).map((cell) => el('td', {}, spans(cell))))))));
}

/** As the usual places that show Markdown name the anchors of headings. */
function anchor(heading) {
  return heading.toLowerCase().replace(/[^\p{L}\p{N} _-]/gu, '').replaceAll(' ', '-');
}

function spans(text) {
  const made = [];
  let from = 0;
  for (const found of text.matchAll(SPAN)) {
    made.push(text.slice(from, found.index), span(found));
    from = found.index + found[0].length;
  }
  return [...made, text.slice(from)].filter((part) => part !== '');
}

function span([, code, strong, soft, alt, picture, label, target, address]) {
  if (code) return el('code', {}, code);
  if (strong) return el('strong', {}, spans(strong));
  if (soft) return el('em', {}, spans(soft));
  if (picture) return el('img', { src: `docs/${picture}`, alt });
  return link(label ?? address, target ?? address);
}

/** To another of these pages, to a place in this one, or out; what lies beside the documentation is not here, and its name is all there is. */
function link(label, target) {
  const [, name, place] = /^(?:([a-z0-9-]+)\.md)?(#.*)?$/.exec(target) ?? [];
  if (name || place) return el('a', { href: `${name ? `docs.html?${name}` : ''}${place ?? ''}` }, spans(label));
  if (/^https?:/.test(target)) return el('a', { href: target, rel: 'noreferrer' }, label);
  return el('span', {}, spans(label));
}
