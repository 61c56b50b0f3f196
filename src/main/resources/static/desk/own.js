// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
//
// What the person was told on the own page (SOL24-13): where everybody begins what is not read yet, on the page of notices everything.
import { api, countNotices, el, failure, formatTime, t, visiblePages } from './desk.js';

const visits = (id) => visiblePages().some((one) => one.id === id);
const EVENT = /^(inbound-|operator-message$)/;

/** {element, load()}; hidden while there is nothing to read and only that is asked for. */
export function notices({ unreadOnly = false, limit = 100 } = {}) {
  const list = el('ul', { class: 'notices' });
  const more = el('button', { type: 'button', hidden: true, onclick: () => guarded(() => load(next)) }, t('notices.more'));
  const all = el('button', { type: 'button', id: 'read-all', hidden: true, onclick: () => guarded(readAll) }, t('notices.readAll'));
  const element = el('section', { id: 'own-notices', hidden: unreadOnly, 'aria-busy': 'true' },
    unreadOnly ? el('h2', {}, el('a', { href: 'notices.html' }, t('nav.notices'))) : null, el('p', { class: 'buttons' }, all), list, more);
  let items = [];
  let next = null;

  async function guarded(action) {
    try {
      await action();
    } catch (error) {
      failure(error);
    }
  }

  async function load(from = null) {
    const address = from ? new URL(from) : null;
    const found = await api('GET', address ? address.pathname + address.search : `/api/v1/my/notices?limit=${limit}&unread=${unreadOnly}`);
    items = from ? items.concat(found.items) : found.items;
    next = found.next;
    draw();
  }

  async function read(several) {
    for (const one of several.filter((each) => !each.read)) {
      await api('POST', `/api/v1/my/notices/${encodeURIComponent(one.id)}:read`);
      one.read = true;
    }
  }

  async function readAll() {
    await read(items);
    await settle();
  }

  async function settle() {
    if (unreadOnly) await load();
    else draw();
    await countNotices();
  }

  function draw() {
    const unread = items.filter((one) => !one.read);
    element.hidden = unreadOnly && !items.length;
    element.setAttribute('aria-busy', 'false');
    all.hidden = unread.length < 2;
    more.hidden = !next || unreadOnly;
    list.replaceChildren(...things().map(line));
    if (!items.length) list.append(el('li', { class: 'empty' }, t('notices.none')));
  }

  /** The newest of what was told again and again about the same is read for all of them. */
  function things() {
    const same = new Map();
    for (const one of items) {
      const key = `${one.event} ${one.subject}`;
      if (!same.has(key)) same.set(key, []);
      same.get(key).push(one);
    }
    return [...same.values()];
  }

  function line(several) {
    const [one] = several;
    const isRead = several.every((each) => each.read);
    return el('li', { class: `${one.severity} ${isRead ? 'read' : 'unread'}`, 'data-notice': one.id },
      el('p', { class: 'line' }, el('strong', {}, one.title), ' ', one.severity === 'STANDARD' ? null : el('span', { class: 'severity' }, t(`notices.${one.severity}`)),
        ' ', el('time', { class: 'quiet', datetime: one.toldAt }, formatTime(one.toldAt)),
        several.length > 1 ? el('span', { class: 'quiet' }, ` · ${t('notices.times', { n: several.length })}`) : null),
      el('p', { class: 'words' }, one.text),
      el('p', { class: 'buttons' },
        EVENT.test(one.event) && visits('events') ? el('a', { href: `events.html?event=${encodeURIComponent(one.subject)}` }, t('notices.event')) : null,
        one.event === 'undelivered' && visits('messages') ? el('a', { href: `messages.html?subject=${encodeURIComponent(one.subject)}` }, t('notices.report')) : null,
        one.event.startsWith('on-call-') && visits('oncall') ? el('a', { href: 'oncall.html' }, t('nav.oncall')) : null,
        isRead ? el('span', { class: 'quiet' }, t('notices.isRead')) : el('button', { type: 'button', onclick: () => guarded(async () => {
          await read(several);
          await settle();
          element.querySelector('button:not([hidden])')?.focus();
        }), 'aria-label': `${t('notices.read')}: ${one.title}` }, t('notices.read'))));
  }

  return { element, load: () => guarded(load) };
}
