// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
//
// Finds orders by customer, telephone, state and days (PTT-23, CALL-09), and shows one: where it stands, what it has reached, its visits with who
// had them, its clocks. What was asked about a customer never stands in the address of the page.
import { ApiError, api, el, failure, page, t, table, withTimes } from './desk.js';

const STATES = ['acknowledged', 'pending', 'inProgress', 'held', 'completed', 'partial', 'failed', 'rejected', 'cancelled', 'assessingCancellation'];

const { main } = await page({ title: 'orders.title', texts: 'work' });
const {
  actionWord, appointmentWord, coded, contactLink, crewNames, duration, given, milestoneWord, seconds, signerName, slaMark, statusWord, stepWord, told,
  when, word,
} = await import('./work.js');

const at = new URLSearchParams(location.search);
let found = [];
let next = null;
let asking = 0;

const field = (key, attributes) => el('label', {}, t(key), el('input', attributes));
const state = el('select', { name: 'state' }, ['', ...STATES].map((one) => el('option', { value: one }, one ? t(`orderState.${one}`) : t('all'))));
const form = el('form', { class: 'tools', id: 'search', onsubmit: (event) => { event.preventDefault(); guarded(search); } },
  field('orders.name', { name: 'name', type: 'search', maxlength: 200, autocomplete: 'off' }),
  field('orders.phone', { name: 'phone', type: 'tel', maxlength: 60, autocomplete: 'off' }),
  el('label', {}, t('orders.state'), state),
  field('orders.from', { name: 'from', type: 'date' }),
  field('orders.to', { name: 'to', type: 'date' }),
  el('button', { class: 'main', id: 'find' }, t('find')));
const list = el('section', { id: 'list', class: 'cards', 'aria-live': 'polite', 'aria-busy': 'false' });
const more = el('button', { type: 'button', id: 'more', hidden: true, onclick: () => guarded(loadMore) }, t('more'));
const searching = el('div', {}, form, el('p', { class: 'quiet', id: 'hint' }, t('orders.hint')), list, more);
const one = el('section', { id: 'one', tabindex: '-1', hidden: true });
main.append(searching, one);
addEventListener('popstate', () => guarded(() => show(new URLSearchParams(location.search).get('id'))));
await guarded(() => show(at.get('id')));

async function guarded(action) {
  try {
    await action();
  } catch (error) {
    failure(error);
  }
}

async function search() {
  const mine = ++asking;
  const words = new URLSearchParams({ expand: 'contact' });
  for (const [name, value] of new FormData(form)) if (value.trim()) words.set(name, value.trim());
  list.setAttribute('aria-busy', 'true');
  try {
    const answer = await api('GET', `/api/v1/service-orders?${words}`);
    if (mine !== asking) return;
    document.getElementById('notices').replaceChildren();
    found = answer.items;
    next = answer.next;
    draw();
  } catch (error) {
    if (mine === asking) {
      found = [];
      next = null;
      list.replaceChildren();
      more.hidden = true;
    }
    throw error;
  } finally {
    if (mine === asking) list.setAttribute('aria-busy', 'false');
  }
}

async function loadMore() {
  const mine = asking;
  const address = new URL(next);
  const answer = await api('GET', address.pathname + address.search);
  if (mine !== asking) return;
  found = found.concat(answer.items);
  next = answer.next;
  draw();
}

function draw() {
  const link = (order) => el('a', { href: `?id=${encodeURIComponent(order.id)}`, onclick: (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    history.pushState(null, '', `?id=${encodeURIComponent(order.id)}`);
    guarded(() => show(order.id));
  } }, order.externalId);
  list.replaceChildren(table([
    { label: t('col.order'), sort: (order) => order.externalId, value: link },
    { label: t('todo.type'), sort: (order) => word('orderType', order.type), value: (order) => coded('orderType', order.type) },
    { label: t('col.customer'), sort: (order) => order.contact?.name ?? '', value: (order) => customer(order.contact) },
    { label: t('orders.point'), sort: (order) => order.servicePointId, value: (order) => order.servicePointId },
    { label: t('division'), sort: (order) => order.division, value: (order) => order.division },
    { label: t('col.orderState'), sort: (order) => t(`orderState.${order.state}`), value: (order) => t(`orderState.${order.state}`) },
    { label: t('col.came'), sort: (order) => order.createdAt, value: (order) => when(order.createdAt) }],
  found, { empty: t('orders.empty') }));
  more.hidden = !next;
}

function customer(contact) {
  return el('div', {}, contact ? [contact.name, contact.phone, contact.email].filter(Boolean).map((part, place) =>
    el('span', { class: 'line' }, place && part !== contact.name ? contactLink(part) : part)) : '');
}

/** Shows one order in the place of the list, or the list again. */
async function show(id) {
  searching.hidden = Boolean(id);
  one.hidden = !id;
  one.replaceChildren();
  if (!id) return;
  const path = `/api/v1/service-orders/${encodeURIComponent(id)}`;
  const [order, clocks] = await Promise.all([api('GET', `${path}?expand=contact`), api('GET', `${path}/clocks`)]);
  const [names, point, visits] = await Promise.all([
    crewNames(),
    api('GET', `/api/v1/service-points/${encodeURIComponent(order.servicePointId)}`),
    Promise.all(order.activities.filter((activity) => activity.kind === 'FIELD').map((activity) => visit(activity.id)))]);
  const address = point.address ? [point.address.street, [point.address.postalCode, point.address.city].filter(Boolean).join(' ')]
    .filter(Boolean).join(', ') : '';
  const running = clocks.items.find((clock) => clock.kind === 'ORDER' && clock.state !== 'STOPPED');
  const open = order.activities.find((activity) => activity.state === 'OPEN');
  const facts = [
    ['col.orderState', [t(`orderState.${order.state}`), ' ', running ? slaMark(running.slaState) : null]],
    ['todo.type', told(word('orderType', order.type), order.type)],
    ['orders.outcome', order.outcome ? told(word('outcome', order.outcome), order.outcome) : null],
    ['col.customer', order.contact ? customer(order.contact) : null],
    ['col.where', [address, point.area].filter(Boolean).join(' · ')],
    ['orders.point', order.servicePointId],
    ['division', order.division],
    ['col.came', when(order.createdAt)],
    ['orders.ended', order.completedAt ? when(order.completedAt) : null],
    ['col.work', open ? actionWord(open.kind, open.action, order.type) : null]];
  one.replaceChildren(
    el('p', {}, el('a', { href: 'orders.html', onclick: (event) => {
      event.preventDefault();
      history.pushState(null, '', 'orders.html');
      guarded(() => show(null));
    } }, `‹ ${t('orders.back')}`)),
    el('h2', {}, `${t('col.order')} ${order.externalId}`),
    el('dl', { class: 'facts' }, facts.filter(([, value]) => value !== null && value !== undefined && value !== '').map(([key, value]) =>
      [el('dt', {}, t(key)), el('dd', {}, value)])),
    el('h2', {}, t('orders.visits')),
    ...(visits.length ? visits.map((two) => visitPart(two, names)) : [el('p', { class: 'quiet' }, t('orders.noVisits'))]),
    el('h2', {}, t('orders.clocks')), clockTable(clocks.items, visits),
    el('h2', {}, t('orders.milestones')), milestoneTable(order));
  one.focus();
}

/** A visit with its assignments; null when it is not the caller's to see. */
async function visit(id) {
  const path = `/api/v1/field-activities/${encodeURIComponent(id)}`;
  try {
    const [view, chain] = await Promise.all([api('GET', path), api('GET', `${path}/assignments`)]);
    return { view, chain: chain.items };
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return null;
    throw error;
  }
}

/** Who has it: a crew, or the workforce system that does it outside. */
function crew(view, names) {
  if (view.step === 'WORKFORCE') return view.workforce;
  return view.group ? names.get(view.group) ?? view.group : t('noCrew');
}

function visitPart(two, names) {
  if (!two) return '';
  const { view, chain } = two;
  return el('div', { class: 'visit', 'data-visit': view.id },
    el('p', {}, el('strong', {}, actionWord('FIELD', view.action, view.orderType)), ` · ${stepWord(view.step)} · ${statusWord(view.state)}`,
      ` · ${crew(view, names)} · `, signerName(view.assignee ? { id: view.assignee, name: view.assignee } : null)),
    appointmentWord(view) ? el('p', {}, appointmentWord(view)) : null,
    chain.length ? el('div', { class: 'cards' }, table([
      { label: t('col.at'), sort: (row) => row.at, value: (row) => when(row.at) },
      { label: t('col.what'), value: (row) => t(`given.${row.kind}`) },
      { label: t('col.to'), value: (row) => given(names, row.toGroup, row.toPerson) },
      { label: t('col.by'), value: (row) => row.by ?? '–' },
      { label: t('col.reason'), value: (row) => row.reason ?? '' }], chain, { caption: t('orders.assignments') })) : null);
}

function clockTable(clocks, visits) {
  const name = (clock) => {
    const of = visits.find((two) => two && two.view.id === clock.subject);
    return [t(`clock.${clock.kind}`), of ? actionWord('FIELD', of.view.action, of.view.orderType) : null, clock.step ? stepWord(clock.step) : null]
      .filter(Boolean).join(' · ');
  };
  return el('div', { class: 'cards' }, table([
    { label: t('col.what'), value: name },
    { label: t('col.state'), value: (clock) => slaMark(clock.slaState) },
    { label: t('col.orderState'), value: (clock) => word('clockState', clock.state)
      + (clock.state === 'PAUSED' && clock.pauseReason ? `: ${word('pause', clock.pauseReason)}` : '') },
    { label: t('col.since'), sort: (clock) => clock.startedAt, value: (clock) => when(clock.startedAt) },
    { label: t('orders.limit'), sort: (clock) => seconds(clock.limit.breach), value: (clock) => duration(clock.limit.breach) },
    { label: t('orders.ended'), sort: (clock) => clock.stoppedAt ?? '', value: (clock) => (clock.stoppedAt ? when(clock.stoppedAt) : '–') }], clocks));
}

function milestoneTable(order) {
  return el('div', { class: 'cards' }, table([
    { label: t('col.at'), sort: (milestone) => milestone.at, value: (milestone) => when(milestone.at) },
    { label: t('col.what'), value: (milestone) => told(milestoneWord(milestone.name), milestone.name) },
    { label: t('col.reason'), value: (milestone) => withTimes(milestone.note ?? '') }], order.milestones));
}
