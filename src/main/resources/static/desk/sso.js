// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
//
// What the single sign-on has to say when it does not lead on: why nobody was let in, or that the logout is done.
import { el, t, words } from './desk.js';

const REASONS = ['unknown', 'off', 'failed', 'away', 'out', 'stay'];

const asked = new URLSearchParams(location.search);
const why = REASONS.includes(asked.get('why')) ? asked.get('why') : 'failed';
await words();
document.title = `${t(`sso.${why}.title`)} · Truckroll`;
document.body.replaceChildren(el('main', { class: 'login', id: 'main' },
  el('img', { src: 'truck.svg', alt: '', width: 96, height: 96 }),
  el('h1', {}, t(`sso.${why}.title`)),
  el('p', { role: 'alert' }, t(`sso.${why}`, { as: asked.get('as') || '?' })),
  el('p', {}, el('a', { href: '/sso/login?to=/desk/', id: 'sso-again' }, t('sso.again'))),
  ['unknown', 'off', 'stay'].includes(why) && el('p', {}, el('a', { href: '/sso/logout', id: 'sso-out' }, t('sso.leave')))));
