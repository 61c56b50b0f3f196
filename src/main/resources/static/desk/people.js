// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
import { ApiError, LANGUAGES, api, asking, dialog, el, failure, notice, page, t, table } from './desk.js';
import { rows } from './rows.js';
import { instantOf, wallTime } from '../field/zone.js';

const { main, me } = await page({ title: 'people.title', texts: 'people' });

const admin = me.groups.includes('camunda-admin');
const ROLES = ['dispatchers', 'work-leaders', 'people-admins', 'operators'];
const KINDS = ['MOBILE', 'PHONE', 'EMAIL', 'FAX'];
const DUTIES = ['DUTY', 'ON_CALL', 'ABSENT'];

let units = [];
let chosen = null;
let next = null;
let shown = [];

const keeps = (division) => admin || me.groups.includes(`people-admins-${division}`);
const moves = (division) => keeps(division) || me.groups.includes(`dispatchers-${division}`);
const keptDivisions = () => [...new Set(units.map((unit) => unit.division))].filter(keeps);
const crewsOf = (division) => units.filter((unit) => unit.kind === 'GROUP' && unit.active && unit.division === division);
const path = (...words) => `/api/v1/${words.map(encodeURIComponent).join('/')}`;
const act = (words, verb) => `${path(...words)}:${verb}`;

const groupName = (id) => {
  const unit = units.find((known) => known.id === id);
  const role = ROLES.find((known) => id.startsWith(`${known}-`));
  return unit ? unit.name : role ? `${t(`people.role.${role}`)} (${id.slice(role.length + 1)})` : id;
};

const text = el('input', { type: 'search', name: 'q', oninput: () => later(find) });
const skill = el('input', { name: 'skill', oninput: () => later(find) });
const gone = el('input', { type: 'checkbox', onchange: find });
const tree = el('nav', { class: 'units', 'aria-label': t('people.units') });
const tools = el('p', { class: 'buttons' });
const list = el('section', { 'aria-live': 'polite' });

main.append(el('div', { class: 'staff' },
  el('div', {}, el('h2', {}, t('people.units')), tree, tools),
  el('div', {},
    el('div', { class: 'tools' },
      el('label', {}, t('people.search'), text),
      el('label', {}, t('people.skill'), skill),
      el('label', { class: 'check' }, gone, ' ', t('people.alsoGone')),
      el('button', { type: 'button', class: 'main', id: 'add', onclick: () => edit(null) }, t('people.add'))),
    list)));

let waiting = 0;
function later(action) {
  clearTimeout(waiting);
  waiting = setTimeout(action, 250);
}

async function guarded(action) {
  try {
    await action();
  } catch (error) {
    failure(error);
  }
}

// ---------------------------------------------------------------- units

async function loadUnits() {
  units = (await api('GET', '/api/v1/org-units')).items;
  drawUnits();
}

function drawUnits() {
  const branch = (parent) => units.filter((unit) => unit.parent === parent && (unit.active || gone.checked));
  const items = (parent) => {
    const below = branch(parent);
    return below.length ? el('ul', {}, below.map((unit) => el('li', {}, unitButton(unit), items(unit.id)))) : null;
  };
  tree.replaceChildren(el('ul', {}, el('li', {}, el('button', {
    type: 'button', class: 'unit', 'aria-pressed': String(!chosen), onclick: () => choose(null) }, t('people.everybody')))),
  items(null) ?? '');
  drawTools();
}

function unitButton(unit) {
  return el('button', {
    type: 'button', class: unit.active ? 'unit' : 'unit gone', 'data-unit': unit.id, 'aria-pressed': String(chosen === unit.id),
    onclick: () => choose(unit.id) }, unit.name, ' ', el('span', { class: 'kind' }, t(`people.kind.${unit.kind}`)));
}

function choose(id) {
  chosen = id;
  drawUnits();
  find();
}

function drawTools() {
  const unit = units.find((known) => known.id === chosen);
  const buttons = [];
  if (keptDivisions().length) buttons.push(button('people.unit.add', () => addUnit(unit)));
  if (unit && keeps(unit.division)) {
    buttons.push(button('people.unit.change', () => changeUnit(unit)));
    if (unit.active) buttons.push(button('people.unit.remove', () => removeUnit(unit)));
    else buttons.push(button('people.unit.restore', () => saveUnit(unit, { active: true })));
  }
  if (unit && unit.kind === 'GROUP' && moves(unit.division)) {
    buttons.push(button('people.handOver', () => handOverUnit(unit)));
  }
  tools.replaceChildren(...buttons);
}

function button(key, action, attributes = {}) {
  return el('button', { type: 'button', 'data-do': key, ...attributes, onclick: () => guarded(action) }, t(key));
}

function option(value, label, selected) {
  const made = el('option', { value }, label);
  made.selected = selected;
  return made;
}

/** Under which units one of this kind may hang. */
function parents(kind, division) {
  const wanted = kind === 'AREA' ? ['CITY'] : ['CITY', 'AREA'];
  return units.filter((unit) => unit.active && unit.division === division && wanted.includes(unit.kind));
}

async function addUnit(near) {
  const division = near ? near.division : keptDivisions()[0];
  const kind = el('select', { name: 'kind' }, option('GROUP', t('people.kind.GROUP'), true), option('AREA', t('people.kind.AREA'), false));
  const parent = el('select', { name: 'parent' });
  const offer = () => parent.replaceChildren(...parents(kind.value, division).map((unit) => option(unit.id, unit.name, near && unit.id === near.id)));
  kind.addEventListener('change', offer);
  offer();
  const made = await asking(t('people.unit.add'), t('save'), el('div', {},
    el('label', {}, t('people.unit.kind'), kind),
    el('label', {}, t('people.unit.parent'), parent),
    el('label', {}, t('people.unit.name'), el('input', { name: 'name', required: true, maxlength: 200 })),
    el('label', {}, t('people.unit.id'), el('input', { name: 'id', maxlength: 60, autocapitalize: 'none' }))),
  (wish) => api('POST', '/api/v1/org-units', {
    kind: wish.kind, parent: wish.parent, division, name: wish.name, ...(wish.id ? { id: wish.id } : {}) }));
  if (!made) return;
  notice(t('people.saved', { name: made.name }), 'good');
  await loadUnits();
  choose(made.id);
}

async function changeUnit(unit) {
  await asking(unit.name, t('save'), el('div', {},
    el('label', {}, t('people.unit.name'), el('input', { name: 'name', value: unit.name, required: true, maxlength: 200 })),
    unit.kind === 'CITY' ? null : el('label', {}, t('people.unit.parent'),
      el('select', { name: 'parent' }, parents(unit.kind, unit.division).map((up) => option(up.id, up.name, up.id === unit.parent))))),
  (wish) => saveUnit(unit, { name: wish.name, ...(wish.parent ? { parent: wish.parent } : {}) }));
}

async function saveUnit(unit, wish) {
  const saved = await api('PATCH', path('org-units', unit.id), wish);
  notice(t('people.saved', { name: saved.name }), 'good');
  await loadUnits();
}

async function removeUnit(unit) {
  const sure = await dialog({ title: t('people.unit.remove'), submit: t('people.unit.remove'), body: el('p', {}, t('people.unit.sure', { name: unit.name })) });
  if (!sure) return;
  try {
    await api('DELETE', path('org-units', unit.id));
    notice(t('people.unit.removed', { name: unit.name }), 'good');
    await loadUnits();
  } catch (error) {
    if (!openWork(error)) throw error;
    await handOverUnit(unit, error.problem.work);
  }
}

async function handOverUnit(unit, known) {
  const work = known ?? await api('GET', path('org-units', unit.id, 'work'));
  const moved = await askSuccessor(unit.name, unit.division, work, null, unit.id, null,
    (wish) => api('POST', act(['org-units', unit.id], 'hand-over'), wish));
  if (moved) notice(t('people.handedOver', { count: moved.work.length }), 'good');
}

// ---------------------------------------------------------------- people

async function find() {
  await guarded(async () => {
    const query = new URLSearchParams({ limit: 100 });
    const unit = units.find((known) => known.id === chosen);
    if (unit && unit.kind === 'GROUP') query.set('group', unit.id);
    else if (unit) query.set('division', unit.division);
    if (text.value.trim()) query.set('q', text.value.trim());
    if (skill.value.trim()) query.set('skill', skill.value.trim());
    if (!gone.checked) query.set('active', 'true');
    drawUnits();
    const found = await api('GET', `/api/v1/people?${query}`);
    shown = found.items;
    next = found.next;
    drawPeople();
  });
}

function drawPeople() {
  list.replaceChildren(table([
    { label: t('people.name'), value: (person) => `${person.givenName} ${person.familyName}`, sort: (person) => `${person.familyName} ${person.givenName}` },
    { label: t('people.id'), value: (person) => person.id, sort: (person) => person.id },
    { label: t('people.groups'), value: (person) => person.groups.map(groupName).join(', ') },
    { label: t('people.skills'), value: (person) => person.skills.join(', ') },
    { label: t('people.contact'), value: (person) => (person.contacts.length ? contactLink(person.contacts[0]) : '') },
    { label: t('people.state'), value: (person) => t(person.leaving ? 'people.leaving' : person.active ? 'people.active' : 'people.gone'),
      sort: (person) => `${person.active} ${person.leaving}` },
    { label: t('people.do'), value: doings },
  ], shown, { caption: t('people.found', { count: shown.length }), empty: t('people.nobody'), row: (line, person) => {
    line.dataset.person = person.id;
    line.classList.toggle('gone', !person.active);
  } }), next ? button('people.more', more) : '');
}

async function more() {
  const found = await api('GET', `${new URL(next).pathname}${new URL(next).search}`);
  shown = [...shown, ...found.items];
  next = found.next;
  drawPeople();
}

function contactLink(contact) {
  const scheme = contact.kind === 'EMAIL' ? 'mailto' : 'tel';
  return el('a', { href: `${scheme}:${contact.value.replaceAll(' ', '')}` }, contact.value);
}

function doings(person) {
  const buttons = [];
  if (keeps(person.division)) {
    buttons.push(button('people.edit', () => edit(person)), button('people.roster', () => roster(person)));
    if (person.active && person.id !== me.id) buttons.push(button('people.disable', () => disable(person)));
    if (!person.active || person.leaving) buttons.push(button('people.enable', () => enable(person)));
  }
  if (person.active && moves(person.division)) buttons.push(button('people.handOver', () => handOver(person)));
  return el('p', { class: 'buttons' }, buttons);
}

async function edit(person) {
  const divisions = person ? [person.division] : keptDivisions();
  const division = el('select', { name: 'division', disabled: Boolean(person) }, divisions.filter(Boolean).map((id) => option(id, id, true)));
  const unit = units.find((known) => known.id === chosen);
  if (!person && unit) division.value = unit.division;
  const groups = el('fieldset', {});
  const offer = () => groups.replaceChildren(el('legend', {}, t('people.groups')), ...[
    ...crewsOf(division.value).map((crew) => crew.id), ...ROLES.map((role) => `${role}-${division.value}`),
    ...(person ? person.groups : [])].filter((id, at, all) => all.indexOf(id) === at).map((id) =>
    el('label', { class: 'check' }, el('input', {
      type: 'checkbox', name: `group:${id}`, checked: person ? person.groups.includes(id) : id === chosen }), ' ', groupName(id))));
  division.addEventListener('change', offer);
  offer();
  const contacts = rows((contact) => [
    el('select', { 'aria-label': t('people.contact.kind') }, KINDS.map((kind) => option(kind, t(`people.contact.${kind}`), kind === contact.kind))),
    el('input', { 'aria-label': t('people.contact'), value: contact.value, maxlength: 200 }), el('span')],
  person ? person.contacts : [{ kind: 'MOBILE', value: '' }], { kind: 'MOBILE', value: '' }, t('people.contacts'));
  const saved = await asking(person ? `${person.givenName} ${person.familyName}` : t('people.add'), t('save'), el('div', {},
    person ? null : el('label', {}, t('people.id'), el('input', { name: 'id', required: true, maxlength: 64, autocapitalize: 'none', autocomplete: 'off' })),
    person ? null : el('label', {}, t('people.division'), division),
    el('label', {}, t('people.givenName'), el('input', { name: 'givenName', required: true, maxlength: 100, value: person ? person.givenName : '' })),
    el('label', {}, t('people.familyName'), el('input', { name: 'familyName', required: true, maxlength: 100, value: person ? person.familyName : '' })),
    el('label', {}, t('language'), el('select', { name: 'language' },
      Object.entries(LANGUAGES).map(([code, name]) => option(code, name, code === (person ? person.language : 'en'))))),
    contacts.element,
    el('label', {}, t('people.skills'), el('input', { name: 'skills', value: person ? person.skills.join(' ') : '', placeholder: 'ELECTRICITY GAS' })),
    groups,
    el('label', {}, t(person ? 'people.newPassword' : 'people.password'),
      el('input', { name: 'password', type: 'password', autocomplete: 'new-password', maxlength: 100 }))), save);
  if (!saved) return;
  notice(t('people.saved', { name: `${saved.givenName} ${saved.familyName}` }), 'good');
  await find();

  function save(wish) {
    return send(person, wish, division.value, contacts.values());
  }
}

function send(person, wish, division, contacts) {
  const body = {
    givenName: wish.givenName, familyName: wish.familyName, language: wish.language,
    contacts: contacts.filter(([, value]) => value.trim()).map(([kind, value], at) => ({ kind, value, rank: at + 1 })),
    skills: wish.skills.toUpperCase().split(/[\s,;]+/).filter(Boolean),
    groups: Object.keys(wish).filter((name) => name.startsWith('group:')).map((name) => name.slice('group:'.length)),
    ...(wish.password ? { password: wish.password } : {}),
  };
  // What a source keeps is not sent back to it.
  if (person && person.source !== 'LOCAL') ['givenName', 'familyName', 'contacts', 'groups'].forEach((name) => delete body[name]);
  return person ? api('PATCH', path('people', person.id), body) : api('POST', '/api/v1/people', { ...body, id: wish.id, division });
}

async function roster(person) {
  const now = Date.now();
  const all = await api('GET', `${path('people', person.id, 'roster')}?from=1970-01-01T00:00:00Z&to=9000-01-01T00:00:00Z`);
  const empty = { kind: 'DUTY', from: new Date(now).toISOString(), to: new Date(now + 8 * 3600000).toISOString() };
  const stretches = rows((stretch) => [
    el('select', { 'aria-label': t('people.duty.kind') }, DUTIES.map((kind) => option(kind, t(`people.duty.${kind}`), kind === stretch.kind))),
    el('input', { type: 'datetime-local', required: true, 'aria-label': t('people.from'), value: wallTime(stretch.from) }),
    el('input', { type: 'datetime-local', required: true, 'aria-label': t('people.to'), value: wallTime(stretch.to) })], all, empty, t('people.roster'));
  const done = await asking(`${person.givenName} ${person.familyName}`, t('save'), el('div', {},
    el('p', {}, t('people.roster.about')), stretches.element),
  () => api('PUT', path('people', person.id, 'roster'), stretches.values().map(([kind, from, to]) =>
    ({ kind, from: instantOf(from), to: instantOf(to) }))));
  if (done) notice(t('people.saved', { name: `${person.givenName} ${person.familyName}` }), 'good');
}

const openWork = (error) => error instanceof ApiError && error.type === 'open-work';

async function disable(person) {
  const name = `${person.givenName} ${person.familyName}`;
  const sure = await dialog({ title: t('people.disable'), submit: t('people.disable'), body: el('p', {}, t('people.sure', { name })) });
  if (!sure) return;
  try {
    await api('POST', act(['people', person.id], 'disable'));
    notice(t('people.disabled', { name }), 'good');
    await find();
  } catch (error) {
    if (!openWork(error)) throw error;
    await handOver(person, error.problem.work, true);
  }
}

async function enable(person) {
  const saved = await api('POST', act(['people', person.id], 'enable'));
  notice(t('people.saved', { name: `${saved.givenName} ${saved.familyName}` }), 'good');
  await find();
}

async function handOver(person, known, leaves = false) {
  const work = known ?? await api('GET', path('people', person.id, 'work'));
  const name = `${person.givenName} ${person.familyName}`;
  const disableToo = keeps(person.division) && person.id !== me.id ? el('input', { type: 'checkbox', name: 'disable', checked: leaves }) : null;
  const done = await askSuccessor(name, person.division, work, person, null, disableToo,
    (wish) => api('POST', act(['people', person.id], 'hand-over'), wish));
  if (!done) return;
  notice(done.waiting ? t('people.asked', { name }) : t('people.handedOver', { count: done.work.length }), 'good');
  await find();
}

/** Asks who takes over, and tells the server; null when it was given up. */
async function askSuccessor(name, division, work, person, crew, disableToo, action) {
  const candidates = division ? (await api('GET', `/api/v1/people?active=true&limit=500&division=${encodeURIComponent(division)}`)).items : [];
  const to = el('select', { name: 'to' },
    disableToo ? option('', t('people.askDispatchers'), false) : null,
    crewsOf(division).filter((unit) => unit.id !== crew).map((unit) => option(`group:${unit.id}`, t('people.toGroup', { name: unit.name }), false)),
    candidates.filter((other) => !person || other.id !== person.id).map((other) =>
      option(`person:${other.id}`, `${other.givenName} ${other.familyName} (${other.id})`, false)));
  return asking(t('people.handOverOf', { name }), t('people.handOver'), el('div', {},
    el('p', {}, t('people.open', { count: work.length })),
    el('ul', { class: 'work' }, work.map((item) => el('li', {}, item.what))),
    el('label', {}, t('people.successor'), to),
    el('label', {}, t('people.reason'), el('input', { name: 'reason', maxlength: 500, required: true })),
    disableToo ? el('label', { class: 'check' }, disableToo, ' ', t('people.disableToo')) : null),
  (wish) => {
    const at = wish.to.indexOf(':');
    return action({
      ...(wish.to ? { [wish.to.slice(0, at)]: wish.to.slice(at + 1) } : {}), reason: wish.reason,
      ...(disableToo ? { disable: disableToo.checked } : {}) });
  });
}

document.getElementById('add').hidden = true;
await guarded(loadUnits);
document.getElementById('add').hidden = !keptDivisions().length;
await find();
