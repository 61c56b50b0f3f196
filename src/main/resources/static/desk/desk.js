// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
//
// The shell of the desk: login, navigation, languages, and what its pages share. A page is an HTML file that loads desk.css and one module:
//
//   import { api, el, page, t, table } from './desk.js';
//   const { main, me } = await page({ title: 'people.title', texts: 'people' });   // asks for the login first
//   const found = await api('GET', '/api/v1/people?limit=50');
//   main.append(table([{ label: t('people.name'), value: (p) => p.name }], found.items));
//
// page({title, texts}): title is a key; texts names more texts, i18n/<texts>.<language>.json beside i18n/<language>.json.
// api(method, path, body): JSON in and out; null for 204; a refusal is thrown as ApiError {status, type, message, errors}. {accept: 'text/csv'} as
//   fourth argument gives the text, {blob: true} the bytes. A login that has ended is asked for again, and the call repeated.
// t(key, values): text of the key in the chosen language; {name} in it is replaced.
// el(tag, attributes, ...children): an element; on… attributes are listeners; nothing is ever parsed as HTML.
// table(columns, rows, {caption, empty, row}): columns {label, value: (row) => text or element, sort: (row) => text or number, numeric}.
// notice(text, 'good' | 'bad' | 'info'), failure(error): tell at the top of the page, read aloud too. refusal(error): the words of it.
// dialog({title, body, submit}): asks; ends with the form's values, or null. asking(title, submit, body, action): asks until it is done or given up.
// formatTime(instant), formatDay(instant): in the chosen language, by the
//   clock of the person's division, which the foot of the page names. Fields for times: wallTime and instantOf of ../field/zone.js.

import { clock, useZone, zoneName } from '../field/zone.js';

export const LANGUAGES = { en: 'English', sv: 'Svenska', pl: 'Polski', pt: 'Português', zh: '中文', it: 'Italiano' };

const PROOF = 'X-Truckroll-Session';
const MINE = 'truckroll.language';
const LOOK_EVERY = 60000;
const MOST_COUNTED = 50;

/** Pages of the desk, and who has use for them; what a person may really do is decided by the server. */
const PAGES = [
  { id: 'supervision', href: 'supervision.html', title: 'nav.supervision', about: 'nav.supervision.about',
    groups: ['dispatchers-', 'work-leaders-', 'camunda-admin'] },
  { id: 'orders', href: 'orders.html', title: 'nav.orders', about: 'nav.orders.about',
    groups: ['dispatchers-', 'work-leaders-', 'camunda-admin'] },
  { id: 'events', href: 'events.html', title: 'nav.events', about: 'nav.events.about',
    groups: ['operators-', 'on-call', 'dispatchers-', 'work-leaders-', 'auditors', 'camunda-admin'] },
  { id: 'messages', href: 'messages.html', title: 'nav.messages', about: 'nav.messages.about',
    groups: ['operators-', 'on-call', 'dispatchers-', 'work-leaders-', 'auditors', 'camunda-admin'] },
  { id: 'oncall', href: 'oncall.html', title: 'nav.oncall', about: 'nav.oncall.about',
    groups: ['operators-', 'on-call', 'dispatchers-', 'work-leaders-', 'people-admins-', 'camunda-admin'] },
  { id: 'statistics', href: 'statistics.html', title: 'nav.statistics', about: 'nav.statistics.about',
    groups: ['dispatchers-', 'work-leaders-', 'camunda-admin', 'auditors', 'analysts'] },
  { id: 'people', href: 'people.html', title: 'nav.people', about: 'nav.people.about',
    groups: ['people-admins-', 'dispatchers-', 'camunda-admin'] },
  { id: 'tasklist', href: '/camunda/app/tasklist/', title: 'nav.tasklist', about: 'nav.tasklist.about',
    groups: ['dispatchers-', 'work-leaders-', 'field-', 'head-end-ops', 'integration', 'collections-approvers', 'meter-data', 'operators-', 'on-call', 'camunda-admin'] },
  { id: 'field', href: '/field/', title: 'nav.field', about: 'nav.field.about', groups: ['field-', 'camunda-admin'] },
];

let session = null;
let language = 'en';
let texts = {};
let wanted = {};
const bell = { number: null, link: null, asked: 0 };
/** By how many milliseconds the clock of the server is before this one's. */
let ahead = 0;

export class ApiError extends Error {
  constructor(status, problem) {
    super(problem.detail || t('error.server', { status }));
    this.status = status;
    this.type = (problem.type || '').replace('urn:truckroll:problem:', '');
    this.errors = problem.errors || [];
    this.problem = problem;
  }
}

export function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (name === 'value' || name === 'checked' || name === 'disabled') element[name] = value;
    else element.setAttribute(name, value === true ? '' : value);
  }
  element.append(...children.flat(9).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

export function t(key, values = {}) {
  const text = texts[key] ?? key;
  return text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}

export function getLanguage() { return language; }

export function formatTime(instant) {
  return instant ? clock(language, { dateStyle: 'short', timeStyle: 'short' }).format(new Date(instant)) : '';
}

/** From and up to; the day once where it is the same. */
export function formatSpan(start, end) {
  return clock(language, { dateStyle: 'short', timeStyle: 'short' }).formatRange(new Date(start), new Date(end));
}

/** A text of the server with the instants in it as the reader's clock shows them. */
export function withTimes(text) {
  const instant = String.raw`\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?Z`;
  return text.replace(new RegExp(`(${instant})/(${instant})`, 'g'), (whole, start, end) => formatSpan(start, end))
    .replace(new RegExp(instant, 'g'), (whole) => formatTime(whole));
}

export function formatDay(instant) {
  return instant ? clock(language, { dateStyle: 'medium' }).format(new Date(instant)) : '';
}

export function visiblePages() {
  return PAGES.filter((link) => link.groups.some((wantedGroup) =>
    session.groups.some((group) => (wantedGroup.endsWith('-') ? group.startsWith(wantedGroup) : group === wantedGroup))));
}

export async function api(method, path, body, options = {}) {
  for (let attempt = 0; ; attempt++) {
    const answer = await call(method, path.startsWith('/') ? path : `/api/v1/${path}`, body, options);
    if (answer.ok) {
      if (answer.status === 204) return null;
      if (options.blob) return answer.blob();
      return options.accept && options.accept !== 'application/json' ? answer.text() : answer.json();
    }
    const problem = await answer.json().catch(() => ({}));
    if (attempt === 0 && answer.status === 401) {
      await logIn(t('login.again'));
      continue;
    }
    if (attempt === 0 && problem.type === 'urn:truckroll:problem:session-not-proven') {
      session = await currentSession();
      if (session) continue;
    }
    throw new ApiError(answer.status, problem);
  }
}

/** The time by the clock of the server: pages say by it how old something is. */
export function serverTime() { return Date.now() + ahead; }

async function call(method, path, body, options = {}) {
  const headers = { Accept: options.accept || (options.blob ? '*/*' : 'application/json'), [PROOF]: session ? session.token : '' };
  if (body !== undefined && body !== null) headers['Content-Type'] = 'application/json';
  const answer = await fetch(path, {
    method, headers, body: body === undefined || body === null ? undefined : JSON.stringify(body), credentials: 'same-origin',
    cache: 'no-store' });
  const said = Date.parse(answer.headers.get('Date'));
  // It says whole seconds: less than that is no difference.
  if (said) ahead = Math.abs(said - Date.now()) < 2000 ? 0 : said - Date.now();
  return answer;
}

async function currentSession() {
  const answer = await call('GET', '/session');
  return answer.ok ? answer.json() : null;
}

/** The texts for a page without a login. */
export async function words() {
  await useLanguage(localStorage.getItem(MINE) || preferred());
}

/** Whether people log in elsewhere ({on}), and whether they still have passwords here ({passwords}). */
async function singleSignOn() {
  const answer = await fetch('/sso', { cache: 'no-store' }).catch(() => null);
  return answer && answer.ok ? answer.json() : { on: false, passwords: true };
}

function ssoAddress() {
  return `/sso/login?to=${encodeURIComponent(location.pathname + location.search)}`;
}

export async function page(options) {
  wanted = options;
  await words();
  session = await currentSession();
  if (!session) await logIn('', true);
  if (!localStorage.getItem(MINE) && session.language) await useLanguage(session.language.slice(0, 2));
  return draw();
}

function draw() {
  useZone(session.timeZone);
  document.title = `${t(wanted.title)} · Truckroll`;
  const here = location.pathname.split('/').pop();
  const main = el('main', { id: 'main', tabindex: '-1' }, el('h1', {}, t(wanted.title)),
    el('div', { id: 'notices', role: 'status', 'aria-live': 'polite' }));
  document.body.replaceChildren(
    el('a', { class: 'skip', href: '#main' }, t('nav.skip')),
    el('header', { class: 'top' },
      el('a', { class: 'brand', href: './' }, el('img', { src: 'truck.svg', alt: '', width: 32, height: 32 }), 'Truckroll'),
      el('nav', { 'aria-label': t('nav.label') }, visiblePages().map((link) =>
        el('a', { href: link.href, 'aria-current': link.href === here ? 'page' : null }, t(link.title)))),
      ownNotices(here),
      languagePicker(),
      el('span', { class: 'who' }, session.name),
      el('button', { type: 'button', id: 'logout', onclick: logOut }, t('logout'))),
    main,
    foot());
  return { main, me: session };
}

/** How many notices the person has not read (SOL24-13); looked for once a minute while the page is seen, and when somebody comes back to it. */
function ownNotices(here) {
  bell.number = el('span', { class: 'count', hidden: true });
  bell.link = el('a', { id: 'bell', href: 'notices.html', hidden: true, 'aria-current': here === 'notices.html' ? 'page' : null }, t('nav.notices'), ' ', bell.number);
  if (!bell.asked) {
    setInterval(() => { if (!document.hidden) countNotices(); }, LOOK_EVERY);
    window.addEventListener('focus', countNotices);
  }
  countNotices();
  return bell.link;
}

export async function countNotices() {
  const mine = ++bell.asked;
  // A login that has ended, and who is told nothing, is not disturbed by this.
  const answer = await call('GET', `/api/v1/my/notices?unread=true&limit=${MOST_COUNTED}`).catch(() => null);
  if (!answer || !answer.ok || mine !== bell.asked) return;
  const found = await answer.json();
  // Ten alerts about one event are one thing to read.
  const things = new Set(found.items.map((one) => `${one.event} ${one.subject}`)).size;
  const n = found.next ? `${things}+` : things;
  bell.link.hidden = false;
  bell.number.hidden = !found.items.length;
  bell.number.textContent = n;
  bell.link.setAttribute('aria-label', found.items.length ? t('nav.notices.unread', { n }) : t('nav.notices'));
}

/** Which version this is (MAINT-36), and where its documentation stands. */
function foot() {
  const version = el('span', { id: 'version' }, 'Truckroll');
  call('GET', '/actuator/info').then(async (answer) => {
    const info = answer.ok ? await answer.json() : {};
    if (info.build?.version) version.textContent = `Truckroll ${info.build.version}`;
  }).catch(() => {
    // The version is no reason to disturb anybody.
  });
  return el('footer', { class: 'foot' }, version, el('span', { id: 'zone' }, t('foot.zone', { zone: zoneName() })), el('a', { href: 'docs.html' }, t('foot.docs')));
}

function languagePicker() {
  return el('select', { id: 'language', 'aria-label': t('language'), onchange: async (event) => {
    localStorage.setItem(MINE, event.target.value);
    location.reload();
  } }, Object.entries(LANGUAGES).map(([code, name]) => {
    const option = el('option', { value: code, lang: code }, name);
    option.selected = code === language;
    return option;
  }));
}

function preferred() {
  return navigator.languages.map((name) => name.slice(0, 2)).find((name) => name in LANGUAGES) || 'en';
}

async function useLanguage(code) {
  language = code in LANGUAGES ? code : 'en';
  document.documentElement.lang = language;
  const files = ['', ...(wanted.texts ? [`${wanted.texts}.`] : [])];
  const load = async (name) => {
    const answer = await fetch(`i18n/${name}.json`);
    return answer.ok ? answer.json() : {};
  };
  const names = files.flatMap((file) => (language === 'en' ? [`${file}en`] : [`${file}en`, `${file}${language}`]));
  texts = Object.assign({}, ...(await Promise.all(names.map(load))));
}

/** Shows the login over the page, and ends when somebody has logged in. Another person gets a page of their own. */
async function logIn(reason = '', arriving = false) {
  const before = session;
  const sso = await singleSignOn();
  if (arriving && !sso.passwords) {
    // Nothing is typed yet that could be lost.
    location.replace(ssoAddress());
    return new Promise(() => {});
  }
  return new Promise((resolve) => {
    const message = el('p', { class: 'bad', role: 'alert' }, reason);
    const user = el('input', { name: 'user', autocomplete: 'username', autocapitalize: 'none', spellcheck: 'false', required: true });
    const password = el('input', { name: 'password', type: 'password', autocomplete: 'current-password', required: true });
    const button = el('button', { class: 'main' }, t('login.submit'));
    const form = el('form', { class: 'login', 'aria-labelledby': 'login-title', onsubmit: async (event) => {
      event.preventDefault();
      button.disabled = true;
      message.textContent = '';
      try {
        const answer = await call('POST', '/session', { user: user.value, password: password.value });
        if (answer.ok) {
          session = await answer.json();
          box.close();
          box.remove();
          if (before && before.id !== session.id) location.reload();
          else resolve(session);
          return;
        }
        message.textContent = answer.status === 401 ? t('login.wrong') : t('error.server', { status: answer.status });
      } catch {
        message.textContent = t('error.network');
      }
      button.disabled = false;
      password.value = '';
      password.focus();
    } },
    el('img', { src: 'truck.svg', alt: '', width: 96, height: 96 }),
    el('h1', { id: 'login-title' }, t('login.title')),
    message,
    sso.on && el('a', { class: 'sso', href: ssoAddress() }, t('login.sso')),
    sso.passwords && [
      el('label', {}, t('login.user'), user),
      el('label', {}, t('login.password'), password),
      button],
    languagePicker());
    const box = el('dialog', { class: 'full', oncancel: (event) => event.preventDefault() }, form);
    document.body.append(box);
    box.showModal();
    (sso.passwords ? user : form.querySelector('a')).focus();
  });
}

async function logOut() {
  await call('DELETE', '/session');
  session = null;
  location.replace((await singleSignOn()).on ? '/sso/logout' : './');
}

export function notice(text, kind = 'info') {
  const box = document.getElementById('notices');
  box.replaceChildren(el('p', { class: `notice ${kind}` }, text,
    el('button', { type: 'button', class: 'plain', 'aria-label': t('close'), onclick: () => box.replaceChildren() }, '×')));
}

/** Tells a refusal with its faults; what is not a refusal is the network's. */
export function failure(error) {
  if (!(error instanceof ApiError)) {
    notice(t('error.network'), 'bad');
    throw error;
  }
  notice(refusal(error), 'bad');
}

/** A refusal in the reader's language as far as its type is known, then what the server says of this case, with its faults. */
export function refusal(error) {
  const key = `refused.${error.type}`;
  return [...(key in texts ? [texts[key]] : []), error.message, ...error.errors.map((fault) => `${fault.pointer}: ${fault.message}`)].join(' ');
}

export function table(columns, rows, options = {}) {
  let sorted = null;
  let descending = false;
  const head = el('tr');
  const body = el('tbody');
  const fill = () => {
    const order = [...rows];
    if (sorted) {
      const key = sorted.sort;
      const compare = (a, b) => (typeof a === 'number' && typeof b === 'number' ? a - b : String(a).localeCompare(String(b), language));
      order.sort((a, b) => compare(key(a) ?? '', key(b) ?? '') * (descending ? -1 : 1));
    }
    body.replaceChildren(...order.map((row) => {
      const line = el('tr', {}, columns.map((column) =>
        el('td', { class: column.numeric ? 'number' : null, 'data-label': column.label }, column.value(row) ?? '')));
      if (options.row) options.row(line, row);
      return line;
    }));
    if (!order.length) body.append(el('tr', {}, el('td', { colspan: columns.length, class: 'empty' }, options.empty || t('table.empty'))));
    head.replaceChildren(...columns.map((column) => {
      const by = column === sorted ? (descending ? 'descending' : 'ascending') : null;
      return el('th', { scope: 'col', class: column.numeric ? 'number' : null, 'aria-sort': by },
        column.sort ? el('button', { type: 'button', class: 'plain', onclick: () => {
          descending = column === sorted && !descending;
          sorted = column;
          fill();
        } }, column.label, by ? (descending ? ' ▾' : ' ▴') : '') : column.label);
    }));
  };
  fill();
  return el('div', { class: 'scroll' },
    el('table', {}, options.caption ? el('caption', {}, options.caption) : null, el('thead', {}, head), body));
}

export function dialog({ title, body, submit }) {
  return new Promise((resolve) => {
    let result = null;
    const form = el('form', { onsubmit: (event) => {
      event.preventDefault();
      result = Object.fromEntries(new FormData(form));
      box.close();
    } },
    el('h2', {}, title), body,
    el('p', { class: 'buttons' },
      el('button', { class: 'main' }, submit),
      el('button', { type: 'button', onclick: () => box.close() }, t('cancel'))));
    const box = el('dialog', { onclose: () => {
      box.remove();
      resolve(result);
    } }, form);
    document.body.append(box);
    box.showModal();
  });
}

/** Asks until it is done or given up: a refusal leaves what was written where it is. */
export async function asking(title, submit, body, action) {
  const told = el('p', { class: 'bad', role: 'alert' });
  const whole = el('div', {}, told, body);
  for (;;) {
    const wish = await dialog({ title, submit, body: whole });
    if (!wish) return null;
    try {
      return await action(wish);
    } catch (error) {
      told.textContent = error instanceof ApiError ? refusal(error) : t('error.network');
    }
  }
}
