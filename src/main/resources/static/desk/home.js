// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
import { el, page, t, visiblePages } from './desk.js';

const { main, me } = await page({ title: 'home.title' });
main.append(
  el('p', {}, t('home.welcome', { name: me.name })),
  el('ul', { class: 'tiles' }, visiblePages().map((link) =>
    el('li', {}, el('a', { href: link.href }, el('strong', {}, t(link.title)), el('span', {}, t(link.about)))))));
