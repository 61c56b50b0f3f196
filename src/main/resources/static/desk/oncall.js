// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
//
// Who is on call now and next, and by which plan (GEO-25, GEO-26, GEO-31, SOL24-24). Operators keep their own switch, take over from others and open
// their calendar feed; people-admins keep the plan.
import { api, asking, dialog, el, failure, formatSpan, formatTime, notice, page, t, table } from './desk.js';
import { instantOf, wallTime } from '../field/zone.js';

const MODES = ['ACTIVE', 'NOT_ACTIVE', 'ROSTER'];
const MINUTE = 60000;
const DAY = 24 * 60 * MINUTE;
const SHOWN = 31 * DAY;

const { main, me } = await page({ title: 'oncall.title', texts: 'events' });
const { plan } = await import('./oncallplan.js');
const { contacts } = await import('./contacts.js');

const operates = me.groups.some((group) => group.startsWith('operators-') || group === 'on-call');
const keeps = (one) => me.groups.includes('camunda-admin') || me.groups.includes(`people-admins-${one}`);
const path = (one, ...words) => `/api/v1/on-call/${[one, ...words].map(encodeURIComponent).join('/')}`;

const asked = new URLSearchParams(location.search).get('division');
const division = el('select', { name: 'division', onchange: () => { remember(); load(); } }, me.divisions.map((one) => el('option', { value: one }, one)));
if (me.divisions.includes(asked)) division.value = asked;
const now = el('section', { id: 'now', class: 'cards' });
const own = el('section', { id: 'own', class: 'cards', hidden: !operates });
const shifts = el('section', { id: 'shifts', class: 'cards' });
const standIns = el('section', { id: 'stand-ins', class: 'cards' });
const planned = el('div', { id: 'plan' });
const book = el('div', { id: 'book' });
let board = null;
let mine = [];
let loading = 0;

const nameOf = (id) => board.operators.find((one) => one.person === id)?.name ?? id ?? t('oncall.none');
const stepName = (number) => {
  const known = board.escalation.steps.find((one) => one.number === number);
  return known && known.name && known.name !== String(number) ? `${number} · ${known.name}` : String(number);
};
const phone = (value) => (value ? el('a', { href: `tel:${value.replace(/[^+\d]/g, '')}` }, value) : '');
const lines = (parts) => el('div', {}, parts.filter(Boolean).map((part) => el('span', { class: 'line' }, part)));
const sorted = (list) => [...list].sort((a, b) => a.from.localeCompare(b.from) || a.step - b.step);

main.append(
  me.divisions.length > 1 ? el('form', { class: 'tools' }, el('label', {}, t('events.division'), division)) : '',
  now, own, shifts, standIns, planned, book);
await load();

async function guarded(action) {
  try {
    await action();
  } catch (error) {
    failure(error);
  }
}

function remember() {
  history.replaceState(null, '', `?${new URLSearchParams({ division: division.value })}`);
}

async function load() {
  const turn = ++loading;
  const of = division.value;
  if (!of) {
    now.replaceChildren(el('p', {}, t('onCall.nobody')));
    return;
  }
  await guarded(async () => {
    const from = new Date().toISOString();
    const until = new Date(Date.now() + SHOWN).toISOString();
    const span = new URLSearchParams({ from, to: until });
    const [found, coming, changes, rotas, switches, calendar] = await Promise.all([
      api('GET', path(of)), api('GET', `${path(of, 'shifts')}?${span}`), api('GET', `${path(of, 'stand-ins')}?${span}`), api('GET', path(of, 'rotas')),
      operates ? api('GET', '/api/v1/my/on-call') : [], operates ? api('GET', '/api/v1/my/on-call/calendar') : null]);
    if (turn !== loading) return;
    board = found;
    mine = switches.filter((one) => one.division === of);
    drawNow(coming);
    drawOwn(calendar);
    drawShifts(coming);
    drawStandIns(changes);
    planned.replaceChildren(plan({ board, rotas, keeps: keeps(of), path: (...words) => path(of, ...words), changed: load }));
    if (book.dataset.division !== of) {
      book.dataset.division = of;
      const mayRead = mine.length || keeps(of);
      book.replaceChildren(mayRead ? contacts({ division: of, keeps: keeps(of) }) : '');
    }
  });
}

// ---- now and next

function drawNow(coming) {
  const at = Date.now();
  const steps = [...new Set([...board.escalation.steps.map((one) => one.number), ...board.operators.flatMap((one) => one.activeAt)])].sort((a, b) => a - b);
  const until = (one, step) => {
    if (one.mode === 'ACTIVE') return one.until;
    return coming.find((shift) => shift.person === one.person && shift.step === step && Date.parse(shift.from) <= at && Date.parse(shift.to) > at)?.to;
  };
  now.replaceChildren(el('h2', {}, t('onCall.now', { division: board.division })), table([
    { label: t('oncall.step'), value: (step) => stepName(step) },
    { label: t('oncall.now'), value: (step) => {
      const active = board.operators.filter((one) => one.activeAt.includes(step));
      return active.length ? lines(active.map((one) => [el('strong', {}, one.name), ' ', phone(one.phone),
        until(one, step) ? el('span', { class: 'quiet' }, ` ${t('onCall.until', { time: formatTime(until(one, step)) })}`) : ''])) : el('span', { class: 'nobody' }, t('onCall.nobody'));
    } },
    { label: t('oncall.next'), value: (step) => {
      const next = sorted(coming).find((shift) => shift.step === step && Date.parse(shift.from) > at);
      return next ? lines([nameOf(next.person), el('span', { class: 'quiet' }, t('oncall.from', { time: formatTime(next.from) }))]) : '–';
    } }], steps, {}));
}

// ---- what is the reader's own

function drawOwn(calendar) {
  own.hidden = !mine.length;
  if (!mine.length) return;
  const [stand] = mine;
  const until = el('input', { type: 'datetime-local', name: 'until' });
  const turn = (mode) => guarded(async () => {
    await api('PUT', `/api/v1/my/on-call/${encodeURIComponent(stand.division)}`, { mode, until: mode !== 'ROSTER' && until.value ? instantOf(until.value) : null });
    await load();
  });
  own.replaceChildren(el('h2', {}, t('oncall.own')),
    el('div', { class: 'switch', role: 'group', 'aria-label': t('onCall.switch') },
      el('span', { class: `state ${stand.active ? 'good' : 'waits'}`, 'data-active': String(stand.active) }, t(stand.active ? 'onCall.youActive' : 'onCall.youNotActive')),
      stand.until ? el('span', { class: 'quiet' }, t('onCall.until', { time: formatTime(stand.until) })) : null,
      MODES.map((mode) => el('button', { type: 'button', 'data-mode': mode, 'aria-pressed': String(stand.mode === mode), onclick: () => turn(mode) }, t(`onCall.mode.${mode}`))),
      el('label', { class: 'until' }, t('oncall.until'), until)),
    stand.shifts.length ? el('ul', { class: 'own-shifts' }, sorted(stand.shifts).map((one) => el('li', {}, formatSpan(one.from, one.to), ` · ${t('onCall.step', { n: one.step })}`)))
      : el('p', { class: 'quiet' }, t('oncall.noShifts')),
    feed(calendar));
}

/** The address is shown once: whoever knows it reads the shifts. */
function feed(calendar) {
  const shown = el('div', { role: 'status' });
  const open = async () => {
    if (calendar.openedAt && !await dialog({ title: t('oncall.feed'), submit: t('oncall.feed.open'), body: el('p', {}, t('oncall.feed.anew')) })) return;
    const { address } = await api('POST', '/api/v1/my/on-call/calendar');
    calendar.openedAt = new Date().toISOString();
    const field = el('input', { id: 'feed-address', readonly: true, value: address, 'aria-label': t('oncall.feed') });
    shown.replaceChildren(el('p', {}, t('oncall.feed.once')), field);
    field.select();
    buttons();
  };
  const close = async () => {
    await api('DELETE', '/api/v1/my/on-call/calendar');
    calendar.openedAt = null;
    shown.replaceChildren(el('p', {}, t('oncall.feed.closed')));
    buttons();
  };
  const doors = el('p', { class: 'buttons' });
  const buttons = () => doors.replaceChildren(...[
    el('button', { type: 'button', id: 'feed-open', onclick: () => guarded(open) }, t('oncall.feed.open')),
    calendar.openedAt ? el('button', { type: 'button', id: 'feed-close', onclick: () => guarded(close) }, t('oncall.feed.close')) : null,
    calendar.openedAt ? el('span', { class: 'quiet' }, t('oncall.feed.since', { time: formatTime(calendar.openedAt) })) : null].filter(Boolean));
  buttons();
  return el('details', { id: 'feed' }, el('summary', {}, t('oncall.feed')), el('p', { class: 'quiet' }, t('oncall.feed.about')), doors, shown);
}

// ---- shifts and stand-ins

function drawShifts(coming) {
  const may = mine.length || keeps(board.division);
  shifts.replaceChildren(el('h2', {}, t('oncall.shifts')),
    may ? el('p', { class: 'buttons' }, el('button', { type: 'button', id: 'stand-in', onclick: () => guarded(() => standIn(null)) }, t(keeps(board.division) ? 'oncall.standIn' : 'oncall.takeOver'))) : '',
    table([
      { label: t('oncall.when'), value: (one) => formatSpan(one.from, one.to) },
      { label: t('oncall.step'), value: (one) => stepName(one.step) },
      { label: t('oncall.who'), value: (one) => (one.person === me.id ? el('strong', {}, nameOf(one.person)) : nameOf(one.person)) },
      ...(may ? [{ label: t('events.col.do'), value: (one) => (one.person === me.id && !keeps(board.division) ? ''
        : el('button', { type: 'button', 'aria-label': `${t(keeps(board.division) ? 'oncall.standIn' : 'oncall.takeOver')}: ${nameOf(one.person)}, ${formatSpan(one.from, one.to)}`,
          onclick: () => guarded(() => standIn(one)) }, t(keeps(board.division) ? 'oncall.standIn' : 'oncall.takeOver'))) }] : [])],
    sorted(coming), { empty: t('oncall.noPlan'), row: (line, one) => { line.dataset.person = one.person; } }));
}

function drawStandIns(changes) {
  standIns.hidden = !changes.length;
  standIns.replaceChildren(el('h2', {}, t('oncall.standIns')), table([
    { label: t('oncall.when'), value: (one) => formatSpan(one.from, one.to) },
    { label: t('oncall.step'), value: (one) => stepName(one.step) },
    { label: t('oncall.who'), value: (one) => (one.person ? nameOf(one.person) : t('oncall.none')) },
    { label: t('oncall.insteadOf'), value: (one) => (one.insteadOf ? nameOf(one.insteadOf) : t('oncall.aswell')) },
    { label: t('oncall.reason'), value: (one) => one.reason },
    { label: t('events.col.do'), value: (one) => (keeps(board.division) || one.by === me.id
      ? el('button', { type: 'button', 'aria-label': `${t('oncall.takeBack')}: ${formatSpan(one.from, one.to)}`, onclick: () => guarded(async () => {
        await api('DELETE', path(board.division, 'stand-ins', one.id));
        await load();
      }) }, t('oncall.takeBack')) : '') }], sorted(changes), { row: (line, one) => { line.dataset.standIn = one.id; } }));
}

/** Who keeps the people enters anybody; an operator takes over for him- or herself. */
async function standIn(shift) {
  const keeper = keeps(board.division);
  const start = shift ? Math.max(Date.parse(shift.from), Date.now()) : Date.now();
  const people = (empty, chosen) => [el('option', { value: '' }, empty), ...board.operators.map((one) => {
    const option = el('option', { value: one.person }, one.name);
    option.selected = one.person === chosen;
    return option;
  })];
  const minute = (at) => wallTime(Math.floor(at / MINUTE) * MINUTE);
  const done = await asking(t(keeper ? 'oncall.standIn' : 'oncall.takeOver'), t('save'), el('div', {},
    keeper ? el('label', {}, t('oncall.who'), el('select', { name: 'person' }, people(t('oncall.none'), mine.length ? me.id : null))) : null,
    el('label', {}, t('oncall.insteadOf'), el('select', { name: 'insteadOf' }, people(t('oncall.aswell'), shift?.person))),
    el('label', {}, t('oncall.begin'), el('input', { type: 'datetime-local', name: 'from', required: true, value: minute(start) })),
    el('label', {}, t('oncall.end'), el('input', { type: 'datetime-local', name: 'to', required: true, value: minute(shift ? Date.parse(shift.to) : start + DAY) })),
    el('label', {}, t('oncall.step'), el('select', { name: 'step' }, board.escalation.steps.map((one) => {
      const option = el('option', { value: one.number }, stepName(one.number));
      option.selected = one.number === shift?.step;
      return option;
    }))),
    el('label', {}, t('oncall.reason'), el('input', { name: 'reason', maxlength: 200 }))),
  (wish) => api('POST', path(board.division, 'stand-ins'), {
    person: keeper ? wish.person || null : me.id, insteadOf: wish.insteadOf || null, from: instantOf(wish.from), to: instantOf(wish.to),
    step: Number(wish.step), reason: wish.reason }));
  if (!done) return;
  notice(t('oncall.saved'), 'good');
  await load();
}
