// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
//
// What was done, by city, area, crew or person (HCDC-31): charts of the first rows, and the same numbers as a table for all of them. The question
// stands in the address, so that a page can be bookmarked and sent.
import { api, el, failure, getLanguage, page, t, table } from './desk.js';
import { wallDay } from '../field/zone.js';

const SHOWN = 20;
const WORK = ['install', 'remove', 'move', 'exchange', 'other'];
const DURATIONS = ['offeredToSigned', 'signedToOnSite', 'onSiteToDone', 'signedToDone', 'signedToDoneWithoutPauses', 'receivedToDone',
  'receivedToDoneWithoutPauses'];
// Dark enough on white for everybody, and different in brightness too.
const COLOURS = { install: '#1f5f8b', remove: '#8a4b08', move: '#1e6b2c', exchange: '#6a3d9a', other: '#7b8894', notDone: '#a3152a' };

const { main, me } = await page({ title: 'statistics.title', texts: 'statistics' });
const asked = new URLSearchParams(location.search);
const charts = [];
const result = el('section', { 'aria-live': 'polite', 'aria-busy': 'false' });

const today = wallDay(Date.now());

const leads = me.groups.some((group) => /^(dispatchers-|work-leaders-)/.test(group) || group === 'camunda-admin');

function select(name, options) {
  const field = el('select', { name }, options.map(([value, text]) => {
    const option = el('option', { value }, text);
    option.selected = value === asked.get(name);
    return option;
  }));
  return field;
}

const groupBy = select('groupBy', ['group', 'person', 'area', 'city']
  .filter((dimension) => leads || dimension !== 'person')
  .map((dimension) => [dimension, t(`statistics.by.${dimension}`)]));
const from = el('input', { type: 'date', name: 'from', required: true, value: asked.get('from') || `${today.slice(0, 8)}01` });
const to = el('input', { type: 'date', name: 'to', required: true, value: asked.get('to') || today });
const division = select('division', [['', t('statistics.all')], ...me.divisions.map((one) => [one, one])]);
const type = el('input', { name: 'type', list: 'types', autocapitalize: 'characters', spellcheck: 'false', size: 14, value: asked.get('type') || '',
  placeholder: t('statistics.all') });
const types = el('datalist', { id: 'types' }, ['ENABLE', 'DISABLE', 'CUT', 'RECONNECT', 'EXCHANGE', 'BACK_TO_BACK', 'INVESTIGATE', 'READ', 'INSTALL',
  'REMOVE', 'MAINTAIN', 'UPGRADE', 'PING', 'COMMISSION', 'DECOMMISSION'].map((value) => el('option', { value, label: t(`orderType.${value}`) })));
const download = el('button', { type: 'button', id: 'csv', onclick: saveTable }, t('statistics.csv'));

main.append(
  el('form', { class: 'tools', onsubmit: (event) => { event.preventDefault(); show(); } },
    el('label', {}, t('statistics.by'), groupBy),
    el('label', {}, t('statistics.from'), from),
    el('label', {}, t('statistics.to'), to),
    me.divisions.length > 1 ? el('label', {}, t('statistics.division'), division) : null,
    el('label', {}, t('statistics.type'), type, types),
    el('button', { class: 'main', id: 'show' }, t('statistics.show')),
    download),
  result);
await show();

function question() {
  const words = new URLSearchParams({ groupBy: groupBy.value, from: from.value, to: to.value });
  if (division.value) words.set('division', division.value);
  if (type.value.trim()) words.set('type', type.value.trim());
  return words;
}

async function show() {
  const words = question();
  result.setAttribute('aria-busy', 'true');
  try {
    const answer = await api('GET', `/api/v1/statistics/activities?${words}`);
    history.replaceState(null, '', `?${words}`);
    document.getElementById('notices').replaceChildren();
    draw(answer);
  } catch (error) {
    result.replaceChildren();
    failure(error);
  } finally {
    result.setAttribute('aria-busy', 'false');
  }
}

async function saveTable() {
  try {
    const text = await api('GET', `/api/v1/statistics/activities?${question()}`, null, { accept: 'text/csv' });
    const address = URL.createObjectURL(new Blob([text], { type: 'text/csv' }));
    el('a', { href: address, download: `statistics-${groupBy.value}-${from.value}-${to.value}.csv` }).click();
    setTimeout(() => URL.revokeObjectURL(address), 60000);
  } catch (error) {
    failure(error);
  }
}

function name(row, answer) {
  const own = row.name || row.key || t(`statistics.none.${answer.groupBy}`);
  return answer.divisions.length > 1 ? `${own} (${row.division})` : own;
}

function number(value) {
  return new Intl.NumberFormat(getLanguage()).format(value);
}

function percent(part, whole) {
  return whole ? new Intl.NumberFormat(getLanguage(), { style: 'percent', maximumFractionDigits: 0 }).format(part / whole) : '–';
}

function time(seconds) {
  if (seconds === null) return '–';
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return t('statistics.minutes', { m: minutes });
  if (minutes < 2880) return t('statistics.hours', { h: Math.floor(minutes / 60), m: minutes % 60 });
  return t('statistics.days', { d: Math.floor(minutes / 1440), h: Math.round((minutes % 1440) / 60) });
}

function draw(answer) {
  charts.splice(0).forEach((chart) => chart.destroy());
  const rows = answer.rows;
  const busy = (row) => row.visits.done + row.visits.notDone;
  const first = rows.filter((row) => busy(row) > 0).sort((a, b) => busy(b) - busy(a)).slice(0, SHOWN);
  const sum = (value) => rows.reduce((whole, row) => whole + value(row), 0);
  const parts = [
    el('ul', { class: 'totals' },
      total(number(sum((row) => row.visits.done)), 'statistics.visitsDone'),
      total(number(sum((row) => row.visits.notDone)), 'statistics.visitsNotDone'),
      total(number(sum((row) => row.orders.done)), 'statistics.ordersDone'),
      total(percent(sum((row) => row.firstTimeFix.fixed), sum((row) => row.firstTimeFix.orders)), 'statistics.firstTimeFix'),
      total(number(sum((row) => row.breaches)), 'statistics.breaches'),
      total(time(sum(paused)), 'statistics.paused'))];
  if (first.length) parts.push(el('div', { class: 'charts' }, workChart(first, answer), timeChart(first, answer)));
  if (first.length === SHOWN && rows.length > SHOWN) parts.push(el('p', {}, t('statistics.first', { n: SHOWN, all: rows.length })));
  parts.push(table(columns(answer), rows, {
    caption: t('statistics.table', { from: answer.from, to: answer.to }), empty: t('statistics.empty') }));
  result.replaceChildren(...parts);
  charts.forEach((chart) => chart.start());
}

/** The time in which clocks of visits and orders stood still. */
function paused(row) {
  return row.pauses.visitSeconds + row.pauses.orderSeconds;
}

function total(value, key) {
  return el('li', {}, el('strong', {}, value), t(key));
}

function columns(answer) {
  const count = (key, value) => ({ label: t(key), value: (row) => number(value(row)), sort: value, numeric: true });
  return [
    { label: t(`statistics.by.${answer.groupBy}`), value: (row) => name(row, answer), sort: (row) => name(row, answer) },
    count('statistics.visitsDone', (row) => row.visits.done),
    count('statistics.visitsNotDone', (row) => row.visits.notDone),
    count('statistics.visitsWithdrawn', (row) => row.visits.withdrawn),
    ...WORK.map((kind) => count(`statistics.work.${kind}`, (row) => row.work[kind])),
    count('statistics.ordersDone', (row) => row.orders.done),
    count('statistics.ordersNotDone', (row) => row.orders.notDone),
    count('statistics.ordersCancelled', (row) => row.orders.cancelled),
    { label: t('statistics.firstTimeFix'), value: (row) => percent(row.firstTimeFix.fixed, row.firstTimeFix.orders),
      sort: (row) => (row.firstTimeFix.orders ? row.firstTimeFix.fixed / row.firstTimeFix.orders : -1), numeric: true },
    count('statistics.breaches', (row) => row.breaches),
    { label: t('statistics.paused'), value: (row) => (paused(row) ? time(paused(row)) : '–'), sort: paused, numeric: true },
    ...DURATIONS.flatMap((kind) => ['median', 'p90'].map((measure) => ({
      label: `${t(`statistics.${kind}`)}, ${t(`statistics.${measure}`)}`,
      value: (row) => time(row.durations[kind][measure]), sort: (row) => row.durations[kind][measure] ?? -1, numeric: true })))];
}

/** A figure whose chart is drawn when it stands on the page; the table below says the same in words. */
function figure(title, labels, datasets, more, ...above) {
  const canvas = el('canvas', { role: 'img', 'aria-label': `${title}. ${t('statistics.alsoInTable')}` });
  const box = el('div', { class: 'canvas' }, canvas);
  box.style.height = `${6 + labels.length * 1.9}rem`;
  let chart = null;
  charts.push({
    start() {
      chart = new globalThis.Chart(canvas, {
        type: 'bar',
        data: { labels, datasets },
        options: {
          indexAxis: 'y', animation: false, responsive: true, maintainAspectRatio: false, locale: getLanguage(),
          plugins: { legend: { position: 'bottom' }, tooltip: more.tooltip ? { callbacks: { label: more.tooltip } } : {} },
          scales: { x: { stacked: more.stacked, beginAtZero: true, ticks: { precision: 0 }, title: { display: true, text: more.unit } },
            y: { stacked: more.stacked } } } });
    },
    destroy() { if (chart) chart.destroy(); },
    show(data) { chart.data.datasets = data; chart.update(); } });
  return el('figure', {}, el('figcaption', {}, title), ...above, box);
}

function workChart(rows, answer) {
  const bars = [
    ...WORK.map((kind) => ({ label: t(`statistics.work.${kind}`), backgroundColor: COLOURS[kind], data: rows.map((row) => row.work[kind]) })),
    { label: t('statistics.visitsNotDone'), backgroundColor: COLOURS.notDone, data: rows.map((row) => row.visits.notDone) }];
  return figure(t('statistics.chart.work'), rows.map((row) => name(row, answer)), bars, { stacked: true, unit: t('statistics.unit.visits') });
}

function timeChart(rows, answer) {
  const data = (kind) => [['median', '#1f5f8b'], ['p90', '#f2a33a']].map(([measure, colour]) => ({
    label: t(`statistics.${measure}`), backgroundColor: colour,
    data: rows.map((row) => (row.durations[kind][measure] === null ? null : row.durations[kind][measure] / 3600)) }));
  const place = charts.length;
  const choice = el('select', { 'aria-label': t('statistics.chart.which'), onchange: () => charts[place].show(data(choice.value)) },
    DURATIONS.map((kind) => el('option', { value: kind }, t(`statistics.${kind}`))));
  return figure(t('statistics.chart.times'), rows.map((row) => name(row, answer)), data(DURATIONS[0]), {
    stacked: false, unit: t('statistics.unit.hours'),
    tooltip: (item) => `${item.dataset.label}: ${time(item.raw === null ? null : item.raw * 3600)}` }, choice);
}
