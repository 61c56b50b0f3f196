// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
//
// The address book of a division: operators send to nobody else (GEO-41). People-admins keep it.
import { LANGUAGES, api, asking, dialog, el, failure, notice, t, table } from './desk.js';

const LIMIT = 50;
const LATER = 250;

export function contacts({ division, keeps }) {
  const list = el('div', { class: 'cards', 'aria-live': 'polite' });
  const more = el('button', { type: 'button', hidden: true, onclick: () => guarded(() => load(next)) }, t('notices.more'));
  const text = el('input', { type: 'search', name: 'contacts', autocomplete: 'off', oninput: () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => guarded(() => load()), LATER);
  } });
  let waiting = 0;
  let asked = 0;
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
    const mine = ++asked;
    const words = new URLSearchParams({ division, limit: LIMIT });
    if (text.value.trim()) words.set('q', text.value.trim());
    const address = from ? new URL(from) : null;
    const found = await api('GET', address ? address.pathname + address.search : `/api/v1/contacts?${words}`);
    if (mine !== asked) return;
    items = from ? items.concat(found.items) : found.items;
    next = found.next;
    more.hidden = !next;
    draw();
  }

  function draw() {
    list.replaceChildren(table([
      { label: t('oncall.name'), sort: (one) => one.name, value: (one) => one.name },
      { label: t('book.ref'), sort: (one) => one.ref, value: (one) => one.ref },
      { label: t('channel.MAIL'), value: (one) => one.mail ?? '' },
      { label: t('channel.SMS'), value: (one) => one.sms ?? '' },
      { label: t('channel.FAX'), value: (one) => one.fax ?? '' },
      { label: t('language'), value: (one) => LANGUAGES[one.language] ?? one.language },
      ...(keeps ? [{ label: t('events.col.do'), value: (one) => el('div', { class: 'buttons' },
        el('button', { type: 'button', 'data-do': 'oncall.change', 'aria-label': `${t('oncall.change')}: ${one.name}`, onclick: () => guarded(() => edit(one)) }, t('oncall.change')),
        el('button', { type: 'button', 'data-do': 'oncall.remove', 'aria-label': `${t('oncall.remove')}: ${one.name}`, onclick: () => guarded(() => remove(one)) }, t('oncall.remove'))) }] : [])],
    items, { empty: t(text.value.trim() ? 'write.noneFound' : 'write.bookEmpty'), row: (line, one) => { line.dataset.contact = one.ref; } }));
  }

  async function edit(one) {
    const languages = Object.entries(LANGUAGES).map(([code, name]) => {
      const option = el('option', { value: code }, name);
      option.selected = code === (one?.language ?? 'en');
      return option;
    });
    const field = (key, name, value, attributes = {}) => el('label', {}, t(key), el('input', { name, value: value ?? '', maxlength: 254, ...attributes }));
    const saved = await asking(one ? one.name : t('book.add'), t('save'), el('div', {},
      field('oncall.name', 'name', one?.name, { required: true, maxlength: 200 }),
      field('book.ref', 'ref', one?.ref, { required: true, maxlength: 60, autocapitalize: 'none', spellcheck: 'false' }),
      field('channel.MAIL', 'mail', one?.mail, { type: 'email' }),
      field('channel.SMS', 'sms', one?.sms, { type: 'tel' }),
      field('channel.FAX', 'fax', one?.fax, { type: 'tel' }),
      el('label', {}, t('language'), el('select', { name: 'language' }, languages))),
    (wish) => {
      const entry = { ref: wish.ref.trim(), name: wish.name.trim(), language: wish.language, mail: wish.mail || null, sms: wish.sms || null, fax: wish.fax || null };
      return one ? api('PUT', `/api/v1/contacts/${encodeURIComponent(one.id)}`, entry) : api('POST', '/api/v1/contacts', { division, ...entry });
    });
    if (!saved) return;
    notice(t('oncall.saved'), 'good');
    await load();
  }

  async function remove(one) {
    if (!await dialog({ title: t('oncall.remove'), submit: t('oncall.remove'), body: el('p', {}, t('oncall.sure', { name: one.name })) })) return;
    await api('DELETE', `/api/v1/contacts/${encodeURIComponent(one.id)}`);
    await load();
  }

  guarded(load);
  return el('section', { id: 'contacts' }, el('h2', {}, t('book.title', { division })), el('p', { class: 'quiet' }, t('book.about')),
    el('div', { class: 'tools' }, el('label', {}, t('write.search'), text),
      keeps ? el('button', { type: 'button', class: 'main', id: 'add-contact', onclick: () => guarded(() => edit(null)) }, t('book.add')) : null),
    list, more);
}
