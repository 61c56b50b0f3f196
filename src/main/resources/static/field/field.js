// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
//
// The crews' page. Addresses: #/ my visits and my group's, #/visit/<id> one visit, #/sent what waits and what was sent.

import { reportForm } from './form.js';
import { take } from './photo.js';
import * as store from './store.js';
import {
  ask, button, chosenLanguage, code, currentLanguage, day, el, isToday, LANGUAGES, note, span, t, time, useLanguage, word, work,
} from './text.js';
import { instantOf, useZone, wallTime, zoneName } from './zone.js';

const { state } = store;
const REFRESH = 60000;
const main = el('main');
const bar = el('header');
const banner = el('div', { role: 'status', 'aria-live': 'polite' });
const foot = el('footer');
let loggedIn = false;
let sso = { on: false, passwords: true };
const chains = new Map();
const thumbs = new Map();
/** Counts the reports that were taken back to be corrected: their form is drawn anew. */
let drawn = 0;
let withPlace = true;
let said = '';

async function start() {
  await useLanguage(null);
  document.body.replaceChildren(bar, banner, main, foot);
  store.onChange(draw);
  if (!await store.finishLeaving()) return loginPage(t('login.offlineAfterLogout'));
  const known = await store.restore();
  const session = await store.ask();
  if (session) await admit(session);
  else if (session === undefined && known) {
    if (!chosenLanguage() && state.me.language) await useLanguage(state.me.language);
    await begin();
  } else if (session === null && !(await lookForSso()).passwords) location.replace('/sso/login?to=/field/');
  else loginPage(session === undefined ? t('login.offline') : '');
  if ('serviceWorker' in navigator) navigator.serviceWorker.register('sw.js').catch(() => {});
  return undefined;
}

/** Lets a logged-in person in, unless another one has left work here that was never sent. */
async function admit(session) {
  const before = await store.lastPerson();
  await store.restore();
  if (before && before.id !== session.id && store.unsent().length) {
    const answer = await ask(t('login.othersWork', { name: before.name, count: store.unsent().length }),
      [['keep', t('login.othersKeep', { name: before.name }), 'main'], ['delete', t('login.othersDelete'), 'danger']]);
    if (answer !== 'delete') {
      state.token = session.token;
      localStorage.setItem('truckroll.leaving', '1');
      await store.finishLeaving();
      return loginPage(t('login.as', { name: before.name }), 'note');
    }
  }
  if (!chosenLanguage() && session.language) await useLanguage(session.language);
  await store.enter(session);
  return begin();
}

async function begin() {
  loggedIn = true;
  useZone(state.me.timeZone);
  draw();
  await store.send();
  await store.refresh();
}

window.addEventListener('hashchange', () => {
  chains.clear();
  draw();
  window.scrollTo(0, 0);
});
window.addEventListener('online', wake);
document.addEventListener('visibilitychange', () => { if (!document.hidden) wake(); });
setInterval(() => { if (!document.hidden) wake(); }, REFRESH);

async function wake() {
  if (!loggedIn) return;
  if (!state.token) {
    const session = await store.ask();
    if (session === null) state.net = 'login';
    else if (session && session.id === state.me.id) await store.enter(session);
  }
  await store.send();
  await store.refresh();
}

// --- login ---

/** Without network nobody knows; then there is no login of either kind. */
async function lookForSso() {
  const answer = await fetch('/sso', { cache: 'no-store' }).catch(() => null);
  if (answer && answer.ok) sso = await answer.json();
  return sso;
}

function ssoLink() {
  return el('a', { class: 'sso', href: '/sso/login?to=/field/' }, t('login.sso'));
}

async function loginPage(message = '', kind = 'bad') {
  await lookForSso();
  loggedIn = false;
  put(bar, 'login', [[currentLanguage(), () => [brand(), languages()]]]);
  put(banner, 'login', []);
  put(foot, 'login', []);
  put(main, `login ${currentLanguage()} ${Date.now()}`, [[message, () => loginForm(message, admit, kind)]]);
  main.querySelector('input, a.sso').focus();
}

function loginForm(message, done, kind = 'bad') {
  const told = el('p', { class: kind, role: 'alert' }, message);
  const user = el('input', { name: 'user', autocomplete: 'username', autocapitalize: 'none', spellcheck: 'false', required: true });
  const password = el('input', { name: 'password', type: 'password', autocomplete: 'current-password', required: true });
  return el('form', { class: 'login', onsubmit: async (event) => {
    event.preventDefault();
    told.textContent = '';
    told.className = 'bad';
    try {
      if (!await store.finishLeaving()) throw new Error('offline');
      const answer = await store.logIn(user.value.trim(), password.value);
      if (answer.ok) return done(await answer.json());
      told.textContent = answer.status === 401 ? t('login.wrong') : t('error.server', { status: answer.status });
    } catch {
      told.textContent = t('login.offline');
    }
    password.value = '';
    return undefined;
  } },
  el('h1', {}, t('login.title')), told,
  sso.on && ssoLink(),
  sso.passwords && [
    el('label', {}, t('login.user'), user),
    el('label', {}, t('login.password'), password),
    el('button', { class: 'main' }, t('login.submit'))]);
}

/** The login has ended while somebody works: what is typed and what waits stay. */
async function logInAgain() {
  await lookForSso();
  const box = el('dialog', { onclose: () => box.remove() });
  box.append(loginForm(t('login.again'), async (session) => {
    box.close();
    if (session.id === state.me.id) {
      await store.enter(session);
      useZone(state.me.timeZone);
      await wake();
    } else await admit(session);
  }), button(t('cancel'), () => box.close()));
  document.body.append(box);
  box.showModal();
}

async function logOut() {
  const waiting = store.unsent().length;
  if (waiting) {
    const answer = await ask(t('logout.unsent', { count: waiting }),
      [['send', t('logout.send'), 'main'], ['delete', t('logout.delete'), 'danger'], [null, t('cancel')]]);
    if (answer === 'send') {
      await wake();
      location.hash = '#/sent';
    }
    if (answer !== 'delete') return;
  }
  loggedIn = false;
  chains.clear();
  thumbs.clear();
  const told = await store.leave();
  history.replaceState(null, '', './');
  if (told && (await lookForSso()).on) return location.replace('/sso/logout');
  loginPage(told ? t('logout.done') : t('logout.offline'), 'note');
}

// --- frame ---

function brand() {
  return el('a', { class: 'brand', href: '#/' }, el('img', { src: 'truck.svg', alt: '', width: 28, height: 28 }), 'Truckroll');
}

function languages() {
  return el('select', { 'aria-label': t('language'), onchange: async (event) => {
    await useLanguage(event.target.value, true);
    if (loggedIn) draw();
    else loginPage();
  } }, Object.entries(LANGUAGES).map(([value, name]) => {
    const option = el('option', { value, lang: value }, name);
    option.selected = value === currentLanguage();
    return option;
  }));
}

/** Draws a page in parts, each only when what it shows has changed: what somebody types or looks at stays under the finger. */
function put(host, page, parts) {
  if (host.page !== page) {
    host.page = page;
    host.replaceChildren(...parts.map(() => el('div')));
  }
  parts.forEach(([shown, build], index) => {
    const part = host.children[index];
    const key = JSON.stringify(shown);
    if (part.shown === key) return;
    part.shown = key;
    part.replaceChildren(...[build()].flat().filter(Boolean));
  });
}

function draw() {
  if (!loggedIn) return;
  const waiting = store.unsent().length;
  const refused = store.unsent().filter((item) => item.state === 'refused').length;
  put(bar, `bar ${currentLanguage()}`, [
    [0, brand],
    [[state.net, waiting, refused], () => el('a', { class: `net ${refused ? 'refused' : state.net}`, href: '#/sent', id: 'net' },
      refused ? t('net.refused', { count: refused }) : waiting ? t('net.waiting', { count: waiting }) : t(`net.${state.net}`))],
    [state.me.name, () => el('details', { class: 'menu' }, el('summary', { 'aria-label': t('menu') }, '☰'),
      el('div', {}, el('p', {}, state.me.name), languages(),
        el('a', { href: '/camunda/app/tasklist/' }, t('menu.tasklist')),
        button(t('logout'), logOut, 'logout')))]]);
  if (refused) said = '';
  put(foot, `foot ${currentLanguage()}`, [[zoneName(), () => el('p', { class: 'quiet' }, t('zone', { zone: zoneName() }))]]);
  put(banner, `banner ${currentLanguage()}`, [[[state.net, waiting], () => warning(waiting)],
    [said, () => (said ? el('p', { class: 'banner good' }, said) : null)]]);
  const [, view, id] = location.hash.split('/');
  if (view === 'visit') drawVisit(decodeURIComponent(id));
  else if (view === 'sent') drawQueue();
  else drawLists();
}

function warning(waiting) {
  if (state.net === 'login') return el('p', { class: 'banner' }, t('banner.login', { count: waiting }), button(t('login.submit'), logInAgain, 'main'));
  if (state.net === 'offline') return el('p', { class: 'banner' }, waiting ? t('banner.offlineWaiting', { count: waiting }) : t('banner.offline'));
  return state.net === 'busy' ? el('p', { class: 'banner' }, t('banner.busy')) : null;
}

function say(text) {
  said = text;
  draw();
  setTimeout(() => {
    if (said === text) {
      said = '';
      if (loggedIn) draw();
    }
  }, 6000);
}

// --- lists ---

const underWay = (visit) => ['EN_ROUTE', 'ON_SITE'].includes(visit.state);
const ended = (visit) => ['COMPLETED', 'FAILED', 'CANCELLED'].includes(visit.state);

function drawLists() {
  const visits = state.visits.map(store.foreseen).filter((visit) => !ended(visit) && visit.step !== 'ASSIGN' && visit.step !== 'WORKFORCE');
  const mine = visits.filter((visit) => visit.assignee === state.me.id).sort(byTime);
  const today = mine.filter((visit) => underWay(visit) || !visit.appointmentStart || isToday(visit.appointmentStart)
    || new Date(visit.appointmentStart) < new Date());
  const open = visits.filter((visit) => !visit.assignee && visit.state === 'OFFERED').sort(byPriority);
  const later = mine.filter((visit) => !today.includes(visit));
  put(main, `lists ${currentLanguage()}`, [
    [state.notices, () => (state.notices.length ? notices() : null)],
    [[today, later.length > 0], () => section('mine', t('list.today'), today, t(later.length ? 'list.todayFree' : 'list.todayEmpty'))],
    [later, () => (later.length ? section('later', t('list.later'), later, '') : null)],
    [open, () => section('open', t('list.open'), open, t('list.openEmpty'))],
    [state.synced, () => el('p', { class: 'quiet' }, state.synced ? t('list.synced', { time: `${day(state.synced)} ${time(state.synced)}` }) : '',
      ' ', button(t('list.refresh'), wake))]]);
}

/** What the person was told (SOL24-13). */
function notices() {
  return el('section', { id: 'notices' }, el('h2', {}, t('notices.title'), ' ', el('span', { class: 'count' }, state.notices.length)),
    el('ul', { class: 'notices' }, state.notices.map((notice) => el('li', { 'data-notice': notice.id },
      el('strong', {}, notice.title), notice.severity === 'URGENT' ? [' ', mark(t('notices.urgent'), 'urgent')] : null,
      el('p', {}, notice.text), el('p', { class: 'quiet' }, `${day(notice.toldAt)} ${time(notice.toldAt)}`),
      button(t('notices.read'), async () => { if (!await store.read(notice.id)) say(t('notices.offline')); })))));
}

function byTime(a, b) {
  return (a.appointmentStart ? Date.parse(a.appointmentStart) : 0) - (b.appointmentStart ? Date.parse(b.appointmentStart) : 0) || byPriority(a, b);
}

function byPriority(a, b) {
  return b.priority - a.priority || Date.parse(a.createdAt) - Date.parse(b.createdAt);
}

function section(id, title, visits, empty) {
  return el('section', { id }, el('h2', {}, title, ' ', el('span', { class: 'count' }, visits.length)),
    visits.length ? el('ul', { class: 'cards' }, visits.map(card)) : el('p', { class: 'quiet' }, empty));
}

function card(visit) {
  return el('li', {}, el('a', { href: `#/visit/${encodeURIComponent(visit.id)}`, 'data-visit': visit.id },
    el('strong', {}, work(visit)),
    el('span', {}, visit.address),
    el('span', { class: 'marks' },
      when(visit) ? mark(when(visit), `time ${standing(visit)}`) : null,
      visit.priority >= 75 ? mark(t('visit.urgent'), 'urgent') : null,
      visit.reported ? mark(t('visit.reportedUnsent'), 'waiting') : mark(code('state', visit.state), visit.state.toLowerCase()),
      visit.step && visit.step !== 'WORK' ? mark(code('step', visit.step), 'step') : null,
      visit.waiting.some((item) => item.state === 'refused') ? mark(t('queue.refused'), 'refused')
        : visit.waiting.length ? mark(t('net.waiting', { count: visit.waiting.length }), 'waiting') : null)));
}

/** How firm the time is: CONFIRMED, PROPOSED, or nothing where there is none. */
const standing = (visit) => (visit.appointmentStart ? 'CONFIRMED' : visit.preliminaryVisit ? visit.appointmentState ?? 'PROPOSED' : '');

/** The time of a visit and how firm it is: a customer waits for a confirmed one. */
function when(visit) {
  if (visit.appointmentStart) return `${span(visit.appointmentStart, visit.appointmentEnd)} · ${code('time', 'CONFIRMED')}`;
  const proposed = visit.preliminaryVisit;
  return proposed ? `${span(proposed.start, proposed.end)} · ${code('time', standing(visit))}` : null;
}

function mark(text, kind) {
  return el('span', { class: `mark ${kind}` }, text);
}

// --- one visit ---

function drawVisit(id) {
  const kept = state.visits.find((visit) => visit.id === id);
  if (!kept) {
    put(main, `gone ${id} ${currentLanguage()}`, [[0, () => [el('p', {}, t('visit.gone')), back()]]]);
    return;
  }
  const visit = store.foreseen(kept);
  const { waiting, reported, ...told } = visit;
  const mine = visit.assignee === state.me.id;
  const works = mine && !ended(visit) && !reported;
  const goesOn = works && visit.step !== 'APPOINTMENT';
  const unreported = works && !waiting.some((item) => ['complete', 'fail', 'test'].includes(item.kind));
  const reports = unreported && visit.step !== 'TEST';
  const tests = unreported && visit.step === 'TEST';
  const free = !visit.assignee && visit.state === 'OFFERED' && visit.step !== 'ASSIGN';
  const shot = state.queue.filter((item) => item.visitId === id && item.kind === 'photo');
  put(main, `visit ${id} ${currentLanguage()}`, [
    [told, () => [back(), el('h1', {}, work(visit)),
      visit.crewNote ? el('p', { class: 'note' }, el('strong', {}, t('visit.note')), ' ', note(visit.crewNote)) : null,
      facts(visit), assignmentsOf(visit)]],
    [waiting, () => (waiting.length ? el('ul', { class: 'queue' }, waiting.map(queued)) : null)],
    [free, () => (free ? button(t('visit.claim'), () => store.enqueue(id, 'claim', null), 'main claim') : null)],
    [[mine, visit.assignee], () => (visit.assignee && !mine ? el('p', { class: 'note' }, t('visit.others', { person: visit.assignee })) : null)],
    [[works, visit.step, visit.appointmentStart, visit.appointmentEnd, visit.preliminaryVisit],
      () => (works && visit.step !== 'TEST' ? appointment(visit) : null)],
    [[goesOn, visit.state], () => (goesOn ? way(visit) : null)],
    [[mine, visit.state === 'CANCELLED'], () => (mine && visit.state !== 'CANCELLED' ? camera(visit) : null)],
    [shot, () => (shot.length ? el('ul', { class: 'thumbs' }, shot.map(thumb)) : null)],
    [[reports, visit.modes, visit.step, drawn], () => (reports ? reportOf(visit) : null)],
    [tests, () => (tests ? testOf(visit) : null)],
    [reported, () => (reported ? el('p', { class: 'note' }, t('visit.reportedLong', { how: how(reported.body) })) : null)],
    [[ended(visit), visit.outcome], () => (ended(visit)
      ? el('p', { class: 'note' }, code('state', visit.state),
        visit.state === 'CANCELLED' ? '' : `: ${code(visit.state === 'FAILED' ? 'reason' : 'mode', visit.outcome ?? '')}`) : null)],
  ]);
}

const back = () => el('a', { class: 'back', href: '#/' }, t('back'));

const how = (body) => (body.result ? t(`test.${body.result}`) : body.mode ? code('mode', body.mode) : code('reason', body.reason));

function facts(visit) {
  const contact = visit.site?.contact;
  const rows = [
    [t('visit.where'), visit.address],
    [t('visit.access'), visit.accessNotes],
    [t('visit.device'), visit.deviceId ?? (visit.site?.count ? t('visit.units', { count: visit.site.count }) : t('visit.noDevice'))],
    [t('visit.when'), when(visit)],
    [t('visit.contact'), contact && [contact.name, ' ', contact.phone ? el('a', { href: `tel:${contact.phone.replace(/[^+\d]/g, '')}` }, contact.phone) : null]],
    [t('visit.state'), [code('state', visit.state), visit.step && visit.step !== 'WORK' ? ` · ${code('step', visit.step)}` : '']],
    [t('visit.checked'), visit.addressVerified ? t('visit.addressChecked') : null],
    [t('visit.why'), word(visit.reason)],
    [t('visit.order'), `${visit.externalId} (${word(visit.orderType)}) · ${visit.servicePointId}`]];
  return el('dl', {}, rows.filter(([, value]) => value).map(([name, value]) => el('div', {}, el('dt', {}, name), el('dd', {}, value))));
}

/** Who had the visit before: transfers with their reasons, when the server tells. */
function assignmentsOf(visit) {
  const list = el('ul');
  const box = el('details', { class: 'chain', hidden: true }, el('summary', {}, t('visit.transfers')), list);
  if (!chains.has(visit.id)) chains.set(visit.id, store.more(visit.id, 'assignments'));
  chains.get(visit.id).then((chain) => {
    const moves = (chain ?? []).filter((one) => ['TRANSFER', 'REASSIGN'].includes(one.kind));
    box.hidden = !moves.length;
    list.replaceChildren(...moves.map((one) => el('li', {}, [
      `${day(one.at)} ${time(one.at)}:`, one.fromPerson ?? one.fromGroup, '→', one.toPerson ?? one.toGroup,
      one.reason ? `(${one.reason})` : ''].join(' '))));
  });
  return box;
}

function appointment(visit) {
  const agreed = visit.appointmentStart ?? visit.preliminaryVisit?.start;
  const until = visit.appointmentEnd ?? visit.preliminaryVisit?.end;
  const start = el('input', { type: 'datetime-local', name: 'start', required: true, value: agreed ? wallTime(agreed) : '' });
  const end = el('input', { type: 'datetime-local', name: 'end', required: true, value: until ? wallTime(until) : '' });
  start.addEventListener('change', () => {
    if (start.value && (!end.value || end.value <= start.value)) end.value = wallTime(Date.parse(instantOf(start.value)) + 3600000);
  });
  const told = el('p', { class: 'bad', role: 'alert' });
  return el('details', { class: 'appointment', open: visit.step === 'APPOINTMENT' }, el('summary', {}, t('appointment.title')),
    el('form', { onsubmit: (event) => {
      event.preventDefault();
      if (end.value <= start.value) told.textContent = t('appointment.order');
      else {
        store.enqueue(visit.id, 'appointment', { start: instantOf(start.value), end: instantOf(end.value) });
      }
    } },
    el('label', {}, t('appointment.start'), start), el('label', {}, t('appointment.end'), end), told,
    el('button', {}, t('appointment.save'))));
}

function way(visit) {
  return el('div', { class: 'way', role: 'group', 'aria-label': t('visit.state') }, ['EN_ROUTE', 'ON_SITE', 'SUSPENDED'].map((status) =>
    el('button', { type: 'button', 'data-status': status, 'aria-pressed': String(visit.state === status), disabled: visit.state === status,
      onclick: () => store.enqueue(visit.id, 'status', { status, at: store.now().toISOString() }) }, code('do', status))));
}

/** Before the appointment is made a visit can only be reported as not done. */
const reportable = (visit) => (visit.step === 'APPOINTMENT' ? { ...visit, modes: [] } : visit);

/** What the test on site has shown. */
function testOf(visit) {
  const remarks = el('textarea', { name: 'testRemarks', rows: 3, maxlength: 2000 });
  const say_ = (result) => store.enqueue(visit.id, 'test', { result, remarks: remarks.value.trim() || null });
  return el('section', { class: 'test' }, el('h2', {}, code('step', 'TEST')),
    el('label', {}, t('report.remarks'), remarks),
    el('div', { class: 'buttons' },
      button(t('test.PASSED'), () => say_('PASSED'), 'main passed'), button(t('test.NOT_PASSED'), () => say_('NOT_PASSED'), 'failed')));
}

/** The form of the report; what is typed is kept at once, for a telephone may drop the page while the camera is open. */
function reportOf(visit) {
  return el('section', {}, el('h2', {}, t('report.title')), reportForm(reportable(visit), state.drafts[visit.id], async (done) => {
    await store.keepDraft(visit.id, null);
    say(t('report.queued'));
    await store.enqueue(visit.id, done.kind, done.body, { form: done.form });
    window.scrollTo(0, 0);
  }, (values) => store.keepDraft(visit.id, values)));
}

function camera(visit) {
  const told = el('p', { class: 'hint', role: 'status' });
  const file = el('input', { type: 'file', accept: 'image/*', capture: 'environment', onchange: async () => {
    const chosen = file.files[0];
    if (!chosen) return;
    told.textContent = t('photo.preparing');
    try {
      const photo = await take(chosen, withPlace);
      told.textContent = withPlace && !photo.placed ? t('photo.noPlace') : '';
      await store.enqueue(visit.id, 'photo', photo.about, { blob: photo.blob });
    } catch {
      told.textContent = t('photo.unreadable');
    }
    file.value = '';
  } });
  return el('section', { class: 'photos' }, el('h2', {}, t('photo.title')),
    el('label', { class: 'button' }, t('photo.take'), file),
    el('label', { class: 'choice' }, el('input', { type: 'checkbox', checked: withPlace, onchange: (event) => { withPlace = event.target.checked; } }),
      el('span', {}, t('photo.place'))),
    told);
}

/** A photo of the queue; its picture is drawn once, and kept here while the page is open, also when it has been sent. */
function thumb(item) {
  if (item.blob && !thumbs.has(item.seq)) {
    thumbs.set(item.seq, el('img', { src: URL.createObjectURL(item.blob), alt: t('photo.alt') }));
  }
  return el('li', {}, thumbs.get(item.seq) ?? null, mark(t(`queue.${item.state}`), item.state), ' ', time(item.at));
}

// --- queue ---

const isHeld = (item) => item.state === 'queued' && state.queue.some((other) =>
  other.visitId === item.visitId && other.seq < item.seq && other.state === 'refused' && other.kind !== 'photo');

function what(item) {
  if (item.kind === 'status') return code('do', item.body.status);
  if (['complete', 'fail', 'test'].includes(item.kind)) return `${item.kind === 'test' ? code('step', 'TEST') : t('what.report')}: ${how(item.body)}`;
  return t(`what.${item.kind}`);
}

function queued(item) {
  const refused = item.state === 'refused';
  const held = isHeld(item);
  return el('li', { class: held ? 'held' : item.state, 'data-kind': item.kind },
    el('strong', {}, what(item)), ' ',
    mark(held ? t('queue.held') : t(`queue.${item.state}`), item.state), ' ',
    el('span', { class: 'quiet' }, time(item.sentAt ?? item.at)),
    item.tries > 2 && !refused ? el('p', {}, t('queue.serverFails')) : null,
    refused ? [
      el('p', {}, item.problem.detail),
      item.problem.errors.length ? el('ul', {}, item.problem.errors.map((error) => el('li', {}, `${error.pointer.slice(1)}: ${error.message}`))) : null,
      el('p', { class: 'advice' }, advice(item.problem.type)),
      el('p', { class: 'buttons' },
        item.form ? button(t('queue.correct'), () => correct(item), 'main') : null,
        button(t('queue.again'), () => store.tryAgain(item)),
        button(t('queue.discard'), () => discard(item), 'danger'))] : null);
}

function advice(type) {
  const key = `advice.${type}`;
  const text = t(key);
  return text === key ? t('advice.other') : text;
}

async function correct(item) {
  await store.keepDraft(item.visitId, item.form);
  drawn++;
  location.hash = `#/visit/${encodeURIComponent(item.visitId)}`;
  await store.discard(item);
  main.querySelector('form.report')?.scrollIntoView();
}

async function discard(item) {
  if (await ask(t('queue.discardSure', { what: what(item) }), [['yes', t('queue.discard'), 'danger'], [null, t('cancel')]]) === 'yes') {
    await store.discard(item);
  }
}

function drawQueue() {
  const group = (items) => el('ul', { class: 'queue' }, items.map((item) => {
    const visit = state.visits.find((one) => one.id === item.visitId);
    const line = queued(item);
    if (visit) line.prepend(el('a', { href: `#/visit/${encodeURIComponent(visit.id)}` }, visit.address), el('br'));
    return line;
  }));
  const waiting = store.unsent();
  const sent = state.queue.filter((item) => item.state === 'sent').reverse();
  put(main, `queue ${currentLanguage()}`, [
    [0, () => [back(), el('h1', {}, t('queue.title'))]],
    [waiting, () => (waiting.length ? [group(waiting), button(t('queue.sendNow'), wake)] : el('p', {}, t('queue.nothing')))],
    [sent, () => (sent.length ? [el('h2', {}, t('queue.sentToday')), group(sent)] : null)]]);
}

await start();
