// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
//
// What is late, soon late, unsigned or orphaned, with whom to call (HCDC-12 to HCDC-16, HCDC-47, HCDC-48). What is selected stays so when the list
// is loaded again, and what became of a reassignment stands in its row until the page is left.
import { api, el, failure, formatSpan, getLanguage, notice, page, t, table } from './desk.js';
import { clock } from '../field/zone.js';

const KINDS = ['OVERDUE', 'WARNING', 'UNSIGNED', 'STEP_LIMIT', 'ORPHANED'];
const MINUTE = 60000;

const { main, me } = await page({ title: 'supervision.title', texts: 'work' });
const { actionWord, coded, contactLink, dispatches, duration, give, orderLink, outcome, refused, seconds, signerName, slaMark, statusWord, stepWord, when, word } =
  await import('./work.js');

const asked = new URLSearchParams(location.search);
let kind = KINDS.includes(asked.get('kind')) ? asked.get('kind') : KINDS[0];
let rows = [];
let next = null;
let loading = 0;
const selected = new Map();
const results = new Map();

const division = el('select', { name: 'division', onchange: load },
  ['', ...me.divisions].map((one) => {
    const option = el('option', { value: one }, one || t('all'));
    option.selected = one === asked.get('division');
    return option;
  }));
const area = el('input', { name: 'area', type: 'search', size: 16, autocapitalize: 'none', spellcheck: 'false', value: asked.get('area') || '' });
const auto = el('input', { type: 'checkbox', checked: true });
const tabs = el('div', { role: 'tablist', 'aria-label': t('supervision.kinds'), onkeydown: walk });
const about = el('p', { id: 'about', class: 'quiet' });
const stand = el('span', { class: 'quiet', id: 'as-of' });
const list = el('section', { id: 'list', role: 'tabpanel', tabindex: '-1', class: 'cards', 'aria-labelledby': 'about', 'aria-busy': 'false' });
const more = el('button', { type: 'button', id: 'more', hidden: true, onclick: () => guarded(loadMore) }, t('more'));
const number = el('strong', { role: 'status' });
const bar = el('div', { class: 'bar', hidden: true }, number,
  el('button', { type: 'button', class: 'main', id: 'give', onclick: () => guarded(reassign) }, t('give.do')),
  el('button', { type: 'button', id: 'none', onclick: () => { selected.clear(); draw(); } }, t('give.clear')));
const mayGive = me.divisions.some((one) => dispatches(me, one));

main.append(
  tabs, about,
  el('form', { class: 'tools', onsubmit: (event) => { event.preventDefault(); load(); } },
    me.divisions.length > 1 ? el('label', {}, t('division'), division) : null,
    el('label', {}, t('area'), area),
    el('button', { class: 'main', id: 'refresh' }, t('refresh')),
    el('label', { class: 'check' }, auto, t('supervision.auto')),
    mayGive ? el('button', { type: 'button', id: 'all', onclick: selectAll }, t('give.selectAll')) : null,
    stand),
  ...(mayGive ? [] : [el('p', { class: 'quiet', id: 'read-only' }, t('give.readOnly'))]),
  list, more, bar);
drawTabs({});
await load();
setInterval(() => {
  if (auto.checked && !document.hidden && !document.querySelector('dialog[open]')) load();
}, MINUTE);

async function guarded(action) {
  try {
    await action();
  } catch (error) {
    failure(error);
  }
}

function question() {
  const words = new URLSearchParams();
  if (division.value) words.set('division', division.value);
  if (area.value.trim()) words.set('area', area.value.trim());
  return words;
}

/** Loads counts and as many rows as were shown; an answer that comes after a later question is dropped. */
async function load() {
  const mine = ++loading;
  const words = question();
  list.setAttribute('aria-busy', 'true');
  await guarded(async () => {
    const wanted = Math.min(500, Math.max(50, rows.length));
    const [counts, found] = await Promise.all([
      api('GET', `/api/v1/supervision/counts?${words}`),
      api('GET', `/api/v1/supervision?kind=${kind}&limit=${wanted}&${words}`)]);
    if (mine !== loading) return;
    rows = found.items;
    next = found.next;
    stand.textContent = t('asOf', { time: clock(getLanguage(), { timeStyle: 'medium' }).format(new Date()) });
    words.set('kind', kind);
    history.replaceState(null, '', `?${words}`);
    drawTabs(counts);
    draw();
  });
  if (mine === loading) list.setAttribute('aria-busy', 'false');
}

async function loadMore() {
  const mine = loading;
  const address = new URL(next);
  const found = await api('GET', address.pathname + address.search);
  if (mine !== loading) return;
  rows = rows.concat(found.items);
  next = found.next;
  draw();
}

function drawTabs(counts) {
  const focused = document.activeElement && document.activeElement.dataset ? document.activeElement.dataset.kind : null;
  tabs.replaceChildren(...KINDS.map((one) => el('button', {
    type: 'button', role: 'tab', 'data-kind': one, 'aria-selected': String(one === kind), 'aria-controls': 'list', tabindex: one === kind ? '0' : '-1',
    onclick: () => choose(one) },
  t(`kind.${one}`), el('span', { class: counts[one] ? 'count some' : 'count' }, counts[one] ?? '…'))));
  if (focused) tabs.querySelector(`[data-kind="${focused}"]`).focus();
  about.textContent = t(`kind.${kind}.about`);
}

function choose(one) {
  if (one !== kind) {
    kind = one;
    rows = [];
    next = null;
    selected.clear();
    list.replaceChildren();
  }
  tabs.querySelectorAll('[role=tab]').forEach((tab) => {
    tab.setAttribute('aria-selected', String(tab.dataset.kind === kind));
    tab.tabIndex = tab.dataset.kind === kind ? 0 : -1;
  });
  about.textContent = t(`kind.${kind}.about`);
  return load();
}

function walk(event) {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  const one = KINDS[(KINDS.indexOf(kind) + step + KINDS.length) % KINDS.length];
  choose(one);
  tabs.querySelector(`[data-kind="${one}"]`).focus();
}

/** The visit that could be given to somebody else by this caller. */
function visitOf(row) {
  return row.work && row.work.kind === 'FIELD' && !row.work.workforce && dispatches(me, row.division) ? row.work.activityId : null;
}

function selectAll() {
  rows.filter(visitOf).forEach((row) => selected.set(visitOf(row), row.division));
  draw();
}

function columns() {
  const mark = { label: t('col.select'), value: (row) => {
    const visit = visitOf(row);
    return visit ? el('input', {
      type: 'checkbox', checked: selected.has(visit), 'data-visit': visit, 'aria-label': `${t('col.select')}: ${row.order.externalId}`,
      onchange: (event) => {
        if (event.target.checked) selected.set(visit, row.division);
        else selected.delete(visit);
        event.target.closest('tr').setAttribute('aria-selected', String(event.target.checked));
        drawBar();
      } }) : '';
  } };
  const late = [
    { label: t('col.late'), sort: (row) => seconds(row.late), value: (row) => [
      el('span', { class: 'line' }, duration(row.late)),
      row.clockState === 'PAUSED' ? el('span', { class: 'line quiet' }, `${t('paused')}${row.pauseReason ? `: ${word('pause', row.pauseReason)}` : ''}`) : null] },
    { label: t('col.since'), sort: (row) => row.since, value: (row) => when(row.since) }];
  const why = [{ label: t('col.reason'), sort: (row) => row.orphaned.reason, value: (row) => t(`orphan.${row.orphaned.reason}`) }];
  const cell = (parts) => parts.filter(Boolean).map((part) => el('span', { class: 'line' }, part));
  const wrapped = (column) => ({ ...column, value: (row) => el('div', {}, column.value(row) ?? '') });
  return [
    ...(mayGive ? [mark] : []),
    { label: t('col.state'), sort: (row) => row.slaState, value: (row) => slaMark(row.slaState) },
    ...(kind === 'ORPHANED' ? why : late),
    { label: t('col.order'), sort: (row) => (row.order ? row.order.externalId : ''), value: (row) => (row.order
      ? cell([orderLink(row.order), coded('orderType', row.order.type), row.order.priority >= 75 ? el('strong', {}, t('urgent')) : null]) : '–') },
    { label: t('col.where'), sort: (row) => (row.point ? row.point.address : ''), value: (row) => (row.point
      ? cell([row.point.address || row.point.id, el('span', { class: 'quiet' }, row.point.area)]) : '–') },
    { label: t('col.work'), sort: (row) => (row.work ? row.work.action : ''), value: (row) => workCell(row, cell) },
    { label: t('col.group'), sort: crewOf, value: crewOf },
    { label: t('col.signer'), sort: (row) => (row.signer ? row.signer.name ?? row.signer.id : ''), value: (row) => signerName(row.signer) },
    { label: t('col.contact'), value: (row) => (row.signer ? cell(row.signer.contacts.map((one) => contactLink(one.value))) : '') },
    ...(results.size ? [{ label: t('col.result'), value: (row) => {
      const told = row.work && results.get(row.work.activityId);
      return told ? outcome(told.result, told.to) : '';
    } }] : [])].map(wrapped);
}

/** Who has it: a crew, or the workforce system that does it outside. */
function crewOf(row) {
  if (row.work && row.work.step === 'WORKFORCE') return row.work.workforce;
  return row.group ? row.group.name : t('noCrew');
}

function workCell(row, cell) {
  if (!row.work) return row.orphaned ? row.orphaned.task : el('span', { class: 'quiet' }, t('noWork'));
  const { work } = row;
  return cell([
    actionWord(work.kind, work.action, row.order?.type),
    work.step ? el('span', { class: 'quiet' }, [stepWord(work.step), statusWord(work.status)].filter(Boolean).join(' · ')) : null,
    work.appointmentStart ? el('span', { class: 'quiet' }, t('appointment.at', { time: formatSpan(work.appointmentStart, work.appointmentEnd) })) : null]);
}

function draw() {
  const focused = document.activeElement && document.activeElement.dataset ? document.activeElement.dataset.visit : null;
  const shown = new Set(rows.map(visitOf));
  [...selected.keys()].filter((visit) => !shown.has(visit)).forEach((visit) => selected.delete(visit));
  list.replaceChildren(table(columns(), rows, { empty: t('supervision.empty'), row: (line, row) => {
    line.dataset.row = row.id;
    line.setAttribute('aria-selected', String(selected.has(visitOf(row))));
    line.classList.add(row.slaState === 'OVERDUE' ? 'breached' : row.slaState === 'WARN' ? 'nearly' : 'in-time');
  } }));
  if (focused) list.querySelector(`[data-visit="${CSS.escape(focused)}"]`)?.focus();
  more.hidden = !next;
  drawBar();
}

function drawBar() {
  bar.hidden = selected.size === 0;
  number.textContent = t('give.selected', { n: selected.size });
}

async function reassign() {
  const ids = [...selected.keys()];
  const done = await give(ids, [...new Set(selected.values())], t('give.title', { n: ids.length }));
  if (!done) return;
  done.results.forEach((result) => results.set(result.id, { result, to: done.to }));
  // Who was refused stays selected: for another try.
  done.results.filter((result) => result.done).forEach((result) => selected.delete(result.id));
  const left = done.results.filter((result) => !result.done);
  notice([t('give.sum', { done: done.reassigned, refused: done.refused }),
    ...left.map((result) => `${nameOf(result.id)}: ${refused(result)}`)].join(' '), left.length ? 'bad' : 'good');
  // The rows stay, each with what became of it; the next refresh takes away what is no concern any more.
  draw();
}

function nameOf(visit) {
  const row = rows.find((one) => one.work && one.work.activityId === visit);
  return row && row.order ? row.order.externalId : visit;
}
