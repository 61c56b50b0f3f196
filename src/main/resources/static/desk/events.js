// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
//
// What came from outside and needs an operator: PENDING first, the oldest on top (GEO-15 to GEO-18). It is asked again every few seconds; what is
// typed, and what is focused, stays. Who is on call, and the own switch, stands above (GEO-31 to GEO-33).
import { api, el, failure, formatTime, getLanguage, notice, page, serverTime, t, table } from './desk.js';
import { clock } from '../field/zone.js';

const SECONDS = 5;
const ON_CALL_EVERY = 12;
/** In the background only the number in the title is looked at. */
const HIDDEN_EVERY = 4;
/** Of 200 events each; a board of more is no board. */
const MOST_PAGES = 10;
const OPEN = 'state=PENDING&state=ONWORK';
const VIEWS = { open: OPEN, mine: `${OPEN}&mine=true`, archived: 'state=ACK' };
const MODES = ['ACTIVE', 'NOT_ACTIVE', 'ROSTER'];

const { main, me } = await page({ title: 'events.title', texts: 'events' });
const { age, ageClass, endsSoon, eventCard, reportLink, stateBadge } = await import('./eventcard.js');
const { writeMessage } = await import('./write.js');

const operates = me.groups.some((group) => group.startsWith('operators-') || group === 'on-call');
const seesOnCall = operates || me.groups.some((group) => /^(dispatchers|work-leaders|people-admins)-/.test(group) || group === 'camunda-admin');
const asked = new URLSearchParams(location.search);
let view = asked.get('view') in VIEWS ? asked.get('view') : 'open';
let rows = [];
let mine = [];
let boards = [];
let loading = 0;
let turn = 0;

const division = el('select', { name: 'division', onchange: () => load() },
  ['', ...me.divisions].map((one) => el('option', { value: one }, one || t('events.all'))));
const tabs = el('div', { role: 'tablist', 'aria-label': t('events.views'), onkeydown: walk });
const onCall = el('ul', { class: 'on-call', id: 'on-call' });
const stand = el('span', { class: 'quiet', id: 'as-of' });
const pending = el('strong', { id: 'pending', role: 'status' });
const list = el('section', { id: 'list', role: 'tabpanel', tabindex: '-1', class: 'cards', 'aria-label': t('events.title'), 'aria-busy': 'false' });
const card = eventCard({ me, mayAct, operators: (one) => (boards.find((board) => board.division === one)?.operators ?? []).filter((who) => who.active), nameOf, changed: load });
const board = el('div', { class: 'board wide' }, list, card.element);

main.append(
  onCall,
  seesOnCall ? el('p', {}, el('a', { href: 'oncall.html' }, t('onCall.plan'))) : '',
  operates ? '' : el('p', { class: 'quiet', id: 'read-only' }, t('events.readOnly')),
  tabs,
  el('form', { class: 'tools', onsubmit: (event) => { event.preventDefault(); load(); } },
    me.divisions.length > 1 ? el('label', {}, t('events.division'), division) : null,
    pending, stand,
    operates ? el('button', { type: 'button', id: 'write', onclick: () => guarded(write) }, t('write.new')) : null),
  board);
drawTabs();
await loadOnCall();
await load();
if (asked.get('event')) await open(asked.get('event'));
setInterval(async () => {
  turn++;
  // Not behind the login; a form that is being filled in stands on its own.
  if (document.querySelector('dialog.full[open]') || document.hidden && turn % HIDDEN_EVERY) return;
  if (turn % ON_CALL_EVERY === 0) await loadOnCall();
  await load();
}, SECONDS * 1000);
document.addEventListener('visibilitychange', () => { if (!document.hidden && !document.querySelector('dialog.full[open]')) load(); });

/** A message of the own: also for who is NOT ACTIVE (GEO-06, GEO-34). */
async function write() {
  const sent = await writeMessage({ divisions: mine.map((one) => one.division) });
  if (!sent) return;
  notice([t('write.sent'), ' ', reportLink(sent.message.id)], 'good');
  await load();
}

async function guarded(action) {
  try {
    await action();
  } catch (error) {
    failure(error);
  }
}

/** A dispatcher who is nobody's operator only looks. */
function mayAct(one) {
  return mine.some((own) => own.division === one && own.active);
}

async function load() {
  const now = ++loading;
  list.setAttribute('aria-busy', 'true');
  await guarded(async () => {
    const of = division.value ? `&division=${encodeURIComponent(division.value)}` : '';
    const found = await api('GET', `/api/v1/inbound-events?${VIEWS[view]}&limit=${view === 'archived' ? 50 : 200}${of}`);
    // The newest come first: what has waited longest stands at the end.
    for (let page = 1; view === 'open' && found.next && page < MOST_PAGES; page++) {
      const address = new URL(found.next);
      const further = await api('GET', address.pathname + address.search);
      found.items.push(...further.items);
      found.next = further.next;
    }
    if (now !== loading) return;
    rows = found.items.sort(byNeed);
    const waiting = rows.filter((row) => row.state === 'PENDING').length;
    if (view === 'open') {
      const words = waiting ? t('events.pendingNow', { n: found.next ? `${waiting}+` : waiting }) : t('events.nonePending');
      // Set only when it changes: it is read aloud.
      if (pending.textContent !== words) pending.textContent = words;
      document.title = `${waiting ? `(${waiting}) ` : ''}${t('events.title')} · Truckroll`;
    }
    stand.textContent = t('events.asOf', { time: clock(getLanguage(), { timeStyle: 'medium' }).format(new Date(serverTime())) });
    draw();
    await card.refresh(rows);
  });
  if (now === loading) list.setAttribute('aria-busy', 'false');
}

/** PENDING before ONWORK, my own before those of others, the oldest first; of archived ones the newest. */
function byNeed(one, other) {
  const rank = (row) => (row.state === 'PENDING' ? 0 : row.state === 'ACK' ? 3 : row.operator === me.id ? 1 : 2);
  return rank(one) - rank(other)
    || (one.state === 'ACK' ? (other.archivedAt ?? '').localeCompare(one.archivedAt ?? '') : 0)
    || (one.pendingAt ?? one.receivedAt).localeCompare(other.pendingAt ?? other.receivedAt);
}

async function open(id) {
  await guarded(() => card.open(id));
  board.classList.toggle('wide', !card.shown());
  remember();
  draw();
}

function remember() {
  const words = new URLSearchParams({ view });
  if (card.shown()) words.set('event', card.shown());
  history.replaceState(null, '', `?${words}`);
}

function columns() {
  const cell = (...parts) => el('div', {}, parts.filter(Boolean).map((part) => el('span', { class: 'line' }, part)));
  return [
    { label: t('events.col.state'), value: (row) => cell(stateBadge(row), el('span', { class: endsSoon(row) ? 'urgent' : 'quiet' }, age(row)),
      row.state === 'PENDING' && row.alerts ? el('span', { class: 'quiet' }, t('events.alerted', { n: row.alerts })) : null) },
    { label: t('events.col.what'), value: (row) => cell(
      el('strong', {}, row.subject || t('events.noSubject')),
      `${t(`inKind.${row.kind}`)} · ${row.sender}`,
      row.severity === 'URGENT' ? el('span', { class: 'urgent' }, t('severity.URGENT')) : row.severity ? el('span', { class: 'quiet' }, t(`severity.${row.severity}`)) : null) },
    ...(me.divisions.length > 1 ? [{ label: t('events.division'), value: (row) => row.division }] : []),
    { label: t('events.col.operator'), value: (row) => (row.operator ? nameOf(row) : row.state === 'PENDING' ? '–' : '') },
    { label: t('events.col.do'), value: (row) => el('div', { class: 'buttons' },
      row.state === 'PENDING' && mayAct(row.division)
        ? el('button', { type: 'button', class: 'main', 'data-focus': `take:${row.id}`, onclick: () => take(row) }, t('events.take')) : null,
      el('button', { type: 'button', 'data-focus': `open:${row.id}`, 'aria-label': `${t('events.open')}: ${row.subject || row.sender}`,
        onclick: () => open(row.id) }, t('events.open'))) }];
}

function nameOf(row) {
  if (row.operator === me.id) return el('strong', {}, t('events.you'));
  const known = boards.flatMap((one) => one.operators).find((one) => one.person === row.operator);
  return known ? known.name : row.operator;
}

function draw() {
  const focused = document.activeElement?.dataset?.focus;
  list.replaceChildren(table(columns(), rows, { empty: t(`events.empty.${view}`), row: (line, row) => {
    line.dataset.event = row.id;
    line.classList.add(row.state);
    if (ageClass(row)) line.classList.add(ageClass(row));
    line.classList.toggle('shown', row.id === card.shown());
  } }));
  if (focused) list.querySelector(`[data-focus="${CSS.escape(focused)}"]`)?.focus();
  board.classList.toggle('wide', !card.shown());
}

async function take(row) {
  await guarded(async () => {
    await api('POST', `/api/v1/inbound-events/${row.id}/take-charge`);
    await open(row.id);
  });
  await load();
}

function drawTabs() {
  tabs.replaceChildren(...Object.keys(VIEWS).filter((one) => operates || one !== 'mine').map((one) => el('button', {
    type: 'button', role: 'tab', 'data-view': one, 'aria-selected': String(one === view), 'aria-controls': 'list', tabindex: one === view ? '0' : '-1',
    onclick: () => choose(one) }, t(`events.view.${one}`))));
}

function choose(one) {
  view = one;
  rows = [];
  remember();
  drawTabs();
  return load();
}

async function walk(event) {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  const all = [...tabs.children].map((tab) => tab.dataset.view);
  const one = all[(all.indexOf(view) + step + all.length) % all.length];
  const loaded = choose(one);
  tabs.querySelector(`[data-view="${one}"]`).focus();
  await loaded;
}

// ---- who is on call

async function loadOnCall() {
  if (!seesOnCall) return;
  await guarded(async () => {
    mine = operates ? await api('GET', '/api/v1/my/on-call') : [];
    boards = await Promise.all(me.divisions.map((one) => api('GET', `/api/v1/on-call/${encodeURIComponent(one)}`)));
    drawOnCall();
  });
}

function drawOnCall() {
  const focused = document.activeElement?.dataset?.focus;
  onCall.replaceChildren(...boards.map((one) => {
    const active = one.operators.filter((who) => who.active).sort((a, b) => a.activeAt[0] - b.activeAt[0]);
    const own = mine.find((each) => each.division === one.division);
    return el('li', { 'data-division': one.division },
      el('h2', {}, t('onCall.now', { division: one.division })),
      active.length ? el('ul', {}, active.map((who) => el('li', {}, who.name, ` · ${t('onCall.step', { n: who.activeAt.join(', ') })}`,
        who.phone ? [' · ', el('a', { href: `tel:${who.phone.replace(/[^+\d]/g, '')}` }, who.phone)] : null)))
        : el('p', { class: 'nobody' }, t('onCall.nobody')),
      own ? el('div', { class: 'switch', role: 'group', 'aria-label': t('onCall.switch') },
        el('span', { class: `state ${own.active ? 'good' : 'waits'}`, 'data-active': String(own.active) }, t(own.active ? 'onCall.youActive' : 'onCall.youNotActive')),
        own.until ? el('span', { class: 'quiet' }, t('onCall.until', { time: formatTime(own.until) })) : null,
        MODES.map((mode) => el('button', { type: 'button', 'data-mode': mode, 'data-focus': `mode:${one.division}:${mode}`, 'aria-pressed': String(own.mode === mode),
          onclick: () => turnTo(one.division, mode) }, t(`onCall.mode.${mode}`)))) : null);
  }));
  if (focused) onCall.querySelector(`[data-focus="${CSS.escape(focused)}"]`)?.focus();
}

async function turnTo(one, mode) {
  await guarded(() => api('PUT', `/api/v1/my/on-call/${encodeURIComponent(one)}`, { mode }));
  await loadOnCall();
  await load();
}
