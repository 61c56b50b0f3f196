// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
//
// What the telephone keeps, and how it leaves: every write goes into a queue on the telephone first and is sent in order, each under a key of its
// own, so that the server counts it once however often it is sent. A refusal holds what comes after it at the same visit until the person decides.

const NAME = 'truckroll-field';
const PROOF = 'X-Truckroll-Session';
const CLOCK_TOLERANCE = 60000;
const SENT_SHOWN = 24 * 3600 * 1000;
const PATIENCE = [3000, 5000, 10000, 20000, 60000];

/** net: online, offline (the server cannot be reached), busy (it can, but fails), login (it wants a login first). */
export const state = { me: null, token: '', visits: [], queue: [], drafts: {}, notices: [], net: 'online', synced: null, skew: 0 };

let database = null;
let listener = () => {};
let sending = false;
let again = false;
let failures = 0;
let timer = 0;

export function onChange(call) { listener = call; }

function open() {
  database ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore('kept');
      request.result.createObjectStore('visits', { keyPath: 'id' });
      request.result.createObjectStore('queue', { keyPath: 'seq', autoIncrement: true });
    };
    request.onsuccess = () => {
      request.result.onversionchange = () => { request.result.close(); database = null; };
      resolve(request.result);
    };
    request.onerror = () => reject(request.error);
  });
  return database;
}

async function within(store, mode, work) {
  const db = await open();
  return new Promise((resolve, reject) => {
    const transaction = db.transaction(store, mode);
    const request = work(transaction.objectStore(store));
    transaction.oncomplete = () => resolve(request && request.result);
    transaction.onerror = transaction.onabort = () => reject(transaction.error);
  });
}

const all = (store) => within(store, 'readonly', (kept) => kept.getAll());
const kept = (key) => within('kept', 'readonly', (store) => store.get(key));
const keep = (key, value) => within('kept', 'readwrite', (store) => store.put(value, key));
const putItem = (item) => within('queue', 'readwrite', (store) => store.put(item));
const dropItem = (seq) => within('queue', 'readwrite', (store) => store.delete(seq));

async function load() {
  state.visits = await all('visits');
  state.queue = await all('queue');
  listener();
}

/** What still comes in after a logout must not fill the telephone again. */
async function changed() {
  if (state.me) await load();
}

/** Reads what the telephone has; true when its login still holds as far as one can tell without the server. */
export async function restore() {
  const me = await kept('me');
  state.synced = (await kept('synced')) || null;
  state.drafts = (await kept('drafts')) || {};
  await load();
  state.me = me && Date.parse(me.expires) > Date.now() ? me : null;
  return state.me !== null;
}

/** Who worked on this telephone last, and may have left something unsent. */
export const lastPerson = () => kept('me');

export const unsent = () => state.queue.filter((item) => item.state !== 'sent');

/** The server's time, as far as one can tell: a telephone whose clock is wrong would report from the future. */
export const now = () => new Date(Date.now() + state.skew);

async function request(method, path, body, headers = {}) {
  const own = { Accept: 'application/json', [PROOF]: state.token, ...headers };
  const json = body !== undefined && body !== null && !(body instanceof Blob);
  if (json) own['Content-Type'] = 'application/json';
  const answer = await fetch(path, {
    method, headers: own, body: json ? JSON.stringify(body) : body ?? undefined, credentials: 'same-origin', cache: 'no-store' });
  const skew = Date.parse(answer.headers.get('Date')) - Date.now();
  if (Number.isFinite(skew)) state.skew = Math.abs(skew) < CLOCK_TOLERANCE ? 0 : skew;
  return answer;
}

/** A call of the person who works here. Whoever has logged in meanwhile elsewhere in this browser is not that person. */
async function call(...what) {
  const answer = await request(...what);
  if (answer.status !== 403 || (await problem(answer.clone())).type !== 'session-not-proven') return answer;
  const session = await ask();
  if (!session) return answer;
  if (session.id !== state.me?.id) return new Response(null, { status: 401 });
  state.token = session.token;
  return request(...what);
}

/** Asks the server who is logged in: the session, null when nobody is, undefined when it cannot be reached. */
export async function ask() {
  let answer;
  try {
    answer = await request('GET', '/session');
  } catch {
    reached(false);
    return undefined;
  }
  if (answer.ok) {
    reached(true);
    return answer.json();
  }
  if (answer.status === 401) return null;
  state.net = 'busy';
  return undefined;
}

export function logIn(user, password) {
  return request('POST', '/session', { user, password });
}

/** Takes a session: everything of another person leaves the telephone first. */
export async function enter(session) {
  const before = await kept('me');
  if (before && before.id !== session.id) await forget();
  const { token, ...me } = session;
  state.token = token;
  state.me = me;
  state.net = 'online';
  await keep('me', me);
  await changed();
}

/** Ends the session and empties the telephone. False when the server could not be told yet. */
export async function leave() {
  const token = state.token;
  state.me = null;
  clearTimeout(timer);
  await forget();
  localStorage.setItem('truckroll.leaving', '1');
  const registrations = navigator.serviceWorker ? await navigator.serviceWorker.getRegistrations() : [];
  await Promise.all(registrations.filter((one) => new URL(one.scope).pathname === '/field/').map((one) => one.unregister()));
  for (const name of window.caches ? await caches.keys() : []) await caches.delete(name);
  state.token = token;
  return finishLeaving();
}

/** A logout without network is told to the server as soon as there is one, before anything else. */
export async function finishLeaving() {
  if (!localStorage.getItem('truckroll.leaving')) return true;
  try {
    if (!state.token) {
      const session = await request('GET', '/session');
      state.token = session.ok ? (await session.json()).token : '';
    }
    const answer = await request('DELETE', '/session');
    if (!answer.ok) return false;
  } catch {
    return false;
  }
  state.token = '';
  localStorage.removeItem('truckroll.leaving');
  return true;
}

/** Deletes everything of this person from the telephone. */
export async function forget() {
  if (database) (await database).close();
  database = null;
  await new Promise((resolve, reject) => {
    const request_ = indexedDB.deleteDatabase(NAME);
    request_.onsuccess = resolve;
    request_.onerror = () => reject(request_.error);
  });
  sessionStorage.clear();
  Object.assign(state, { visits: [], queue: [], drafts: {}, notices: [], synced: null, token: '' });
}

function reached(yes) {
  if (yes) failures = 0;
  state.net = yes ? 'online' : 'offline';
}

/** Fetches my open visits and those that my group has not signed yet. Visits with unsent work stay, whatever the server says. */
export async function refresh() {
  if (!state.me || state.net === 'login') return;
  const person = state.me.id;
  let lists;
  try {
    const answers = await Promise.all([
      call('GET', `/api/v1/field-activities?state=OPEN&limit=200&assignee=${encodeURIComponent(state.me.id)}`),
      call('GET', '/api/v1/field-activities?state=OFFERED&limit=200')]);
    if (answers.some((answer) => answer.status === 401)) {
      state.net = 'login';
      return await changed();
    }
    if (!answers.every((answer) => answer.ok)) {
      state.net = 'busy';
      return await changed();
    }
    lists = await Promise.all(answers.map((answer) => answer.json()));
  } catch {
    reached(false);
    return await changed();
  }
  if (state.me?.id !== person) return;
  reached(true);
  const found = lists.flatMap((list) => list.items);
  const pending = new Set(unsent().map((item) => item.visitId));
  const ids = new Set(found.map((visit) => visit.id));
  await within('visits', 'readwrite', (store) => {
    state.visits.filter((visit) => !ids.has(visit.id) && !pending.has(visit.id)).forEach((visit) => store.delete(visit.id));
    found.forEach((visit) => store.put(visit));
  });
  for (const id of Object.keys(state.drafts)) if (!ids.has(id) && !pending.has(id)) await keepDraft(id, null);
  state.synced = new Date().toISOString();
  await keep('synced', state.synced);
  await look();
  await changed();
}

/** What the person was told and has not read (SOL24-13); without network what was known last. It is not kept on the telephone. */
async function look() {
  const person = state.me.id;
  const answer = await call('GET', '/api/v1/my/notices?unread=true&limit=20').catch(() => null);
  if (!answer?.ok || state.me?.id !== person) return;
  const { items } = await answer.json();
  if (state.me?.id === person) state.notices = items;
}

/** False when the server did not hear of it. */
export async function read(id) {
  const answer = await call('POST', `/api/v1/my/notices/${encodeURIComponent(id)}:read`).catch(() => null);
  if (answer?.ok) state.notices = state.notices.filter((notice) => notice.id !== id);
  await changed();
  return Boolean(answer?.ok);
}

/** More about a visit; null when there is none to have now. */
export async function more(visitId, what) {
  try {
    const answer = await call('GET', `/api/v1/field-activities/${encodeURIComponent(visitId)}/${what}`);
    if (!answer.ok) return null;
    const list = await answer.json();
    return Array.isArray(list) ? list : list.items;
  } catch {
    return null;
  }
}

/** Puts a write into the queue and sends it as soon as that is possible. form is what the person typed, to correct it after a refusal. */
export async function enqueue(visitId, kind, body, extra = {}) {
  await putItem({ visitId, kind, body, key: key(), at: now().toISOString(), state: 'queued', person: state.me.id, tries: 0, ...extra });
  await changed();
  return send();
}

/** What is typed of a report and not yet given; null when it was. */
export function keepDraft(visitId, values) {
  if (values) state.drafts[visitId] = values;
  else delete state.drafts[visitId];
  return keep('drafts', state.drafts);
}

function key() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

export async function tryAgain(item) {
  await putItem({ ...item, state: 'queued', problem: null, tries: 0 });
  await changed();
  return send();
}

export async function discard(item) {
  await dropItem(item.seq);
  await changed();
  await send();
  return refresh();
}

/** Sends what waits; one sender at a time, also when the page is open twice. */
export async function send() {
  if (sending) {
    again = true;
    return;
  }
  sending = true;
  try {
    do {
      again = false;
      await (navigator.locks ? navigator.locks.request('truckroll-field-queue', pass) : pass());
    } while (again);
  } finally {
    sending = false;
    await changed();
  }
  clearTimeout(timer);
  if (state.net !== 'login' && unsent().some((item) => item.state === 'queued')) {
    timer = setTimeout(send, PATIENCE[Math.min(failures++, PATIENCE.length - 1)]);
  }
}

async function pass() {
  const held = new Set();
  for (const item of await all('queue')) {
    if (!state.me || item.person !== state.me.id) return;
    if (item.state === 'sent') {
      if (Date.now() - Date.parse(item.sentAt) > SENT_SHOWN) await dropItem(item.seq);
      continue;
    }
    if (held.has(item.visitId)) continue;
    if (item.state === 'refused') {
      if (item.kind !== 'photo') held.add(item.visitId);
      continue;
    }
    const result = await sendOne(item);
    if (result === 'stop') return;
    if (result === 'held') held.add(item.visitId);
    await changed();
  }
}

async function sendOne(item) {
  let answer;
  try {
    answer = await transmit(item);
  } catch {
    reached(false);
    return 'stop';
  }
  if (state.me?.id !== item.person) return 'stop';
  if (answer.ok) {
    reached(true);
    const told = await answer.json();
    if (item.kind !== 'photo') await within('visits', 'readwrite', (store) => store.put(told));
    await putItem({ ...item, state: 'sent', sentAt: new Date().toISOString(), problem: null, blob: null, form: null, body: brief(item.body) });
    return 'sent';
  }
  if (answer.status === 401) {
    state.net = 'login';
    return 'stop';
  }
  const refusal = await problem(answer);
  if ([429, 502, 503, 504].includes(answer.status) || refusal.type === 'concurrent-change') {
    state.net = 'busy';
    return 'stop';
  }
  if (answer.status >= 500) {
    // The server fails at this one: what else waits need not wait for it.
    await putItem({ ...item, tries: item.tries + 1 });
    return 'held';
  }
  reached(true);
  await putItem({ ...item, state: 'refused', problem: refusal });
  return item.kind === 'photo' ? 'refused' : 'held';
}

/** What the list of the sent still says of it. */
function brief(body) {
  return body && { status: body.status, mode: body.mode, reason: body.reason, result: body.result };
}

function transmit(item) {
  const path = `/api/v1/field-activities/${encodeURIComponent(item.visitId)}`;
  if (item.kind === 'photo') {
    return call('POST', `${path}/photos?${new URLSearchParams(item.body)}`, item.blob, { 'Content-Type': item.blob.type });
  }
  return call('POST', `${path}/${item.kind}`, item.body, { 'Idempotency-Key': item.key });
}

async function problem(answer) {
  const document = await answer.json().catch(() => ({}));
  return {
    status: answer.status,
    type: (document.type || '').replace('urn:truckroll:problem:', ''),
    detail: document.detail || '',
    errors: document.errors || [] };
}

/** The visit as it will be when all that is on its way has been taken; what waits for a refused entry is not. */
export function foreseen(visit) {
  const seen = { ...visit, waiting: [], reported: null };
  let held = false;
  for (const item of state.queue) {
    if (item.visitId !== visit.id || item.state === 'sent') continue;
    seen.waiting.push(item);
    held ||= item.state === 'refused' && item.kind !== 'photo';
    if (held || item.state === 'refused') continue;
    if (item.kind === 'claim') {
      seen.assignee = state.me.id;
      if (seen.state === 'OFFERED') seen.state = 'CLAIMED';
    } else if (item.kind === 'status') seen.state = item.body.status;
    else if (item.kind === 'appointment') {
      [seen.appointmentStart, seen.appointmentEnd] = [item.body.start, item.body.end];
      if (seen.step === 'APPOINTMENT') seen.step = 'WORK';
    } else if (['complete', 'fail', 'test'].includes(item.kind)) seen.reported = item;
  }
  return seen;
}
