// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
//
// Where everybody begins. Dispatchers and work leaders find what waits for them and what they have dispatched (HCDC-08 to HCDC-11).
import { api, el, failure, notice, page, t, table, visiblePages } from './desk.js';

const { main, me } = await page({ title: 'home.title', texts: 'work' });
const { notices } = await import('./own.js');
const own = notices({ unreadOnly: true, limit: 20 });
main.append(
  el('p', {}, t('home.welcome', { name: me.name })),
  el('ul', { class: 'tiles' }, visiblePages().map((link) =>
    el('li', {}, el('a', { href: link.href }, el('strong', {}, t(link.title)), el('span', {}, t(link.about)))))),
  own.element);
guarded(own.load);

if (visiblePages().some((link) => link.id === 'supervision')) {
  const work = await import('./work.js');
  const leads = !me.divisions.some((division) => work.dispatches(me, division));
  main.append(toDo(work, leads), ...(leads ? [] : [dispatched(work)]));
}

async function guarded(action) {
  try {
    await action();
  } catch (error) {
    failure(error);
  }
}

function toDo(work, leads) {
  const total = el('span', { id: 'todo-total' });
  const list = el('div', { class: 'cards', 'aria-live': 'polite', 'aria-busy': 'true' });
  const more = el('button', { type: 'button', hidden: true, onclick: () => guarded(loadMore) }, t('more'));
  const number = el('strong', { role: 'status' });
  const bar = el('div', { class: 'bar', hidden: true }, number,
    el('button', { type: 'button', class: 'main', id: 'todo-give', onclick: () => guarded(dispatch) }, t('give.assign')));
  const text = (key, name) => el('label', {}, t(key), el('input', { name, type: 'search', autocomplete: 'off' }));
  const form = el('form', { class: 'tools', id: 'todo-search', onsubmit: (event) => { event.preventDefault(); guarded(load); } },
    me.divisions.length > 1 ? el('label', {}, t('division'), el('select', { name: 'division' },
      ['', ...me.divisions].map((one) => el('option', { value: one }, one || t('all'))))) : null,
    text('area', 'area'), text('todo.customer', 'customer'), text('todo.type', 'type'), text('todo.address', 'address'),
    el('button', { class: 'main', id: 'todo-find' }, t('find')));
  const selected = new Map();
  let rows = [];
  let next = null;
  let asked = 0;
  let searched = false;

  const assignable = (row) => row.step === 'ASSIGN' && row.order && !leads;

  async function load() {
    const mine = ++asked;
    const words = new URLSearchParams();
    for (const [name, value] of new FormData(form)) if (value.trim()) words.set(name, value.trim());
    searched = words.size > 0;
    list.setAttribute('aria-busy', 'true');
    try {
      const answer = await api('GET', `/api/v1/to-do?limit=${Math.min(500, Math.max(25, rows.length))}&${words}`);
      if (mine !== asked) return;
      rows = answer.items;
      next = answer.next;
      total.textContent = answer.total;
      draw();
    } finally {
      if (mine === asked) list.setAttribute('aria-busy', 'false');
    }
  }

  async function loadMore() {
    const mine = asked;
    const address = new URL(next);
    const answer = await api('GET', address.pathname + address.search);
    if (mine !== asked) return;
    rows = rows.concat(answer.items);
    next = answer.next;
    draw();
  }

  function draw() {
    const shown = new Set(rows.map((row) => row.activityId));
    [...selected.keys()].filter((id) => !shown.has(id)).forEach((id) => selected.delete(id));
    const lines = (parts) => el('div', {}, parts.filter(Boolean).map((part) => el('span', { class: 'line' }, part)));
    const mark = { label: t('col.select'), value: (row) => (assignable(row) ? el('input', {
      type: 'checkbox', checked: selected.has(row.activityId), 'data-visit': row.activityId,
      'aria-label': `${t('col.select')}: ${row.order.externalId}`, onchange: (event) => {
        if (event.target.checked) selected.set(row.activityId, row.division);
        else selected.delete(row.activityId);
        drawBar();
      } }) : '') };
    list.replaceChildren(table([
      ...(rows.some(assignable) ? [mark] : []),
      { label: t('col.state'), sort: (row) => row.slaState, value: (row) => work.slaMark(row.slaState) },
      { label: t('col.work'), sort: (row) => row.name, value: (row) => lines([
        el('a', { href: `/camunda/app/tasklist/#/?task=${encodeURIComponent(row.id)}` }, what(row)),
        row.mine ? el('span', { class: 'quiet' }, t('todo.mine')) : null]) },
      { label: t('col.order'), sort: (row) => row.order?.externalId ?? '', value: (row) => (row.order
        ? lines([work.orderLink(row.order), work.coded('orderType', row.order.type), row.priority >= 75 ? el('strong', {}, t('urgent')) : null]) : '–') },
      { label: t('col.where'), sort: (row) => row.point?.address ?? '', value: (row) => (row.point
        ? lines([row.point.address || row.point.id, el('span', { class: 'quiet' }, row.point.area)]) : '–') },
      { label: t('col.customer'), sort: (row) => row.customer?.name ?? '', value: (row) => (row.customer
        ? lines([row.customer.name, work.contactLink(row.customer.phone)]) : '') },
      { label: t('todo.waits'), sort: (row) => row.since, value: (row) => work.when(row.since) }],
    rows, { empty: t(searched ? 'todo.emptyFound' : 'todo.empty') }));
    more.hidden = !next;
    drawBar();
  }

  function what(row) {
    if (row.step === 'ASSIGN') return `${t('todo.assign')}: ${work.actionWord('FIELD', row.action, row.order?.type)}`;
    return row.action ? work.actionWord(row.kind, row.action, row.order?.type) : row.name;
  }

  function drawBar() {
    bar.hidden = selected.size === 0;
    number.textContent = t('give.selected', { n: selected.size });
  }

  async function dispatch() {
    const ids = [...selected.keys()];
    const done = await work.give(ids, [...new Set(selected.values())], t('give.title', { n: ids.length }));
    if (!done) return;
    const left = done.results.filter((result) => !result.done);
    const nameOf = (id) => rows.find((row) => row.activityId === id)?.order.externalId ?? id;
    notice([t('give.sum', { done: done.reassigned, refused: done.refused }),
      ...left.map((result) => `${nameOf(result.id)}: ${work.refused(result)}`)].join(' '), left.length ? 'bad' : 'good');
    done.results.filter((result) => result.done).forEach((result) => selected.delete(result.id));
    await load();
    document.dispatchEvent(new CustomEvent('dispatched'));
  }

  guarded(load);
  return el('section', { id: 'todo' },
    el('h2', {}, t(leads ? 'todo.titleLeader' : 'todo.title'), ' (', total, ')'), form, list, more, bar);
}

/** Everything that the caller ever gave to crews, running and archived (HCDC-11). */
function dispatched(work) {
  const list = el('div', { class: 'cards', 'aria-live': 'polite' });
  const more = el('button', { type: 'button', hidden: true, onclick: () => guarded(() => load(next)) }, t('more'));
  let rows = [];
  let next = null;
  let names = null;

  async function load(from) {
    const address = from ? new URL(from) : null;
    const answer = await api('GET', address ? address.pathname + address.search : '/api/v1/assignments?by=me&limit=10');
    names ??= await work.crewNames();
    rows = from ? rows.concat(answer.items) : answer.items;
    next = answer.next;
    more.hidden = !next;
    const lines = (parts) => el('div', {}, parts.filter(Boolean).map((part) => el('span', { class: 'line' }, part)));
    list.replaceChildren(table([
      { label: t('col.at'), sort: (row) => row.assignment.at, value: (row) => work.when(row.assignment.at) },
      { label: t('col.order'), sort: (row) => row.visit.externalId, value: (row) => lines([
        work.orderLink({ id: row.visit.orderId, externalId: row.visit.externalId }), work.coded('orderType', row.visit.orderType)]) },
      { label: t('col.where'), sort: (row) => row.visit.address, value: (row) => row.visit.address || row.visit.servicePointId },
      { label: t('col.work'), sort: (row) => row.visit.action, value: (row) => work.actionWord('FIELD', row.visit.action, row.visit.orderType) },
      { label: t('col.to'), value: (row) => work.given(names, row.assignment.toGroup, row.assignment.toPerson) },
      { label: t('col.reason'), value: (row) => row.assignment.reason ?? '' },
      { label: t('col.orderState'), sort: (row) => row.visit.state, value: (row) => work.statusWord(row.visit.state) }],
    rows, { empty: t('dispatched.empty') }));
  }

  document.addEventListener('dispatched', () => guarded(() => load(null)));
  guarded(() => load(null));
  return el('section', { id: 'dispatched' }, el('h2', {}, t('dispatched.title')), list, more);
}
