// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
//
// What the pages of the dispatch centre share: words for work and time limits, the people behind it, and giving visits to crews. A page that uses it
// loads the texts 'work'.
import { api, asking, el, formatSpan, formatTime, getLanguage, t } from './desk.js';
import { instantOf, wallTime } from '../field/zone.js';

/** The words of the crews' page for visits, so that everybody calls them alike. */
const fieldWords = await fetch(`/field/i18n/${getLanguage()}.json`).then((answer) => (answer.ok ? answer.json() : {})).catch(() => ({}));

const known = (key, fallback) => fieldWords[key] ?? fallback;

/** A text of ours, or the code itself where there is none. */
export function word(key, code) {
  const text = t(`${key}.${code}`);
  return text === `${key}.${code}` ? code : text;
}

/** The same, with the code for who points at it. */
export const coded = (key, code) => el('span', { title: code }, word(key, code));

/** The same, with the code in small print. */
export const told = (text, code) => [text, text === code ? null : el('small', { class: 'quiet' }, ` ${code}`)];

/** What is done; the visit of a maintenance has a name of its own. */
export function actionWord(kind, action, orderType) {
  if (kind === 'FIELD') return known(`action.${action}.${orderType}`, known(`action.${action}`, action));
  return kind === 'COMMAND' ? t('command', { name: word('act', action) }) : word('decision', action);
}

/** What an order has reached: a word of its own, how far a crew is, or what became of a step. */
export function milestoneWord(name) {
  const own = word('milestone', name);
  if (own !== name) return own;
  const [, step, became] = /^(\w+)_(STARTED|WITHDRAWN|DECIDED)$/.exec(name) ?? [];
  if (!step) return statusWord(name);
  const what = [known(`action.${step}`, step), word('decision', step), word('act', step)].find((text) => text !== step) ?? step;
  return t(`milestone.${became}`, { what });
}

/** The time of a visit in one piece, and how firm it is; null where none is agreed. */
export function appointmentWord(visit) {
  const time = visit.appointmentStart ? { start: visit.appointmentStart, end: visit.appointmentEnd } : visit.preliminaryVisit;
  if (!time) return null;
  return t('appointment.at', { time: `${formatSpan(time.start, time.end)} (${t(`time.${visit.appointmentState ?? 'CONFIRMED'}`)})` });
}

export const stepWord = (step) => known(`step.${step}`, step);
export const statusWord = (status) => known(`state.${status}`, status);

/** An ISO 8601 duration as people say it. */
export function duration(iso) {
  if (!iso) return '';
  const [, days, hours, minutes] = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:[\d.]+S)?)?$/.exec(iso) ?? [];
  const all = Number(days ?? 0) * 1440 + Number(hours ?? 0) * 60 + Number(minutes ?? 0);
  if (all < 60) return t('unit.min', { m: all });
  if (all < 2880) return t('unit.hours', { h: Math.floor(all / 60), m: all % 60 });
  return t('unit.days', { d: Math.floor(all / 1440), h: Math.round((all % 1440) / 60) });
}

/** Seconds of an ISO 8601 duration, to sort by. */
export function seconds(iso) {
  const [, days, hours, minutes, secs] = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:([\d.]+)S)?)?$/.exec(iso ?? '') ?? [];
  return Number(days ?? 0) * 86400 + Number(hours ?? 0) * 3600 + Number(minutes ?? 0) * 60 + Number(secs ?? 0);
}

/** The state of a time limit: in words, and in the colours that dispatchers know (green warns, red is late). */
export function slaMark(state) {
  return el('span', { class: `sla ${state}` }, t(`sla.${state}`));
}

/** A way to reach somebody: a tap on it calls or writes. */
export function contactLink(value) {
  if (!value) return null;
  const mail = value.includes('@');
  return el('a', { href: mail ? `mailto:${value}` : `tel:${value.replace(/[^+\d]/g, '')}` }, value);
}

export function signerName(signer) {
  return signer ? signer.name ?? `${signer.id} (${t('unknown')})` : el('span', { class: 'quiet' }, t('unsigned'));
}

export const orderLink = (order) => el('a', { href: `orders.html?id=${encodeURIComponent(order.id)}` }, order.externalId);

/** What crews are called today, by id. */
export async function crewNames() {
  const units = (await api('GET', '/api/v1/org-units')).items;
  return new Map(units.map((unit) => [unit.id, unit.name]));
}

/** A crew by its name, and a person. */
export const given = (names, group, person) => [group ? names.get(group) ?? group : null, person].filter(Boolean).join(' · ') || '–';

/** May the caller give work of this division away, or only look on? */
export const dispatches = (me, division) => me.groups.includes('camunda-admin') || me.groups.includes(`dispatchers-${division}`);

/** A label that says whether its field may stay empty. */
const label = (key, needed, field) => el('label', {}, t(key), el('small', { class: 'quiet' }, ` (${t(needed ? 'required' : 'optional')})`), field);

/** What a dispatcher has agreed with the customer before the crew is chosen (HCDC-06, HCDC-07); the crew finds it with its visit. */
function agreed(visit) {
  const time = visit.preliminaryVisit;
  return [
    el('label', { class: 'check' }, el('input', { type: 'checkbox', name: 'verified', checked: visit.addressVerified === true }),
      t('give.address', { address: visit.address })),
    label('give.from', false, el('input', { type: 'datetime-local', name: 'from', value: time ? wallTime(time.start) : '' })),
    label('give.to', false, el('input', { type: 'datetime-local', name: 'to', value: time ? wallTime(time.end) : '' }))];
}

/** Gives one visit that no crew has had yet. */
async function first(visit, wish) {
  const view = await api('POST', `/api/v1/field-activities/${encodeURIComponent(visit.id)}/assign`, {
    group: wish.group,
    ...(wish.person ? { person: wish.person } : {}),
    ...(wish.reason ? { reason: wish.reason } : {}),
    ...(wish.verified ? { addressVerified: true } : {}),
    ...(wish.from ? { preliminaryVisit: { start: instantOf(wish.from), ...(wish.to ? { end: instantOf(wish.to) } : {}) } } : {}) });
  return { reassigned: 1, refused: 0, results: [{ id: view.id, done: true }] };
}

/** The crews of these divisions; for one single visit in the order in which they suit it, with how many can go. */
async function crews(ids, divisions) {
  if (ids.length === 1) {
    const suited = (await api('GET', `/api/v1/field-activities/${encodeURIComponent(ids[0])}/suggestions`)).items;
    if (suited.length) {
      return suited.map((crew) => ({ id: crew.group, name: t('give.fit', { name: crew.name, fit: crew.fit, open: crew.open }), plain: crew.name }));
    }
  }
  return (await api('GET', '/api/v1/org-units')).items
    .filter((unit) => unit.kind === 'GROUP' && unit.active && divisions.includes(unit.division))
    .map((unit) => ({ id: unit.id, name: divisions.length > 1 ? `${unit.name} (${unit.division})` : unit.name, plain: unit.name }));
}

/**
 * Gives visits to a crew, or to one of its members; with a single one that no crew has had yet goes what the customer has said. Ends with what became of each ({id, done, detail}) and the name of who has them now; null when
 * nothing was asked for.
 */
export async function give(ids, divisions, title) {
  const offered = await crews(ids, divisions);
  const only = ids.length === 1 ? await api('GET', `/api/v1/field-activities/${encodeURIComponent(ids[0])}`) : null;
  const fresh = only && only.step === 'ASSIGN';
  const person = el('select', { name: 'person' });
  let asked = 0;
  const members = async (group) => {
    const mine = ++asked;
    person.replaceChildren(el('option', { value: '' }, t('give.anybody')));
    const found = await api('GET', `/api/v1/people?active=true&limit=500&group=${encodeURIComponent(group)}`);
    if (mine !== asked) return;
    person.append(...found.items.map((one) => el('option', { value: one.id }, `${one.givenName} ${one.familyName}`.trim())));
  };
  const group = el('select', { name: 'group', required: true, onchange: () => members(group.value) },
    offered.map((crew) => el('option', { value: crew.id }, crew.name)));
  if (offered.length) await members(offered[0].id);
  return asking(title, t('give.assign'), el('div', {},
    label('give.crew', true, group),
    label('give.person', false, person),
    fresh ? agreed(only) : null,
    label('give.reason', !fresh, el('input', { name: 'reason', required: !fresh, maxlength: 500 }))),
  async (wish) => {
    const answer = fresh ? await first(only, wish) : await api('POST', '/api/v1/field-activities:reassign', {
      ids, group: wish.group, ...(wish.person ? { person: wish.person } : {}), reason: wish.reason });
    const crew = offered.find((one) => one.id === wish.group);
    const chosen = [...person.options].find((one) => one.value && one.value === wish.person);
    return { ...answer, to: chosen ? chosen.textContent : crew.plain };
  });
}

/** Why a visit stayed where it was, in the reader's language as far as the refusal is known there, then in the server's words. */
export function refused(result) {
  const known = word('refused', result.problem);
  return known === result.problem ? result.detail : `${known} ${result.detail}`;
}

/** How the rows of a page are told after they were given away. */
export function outcome(result, to) {
  return el('span', { class: result.done ? 'good' : 'bad' }, result.done ? t('give.moved', { to }) : refused(result));
}

export function when(instant) {
  return el('time', { datetime: instant }, formatTime(instant));
}
