// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
//
// Keeps the page's own files on the telephone, as one set per release: the server puts their common version in here. Data never goes through it.
const CACHE = 'truckroll-field-@version@';
const FILES = ['./', 'field.css', 'field.js', 'form.js', 'photo.js', 'store.js', 'text.js', 'zone.js', 'truck.svg', 'manifest.webmanifest',
  ...['en', 'sv', 'pl', 'pt', 'zh', 'it'].map((language) => `i18n/${language}.json`)];

self.addEventListener('install', (event) => {
  event.waitUntil(caches.open(CACHE)
    .then((cache) => cache.addAll(FILES.map((file) => new Request(file, { cache: 'reload' }))))
    .then(() => self.skipWaiting()));
});

self.addEventListener('activate', (event) => {
  event.waitUntil(caches.keys()
    .then((names) => Promise.all(names.filter((name) => name.startsWith('truckroll-field-') && name !== CACHE).map((name) => caches.delete(name))))
    .then(() => self.clients.claim()));
});

self.addEventListener('fetch', (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== 'GET' || url.origin !== location.origin || !url.pathname.startsWith('/field/')) return;
  if (url.pathname.startsWith('/field/words/')) {
    event.respondWith(latest(event.request));
    return;
  }
  const wanted = event.request.mode === 'navigate' ? './' : event.request;
  event.respondWith(caches.open(CACHE)
    .then((cache) => cache.match(wanted))
    .then((kept) => kept || fetch(event.request)));
});

/** The words of the rules change without a release of the page: what the server says now, or what it said last. */
async function latest(request) {
  const cache = await caches.open(CACHE);
  try {
    const answer = await fetch(request);
    if (answer.ok) await cache.put(request, answer.clone());
    return answer;
  } catch (error) {
    const kept = await cache.match(request);
    if (kept) return kept;
    throw error;
  }
}
