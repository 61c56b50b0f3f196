// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
//
// The plan of those on call: operators, rotas and the steps of the escalation (GEO-25, GEO-31, SOL24-24). Everybody who sees it reads it, people-admins
// of the division change it.
import { api, asking, dialog, el, failure, formatTime, getLanguage, notice, t, table } from './desk.js';
import { rows } from './rows.js';
import { instantOf, wallDay, wallTime } from '../field/zone.js';

const MODES = ['ROSTER', 'ACTIVE', 'NOT_ACTIVE'];
const DAYS = ['MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY', 'SUNDAY'];
const MOST_STEPS = 9;
/** What operators are called unless the administration calls them something else (GEO-35). */
const STANDARD_LABEL = 'Operators';
const A_MONDAY = Date.UTC(2026, 2, 2, 12);

const dayName = (day) => new Intl.DateTimeFormat(getLanguage(), { weekday: 'short', timeZone: 'UTC' }).format(new Date(A_MONDAY + DAYS.indexOf(day) * 86400000));
const clockTime = (time) => time.slice(0, 5);
/** Whole minutes of PT1H30M, as the server writes durations. */
function minutesOf(iso) {
  const [, hours, minutes] = /^PT(?:(\d+)H)?(?:(\d+)M)?/.exec(iso) ?? [];
  return Number(hours ?? 0) * 60 + Number(minutes ?? 0);
}

function options(values, chosen, words = (value) => value) {
  return values.map((value) => {
    const option = el('option', { value }, words(value));
    option.selected = value === chosen;
    return option;
  });
}

const number = (name, value, min, max) => el('input', { type: 'number', name, value, min, max, required: true });

export function plan({ board, rotas, keeps, path, changed }) {
  const nameOf = (id) => board.operators.find((one) => one.person === id)?.name ?? id;

  async function guarded(action) {
    try {
      await action();
    } catch (error) {
      failure(error);
    }
  }

  async function after(done) {
    if (!done) return;
    notice(t('oncall.saved'), 'good');
    await changed();
  }

  const button = (key, action, about) => el('button', { type: 'button', 'data-do': key, 'aria-label': about ? `${t(key)}: ${about}` : null, onclick: () => guarded(action) }, t(key));
  const doings = (cells) => (keeps ? [{ label: t('events.col.do'), value: (row) => el('div', { class: 'buttons' }, cells(row)) }] : []);

  // ---- operators

  function operators() {
    return el('section', { id: 'operators', class: 'cards' }, el('h2', {}, [t('oncall.operators'), board.label === STANDARD_LABEL ? '' : ` (${board.label})`]), table([
      { label: t('oncall.who'), value: (one) => one.name },
      { label: t('oncall.step'), value: (one) => one.step },
      { label: t('onCall.switch.of'), value: (one) => el('div', {}, t(`onCall.mode.${one.mode}`),
        one.until ? el('span', { class: 'line quiet' }, t('onCall.until', { time: formatTime(one.until) })) : '') },
      { label: t('oncall.contact'), value: (one) => el('div', {}, [one.phone, one.mail, one.fax].filter(Boolean).map((way) => el('span', { class: 'line' }, way))) },
      ...doings((one) => [button('oncall.change', () => change(one), one.name)])],
    board.operators, { empty: t('oncall.noOperators'), row: (line, one) => { line.dataset.operator = one.person; } }));
  }

  async function change(one) {
    await after(await asking(one.name, t('save'), el('div', {},
      el('label', {}, t('oncall.step'), number('step', one.step, 1, MOST_STEPS)),
      el('label', {}, t('onCall.switch.of'), el('select', { name: 'mode' }, options(MODES, one.mode, (mode) => t(`onCall.mode.${mode}`)))),
      el('label', {}, t('oncall.until'), el('input', { type: 'datetime-local', name: 'until', value: one.until ? wallTime(one.until) : '' }))),
    (wish) => api('PUT', path('operators', one.person), {
      step: Number(wish.step), mode: wish.mode, until: wish.until && wish.mode !== 'ROSTER' ? instantOf(wish.until) : null })));
  }

  // ---- rotas

  function rotaList() {
    return el('section', { id: 'rotas', class: 'cards' }, el('h2', {}, t('oncall.rotas')),
      keeps ? el('p', { class: 'buttons' }, button('oncall.rota.add', () => edit(null))) : '',
      table([
        { label: t('oncall.name'), value: (one) => one.name },
        { label: t('oncall.step'), value: (one) => one.step },
        { label: t('oncall.members'), value: (one) => one.members.map(nameOf).join(' → ') },
        { label: t('oncall.turn'), value: (one) => t('oncall.turn.days', { n: one.turnDays, day: one.firstDay }) },
        { label: t('oncall.hours'), value: (one) => `${one.weekdays.length === DAYS.length ? '' : `${DAYS.filter((day) => one.weekdays.includes(day)).map(dayName).join(' ')} `}${clockTime(one.from)}–${clockTime(one.to)}` },
        ...doings((one) => [button('oncall.change', () => edit(one), one.name), button('oncall.remove', () => remove(one), one.name)])],
      rotas, { empty: t('oncall.noRotas'), row: (line, one) => { line.dataset.rota = one.id; } }),
      el('p', { class: 'quiet' }, t('oncall.roster.about'), ' ', keeps ? el('a', { href: 'people.html' }, t('nav.people')) : ''));
  }

  async function edit(rota) {
    const ids = board.operators.map((one) => one.person);
    const members = rows((person) => [el('select', { 'aria-label': t('oncall.who') }, options(ids.includes(person) ? ids : [person, ...ids], person, nameOf)), el('span'), el('span')],
      rota ? rota.members : ids.slice(0, 1), ids[0], t('oncall.members'));
    await after(await asking(rota ? rota.name : t('oncall.rota.add'), t('save'), el('div', {},
      el('label', {}, t('oncall.name'), el('input', { name: 'name', required: true, maxlength: 100, value: rota?.name ?? '' })),
      el('label', {}, t('oncall.step'), number('step', rota?.step ?? 1, 1, MOST_STEPS)),
      members.element,
      el('label', {}, t('oncall.firstDay'), el('input', { type: 'date', name: 'firstDay', required: true, value: rota?.firstDay ?? wallDay(Date.now()) })),
      el('label', {}, t('oncall.turnDays'), number('turnDays', rota?.turnDays ?? 7, 1, 28)),
      el('label', {}, t('oncall.begin'), el('input', { type: 'time', name: 'from', required: true, value: clockTime(rota?.from ?? '08:00') })),
      el('label', {}, t('oncall.end'), el('input', { type: 'time', name: 'to', required: true, value: clockTime(rota?.to ?? '08:00') })),
      el('fieldset', {}, el('legend', {}, t('oncall.weekdays')), DAYS.map((day) => el('label', { class: 'check' },
        el('input', { type: 'checkbox', name: `day:${day}`, checked: !rota || rota.weekdays.includes(day) }), ` ${dayName(day)}`)))),
    (wish) => api(rota ? 'PUT' : 'POST', rota ? path('rotas', rota.id) : path('rotas'), {
      name: wish.name, step: Number(wish.step), firstDay: wish.firstDay, turnDays: Number(wish.turnDays), from: wish.from, to: wish.to,
      weekdays: DAYS.filter((day) => `day:${day}` in wish), members: members.values().map(([person]) => person) })));
  }

  async function remove(rota) {
    if (!await dialog({ title: t('oncall.remove'), submit: t('oncall.remove'), body: el('p', {}, t('oncall.sure', { name: rota.name })) })) return;
    await api('DELETE', path('rotas', rota.id));
    await after(true);
  }

  // ---- escalation

  function escalation() {
    const { steps, repeats } = board.escalation;
    return el('section', { id: 'escalation', class: 'cards' }, el('h2', {}, t('oncall.escalation')),
      table([
        { label: t('oncall.step'), value: (one) => one.number },
        { label: t('oncall.name'), value: (one) => one.name },
        { label: t('oncall.alerts'), value: (one) => t('oncall.alerts.every', { n: one.alerts, m: minutesOf(one.every) }) }], steps, {}),
      el('p', { class: 'quiet' }, t('oncall.repeats', { n: repeats })),
      keeps ? el('p', { class: 'buttons' }, button('oncall.escalation.change', () => escalate(steps, repeats))) : '');
  }

  async function escalate(steps, repeats) {
    const lines = rows((step) => [
      el('input', { 'aria-label': t('oncall.name'), required: true, maxlength: 100, value: step.name }),
      el('input', { type: 'number', 'aria-label': t('oncall.alerts'), required: true, min: 1, max: 100, value: step.alerts }),
      el('input', { type: 'number', 'aria-label': t('oncall.every'), required: true, min: 1, max: 1440, value: minutesOf(step.every) })],
    steps, { name: '', alerts: 10, every: 'PT5M' }, t('oncall.steps'));
    await after(await asking(t('oncall.escalation'), t('save'), el('div', {},
      el('p', {}, t('oncall.escalation.about')), lines.element,
      el('label', {}, t('oncall.repeat'), number('repeats', repeats, 0, 5))),
    (wish) => api('PUT', path('escalation'), {
      repeats: Number(wish.repeats), steps: lines.values().map(([name, alerts, every]) => ({ name, alerts: Number(alerts), every: `PT${Number(every)}M` })) })));
  }

  return el('div', {}, operators(), rotaList(), escalation());
}
