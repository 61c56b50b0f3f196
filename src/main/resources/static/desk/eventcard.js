// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
//
// One event on the board: what came, its files, what was done, and what its operator may do now (GEO-36 to GEO-40). Strangers wrote it: its text is
// shown as text, its files are saved and never opened here.
import { api, asking, el, formatTime, getLanguage, notice, refusal, serverTime, t, visiblePages, ApiError } from './desk.js';
import { writeMessage } from './write.js';

const MINUTE = 60000;
const OLD = 5 * MINUTE;
const LATE = 15 * MINUTE;
const SOON = 3 * MINUTE;
const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

function minutes(span) {
  const whole = Math.max(0, Math.floor(span / MINUTE));
  if (whole < 60) return t('events.min', { m: whole });
  if (whole < 48 * 60) return t('events.hours', { h: Math.floor(whole / 60), m: whole % 60 });
  return t('events.days', { d: Math.floor(whole / 1440), h: Math.floor(whole / 60) % 24 });
}

function waited(row) {
  return serverTime() - Date.parse(row.pendingAt ?? row.receivedAt);
}

/** How long it waits, or when it is given back. */
export function age(row) {
  if (row.state === 'PENDING') return t('events.waits', { time: minutes(waited(row)) });
  if (row.state === 'ONWORK') return row.returnAt ? t('events.returns', { time: minutes(Date.parse(row.returnAt) - serverTime() + MINUTE - 1) }) : '';
  return formatTime(row.archivedAt);
}

export function ageClass(row) {
  if (row.state !== 'PENDING') return '';
  return waited(row) >= LATE ? 'late' : waited(row) >= OLD ? 'old' : '';
}

/** Who works on it has little time left: it is given back soon. */
export function endsSoon(row) {
  return row.state === 'ONWORK' && Boolean(row.returnAt) && Date.parse(row.returnAt) - serverTime() < SOON;
}

/** To the report of a message: what became of it for everybody (GEO-45). */
export function reportLink(messageId, label = t('events.report')) {
  return el('a', { href: `messages.html?message=${encodeURIComponent(messageId)}`, 'data-report': messageId }, label);
}

export function stateBadge(row) {
  return el('span', { class: `state ${row.state} ${ageClass(row)}` }, t(`inState.${row.state}`));
}

/** The card beside the list; {element, open(id), refresh(rows), shown()}. */
export function eventCard({ me, mayAct, operators, nameOf, changed }) {
  const facts = el('div');
  const doors = el('p', { class: 'buttons', id: 'doors' });
  const note = el('textarea', { name: 'note', maxlength: 2000, rows: 3 });
  const noted = el('label', {}, t('events.note'), note);
  const element = el('section', { id: 'card', tabindex: '-1', hidden: true, 'aria-label': t('events.card') }, facts, noted, doors);
  let shown = null;
  let event = null;
  let seen = '';

  async function get(id) {
    const found = await api('GET', `/api/v1/inbound-events/${encodeURIComponent(id)}`);
    if (id !== shown) return;
    // What the operator has typed is not overwritten by what is known already.
    if (!event || note.value === (event.note ?? '')) note.value = found.note ?? '';
    event = found;
    draw();
  }

  async function open(id) {
    const other = id !== shown;
    shown = id;
    if (other) {
      event = null;
      note.value = '';
      seen = '';
    }
    await get(id);
    element.hidden = false;
    if (other) {
      element.focus();
      // Beside the list it is seen anyway, below it the reader is taken there.
      element.scrollIntoView({ block: matchMedia('(max-width: 64rem)').matches ? 'start' : 'nearest' });
    }
  }

  async function refresh(rows) {
    if (!shown || element.hidden) return;
    const row = JSON.stringify(rows.find((one) => one.id === shown) ?? null);
    if (row === seen) {
      drawDoors();
      return;
    }
    seen = row;
    await get(shown);
  }

  function close() {
    shown = null;
    element.hidden = true;
    changed();
  }

  function draw() {
    const log = facts.querySelector('details')?.open ?? false;
    const scrolled = facts.querySelector('.message')?.scrollTop ?? 0;
    const fact = (name, value) => (value ? [el('dt', {}, name), el('dd', {}, value)] : []);
    facts.replaceChildren(
      el('h2', {}, event.subject || t('events.noSubject')),
      el('p', {}, stateBadge(event), ' ', el('span', { class: endsSoon(event) ? 'urgent' : null }, age(event))),
      el('dl', { class: 'facts' },
        fact(t('events.from'), `${event.sender} · ${t(`inKind.${event.kind}`)}`),
        fact(t('events.received'), formatTime(event.receivedAt)),
        fact(t('events.division'), event.division),
        fact(t('events.col.operator'), event.operator ? nameOf(event) : null),
        fact(t('events.point'), event.servicePointId),
        fact(t('events.order'), event.orderId ? order() : null),
        event.kind === 'OPERATOR_MESSAGE' ? fact(t('events.told'), reportLink(event.id))
          : fact(t('events.told'), el('a', { href: `messages.html?subject=${encodeURIComponent(event.id)}` }, t('events.toldAbout'))),
        fact(t('events.code'), event.code ? t('events.codeSms', { code: event.code }) : null),
        event.automatic ? fact(t('events.automatic'), t('events.yes')) : []),
      el('pre', { class: 'message', tabindex: '0', 'aria-label': t('events.text') }, event.text || '–'),
      files(),
      el('details', { class: 'history', open: log }, el('summary', {}, t('events.history')),
        el('ul', { class: 'history' }, event.log.map((entry) => el('li', {},
          `${formatTime(entry.at)} · ${t(`did.${entry.kind}`)}${entry.by === 'server' ? '' : ` · ${entry.by}`}`,
          entry.kind === 'FORWARDED' && ID.test(entry.detail ?? '') ? el('span', { class: 'line' }, reportLink(entry.detail))
            : entry.detail ? el('span', { class: 'line quiet' }, entry.detail) : null)))));
    facts.querySelector('.message').scrollTop = scrolled;
    drawDoors();
  }

  /** Operators do not read orders; who does finds it. */
  function order() {
    return visiblePages().some((one) => one.id === 'orders') ? el('a', { href: `orders.html?id=${encodeURIComponent(event.orderId)}` }, event.orderId) : event.orderId;
  }

  function files() {
    const saves = [
      ...(event.original ? [{ name: t('events.original'), path: 'original', file: `event-${event.id}${event.kind === 'MAIL' ? '.eml' : '.bin'}` }] : []),
      ...event.parts.map((part) => ({ name: `${part.name} (${size(part.size)})`, path: `parts/${part.place}`, file: part.name }))];
    return saves.length ? el('div', {}, el('h3', {}, t('events.files')), el('ul', { class: 'files' }, saves.map((one) => el('li', {},
      one.name, ' ', el('button', { type: 'button', 'data-save': one.path, 'aria-label': `${t('events.save.file')}: ${one.name}`, onclick: () => act(() => save(one)) }, t('events.save.file')))))) : '';
  }

  function size(bytes) {
    return new Intl.NumberFormat(getLanguage(), { style: 'unit', unit: 'kilobyte', maximumFractionDigits: 0 }).format(Math.ceil(bytes / 1024));
  }

  /** As a file without a type: no browser shows within our pages what a stranger has sent. */
  async function save(one) {
    const bytes = await api('GET', `/api/v1/inbound-events/${event.id}/${one.path}`, null, { blob: true });
    const address = URL.createObjectURL(new Blob([bytes], { type: 'application/octet-stream' }));
    el('a', { href: address, download: one.file }).click();
    setTimeout(() => URL.revokeObjectURL(address), MINUTE);
  }

  function drawDoors() {
    const focused = document.activeElement?.dataset?.do;
    const may = event.state !== 'ACK' && mayAct(event.division);
    const own = may && event.state === 'ONWORK' && event.operator === me.id;
    const free = may && event.state === 'PENDING';
    const door = (name, action, main = false) => el('button', { type: 'button', class: main ? 'main' : null, 'data-do': name, onclick: () => act(action) }, t(`events.${name}`));
    noted.hidden = !own && !free;
    doors.replaceChildren(...[
      free && door('take', () => post('take-charge'), true),
      own && door('keep', () => post('save', { note: note.value }), true),
      (own || free) && door('archive', archive),
      (own || free) && door('forward', forward),
      (own || free) && door('makeOrder', makeOrder),
      own && door('giveBack', () => post('give-back', { note: note.value })),
      el('button', { type: 'button', 'data-do': 'close', onclick: close }, t('close'))].filter(Boolean));
    if (focused) doors.querySelector(`[data-do="${focused}"]`)?.focus();
  }

  async function act(action) {
    try {
      await action();
    } catch (error) {
      if (!(error instanceof ApiError)) {
        notice(t('error.network'), 'bad');
        throw error;
      }
      notice(refusal(error), 'bad');
      // Somebody else was first: what stands here is not true any more.
      if (error.status === 409 || error.status === 403) await get(shown);
    }
  }

  async function post(door, body = {}) {
    await api('POST', `/api/v1/inbound-events/${event.id}/${door}`, body);
    notice(t(`events.done.${door}`), 'good');
    await get(event.id);
    await changed();
  }

  async function archive() {
    await post('archive', { note: note.value });
  }

  async function forward() {
    const id = event.id;
    const sent = await writeMessage({ divisions: [event.division], event, note: note.value.trim() || null, colleagues: operators(event.division).filter((one) => one.person !== me.id) });
    if (!sent) return;
    notice([t('events.done.forward'), ' ', sent.message ? reportLink(sent.message.id)
      : el('a', { href: `messages.html?subject=${encodeURIComponent(id)}` }, t('events.report'))], 'good');
    if (shown === id) await get(id);
    await changed();
  }

  async function makeOrder() {
    const id = event.id;
    const done = await asking(t('events.makeOrder'), t('events.makeOrder.do'), el('div', {},
      el('p', {}, t('events.makeOrder.about')),
      el('label', {}, t('events.point'), el('input', { name: 'point', required: true, maxlength: 64, autocapitalize: 'none', spellcheck: 'false', value: event.servicePointId ?? '' }))),
    (wish) => api('POST', `/api/v1/inbound-events/${id}/order`, { servicePointId: wish.point.trim(), note: note.value || null }));
    if (!done) return;
    notice(t('events.done.order'), 'good');
    if (shown === id) await get(id);
    await changed();
  }

  return { element, open, refresh, shown: () => shown };
}
