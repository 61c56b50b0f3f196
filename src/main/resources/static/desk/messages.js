// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
//
// What was told to whom over which channel, and whether it arrived (GEO-45). Texts are not shown: they may hold what not everybody may read.
import { api, el, failure, formatTime, page, t, table } from './desk.js';

const STATES = ['UNDELIVERED', 'UNCLEAR', 'WAITING', 'HELD', 'SENDING', 'SENT', 'DELIVERED', 'BUNDLED', 'DROPPED'];
const MOVING = ['WAITING', 'SENDING'];
const SECONDS = 5;
/** What is about an event; everything else is about an order, or says so in words. */
const ABOUT_EVENTS = /^(inbound-|operator-message$)/;
const WRITTEN = 'operator-message';
const LOOK = { UNDELIVERED: 'bad', UNCLEAR: 'bad', SENT: 'good', DELIVERED: 'good' };

const { main, me } = await page({ title: 'messages.title', texts: 'events' });

const asked = new URLSearchParams(location.search);
let notices = [];
let next = null;
let loading = 0;
let shown = asked.get('notice');
let moving = false;

const division = el('select', { name: 'division', onchange: load }, ['', ...me.divisions].map((one) => el('option', { value: one }, one || t('events.all'))));
const state = el('select', { name: 'state', onchange: load }, ['', ...STATES].map((one) => {
  const option = el('option', { value: one }, one ? t(`delivery.${one}`) : t('messages.anyState'));
  option.selected = one === asked.get('state');
  return option;
}));
const told = el('select', { name: 'told', onchange: load }, ['', WRITTEN, 'inbound-forwarded', 'inbound-received', 'inbound-alert', 'inbound-nobody', 'inbound-note', 'object-fault', 'mailbox-failing', 'undelivered', 'visit-planned', 'visit-coming', 'order-done'].map((one) => {
  const option = el('option', { value: one }, one ? what(one) : t('messages.anything'));
  option.selected = one === asked.get('told');
  return option;
}));
const subject = el('input', { name: 'subject', type: 'search', size: 28, autocapitalize: 'none', spellcheck: 'false', value: asked.get('subject') || '' });
const list = el('section', { id: 'list', class: 'cards', tabindex: '-1', 'aria-label': t('messages.title'), 'aria-busy': 'false' });
const more = el('button', { type: 'button', id: 'more', hidden: true, onclick: () => guarded(loadMore) }, t('messages.more'));
const report = el('section', { id: 'card', class: 'cards', tabindex: '-1', hidden: true, 'aria-label': t('messages.report') });
const board = el('div', { class: 'board even wide' }, el('section', {}, list, more), report);

main.append(
  el('p', { class: 'quiet' }, t('messages.about')),
  el('form', { class: 'tools', onsubmit: (event) => { event.preventDefault(); load(); } },
    me.divisions.length > 1 ? el('label', {}, t('events.division'), division) : null,
    el('label', {}, t('messages.state'), state),
    el('label', {}, t('messages.what'), told),
    el('label', {}, t('messages.subject'), subject),
    el('button', { class: 'main', id: 'refresh' }, t('messages.find'))),
  board);
await load();
if (asked.get('message')) await guarded(async () => show(await api('GET', `/api/v1/operator-messages/${encodeURIComponent(asked.get('message'))}/report`)));
else if (shown) await open(shown);
// What is still on its way is looked at again until it has arrived or not.
setInterval(() => {
  if (moving && !report.hidden && !document.hidden && !document.querySelector('dialog[open]')) guarded(again);
}, SECONDS * 1000);

/** The name of what was told; what the server tells newly is named as it is named there. */
function what(event) {
  const key = `told.${event}`;
  const known = t(key);
  return known === key ? event : known;
}

/** An event is found on the board. */
function subjectOf(row) {
  return ABOUT_EVENTS.test(row.event) ? el('a', { href: `events.html?${row.event === WRITTEN ? 'view=archived&' : ''}event=${encodeURIComponent(row.subject)}` }, t('messages.event'))
    : el('a', { href: `?subject=${encodeURIComponent(row.subject)}`, class: 'quiet' }, row.subject);
}

async function guarded(action) {
  try {
    await action();
  } catch (error) {
    failure(error);
  }
}

/** With a state single recipients are looked for, without one whole messages. */
async function load() {
  const mine = ++loading;
  const words = new URLSearchParams({ limit: '50' });
  if (division.value) words.set('division', division.value);
  if (subject.value.trim()) words.set('subject', subject.value.trim());
  if (state.value) words.set('state', state.value);
  else if (told.value) words.set('event', told.value);
  told.disabled = Boolean(state.value);
  list.setAttribute('aria-busy', 'true');
  await guarded(async () => {
    const found = await api('GET', `/api/v1/${state.value ? 'notice-deliveries' : 'notices'}?${words}`);
    if (mine !== loading) return;
    notices = found.items;
    next = found.next;
    remember();
    draw();
  });
  if (mine === loading) list.setAttribute('aria-busy', 'false');
}

function remember() {
  const words = new URLSearchParams();
  if (state.value) words.set('state', state.value);
  if (told.value) words.set('told', told.value);
  if (subject.value.trim()) words.set('subject', subject.value.trim());
  if (shown) words.set('notice', shown);
  history.replaceState(null, '', `?${words}`);
}

async function loadMore() {
  const mine = loading;
  const address = new URL(next);
  const found = await api('GET', address.pathname + address.search);
  if (mine !== loading) return;
  notices = notices.concat(found.items);
  next = found.next;
  draw();
}

function badge(one) {
  return el('span', { class: `state ${LOOK[one] ?? 'waits'}` }, t(`delivery.${one}`));
}

function cell(...parts) {
  return el('div', {}, parts.filter(Boolean).map((part) => el('span', { class: 'line' }, part)));
}

function about(id) {
  return { label: t('events.col.do'), value: (row) => el('button', { type: 'button', 'data-notice': id(row), onclick: () => open(id(row)) }, t('messages.recipients')) };
}

function draw() {
  const columns = state.value ? [...lineColumns(), about((row) => row.noticeId)] : [
    { label: t('messages.when'), sort: (row) => row.toldAt, value: (row) => formatTime(row.toldAt) },
    { label: t('messages.what'), sort: (row) => row.event, value: (row) => cell(el('strong', {}, what(row.event)), subjectOf(row)) },
    { label: t('events.severity'), value: (row) => t(`severity.${row.severity}`) },
    ...(me.divisions.length > 1 ? [{ label: t('events.division'), value: (row) => row.division }] : []),
    { label: t('messages.origin'), value: (row) => t(`origin.${row.origin}`) },
    about((row) => row.id)];
  list.replaceChildren(table(columns, notices, { empty: t('messages.empty'), row: (line, row) => {
    line.classList.toggle('shown', (row.noticeId ?? row.id) === shown);
  } }));
  more.hidden = !next;
  board.classList.toggle('wide', report.hidden);
}

function lineColumns() {
  return [
    { label: t('messages.state'), value: (row) => cell(badge(row.state), row.endedAt ? el('span', { class: 'quiet' }, formatTime(row.endedAt)) : null,
      row.notBefore && !row.endedAt ? el('span', { class: 'quiet' }, t('messages.notBefore', { time: formatTime(row.notBefore) })) : null) },
    { label: t('messages.recipient'), value: (row) => cell(el('strong', {}, row.name || row.person || row.recipient), row.recipient) },
    { label: t('messages.channel'), value: (row) => cell(t(`channel.${row.channel}`), row.provider ? el('span', { class: 'quiet' }, row.provider) : null,
      row.attempts > 1 ? el('span', { class: 'quiet' }, t('messages.attempts', { n: row.attempts })) : null) },
    { label: t('messages.detail'), value: (row) => row.detail ?? '' }];
}

async function open(id) {
  await guarded(async () => show(await api('GET', `/api/v1/notices/${encodeURIComponent(id)}/report`)));
}

async function again() {
  const id = shown;
  const found = await api('GET', `/api/v1/notices/${encodeURIComponent(id)}/report`);
  if (id === shown && !report.hidden) fill(found);
}

function show(found) {
  shown = found.notice.id;
  report.hidden = false;
  fill(found);
  remember();
  draw();
  report.focus();
  // Beside the list it is seen anyway, below it the reader is taken there.
  report.scrollIntoView({ block: matchMedia('(max-width: 64rem)').matches ? 'start' : 'nearest' });
}

function fill(found) {
  const counts = STATES.map((one) => [one, found.deliveries.filter((line) => line.state === one).length]).filter(([, n]) => n);
  const focused = document.activeElement?.id;
  moving = found.deliveries.some((line) => MOVING.includes(line.state));
  report.replaceChildren(
    el('h2', {}, `${what(found.notice.event)} · ${formatTime(found.notice.toldAt)}`),
    el('p', {}, subjectOf(found.notice)),
    el('p', { id: 'sum', role: 'status' }, counts.map(([one, n]) => [badge(one), ` ${n} `])),
    table(lineColumns(), found.deliveries, { empty: t('messages.nobody') }),
    el('p', { class: 'buttons' }, el('button', { type: 'button', id: 'close', onclick: close }, t('close'))));
  if (focused === 'close') document.getElementById('close').focus();
}

function close() {
  shown = null;
  report.hidden = true;
  remember();
  draw();
}
