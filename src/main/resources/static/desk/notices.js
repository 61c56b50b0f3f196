// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
//
// Everything that the person was told on the own page, the newest first (SOL24-13), and when SMS that can wait are to wait.
import { api, el, failure, notice, page, t } from './desk.js';

const HOURS = '/api/v1/my/notices/quiet-hours';

const { main } = await page({ title: 'nav.notices' });
const { notices } = await import('./own.js');
const own = notices();
main.append(own.element, await quietHours());
await own.load();

async function quietHours() {
  const known = await api('GET', HOURS);
  const time = (name, value) => el('input', { type: 'time', name, value: value ? value.slice(0, 5) : '' });
  const from = time('from', known.from);
  const to = time('to', known.to);
  return el('form', { id: 'quiet', onsubmit: async (event) => {
    event.preventDefault();
    try {
      const kept = await api('PUT', HOURS, { from: from.value || null, to: to.value || null });
      notice(t(kept.from ? 'notices.quiet.saved' : 'notices.quiet.none'), 'good');
    } catch (error) {
      failure(error);
    }
  } },
  el('h2', {}, t('notices.quiet')), el('p', { class: 'quiet' }, t('notices.quiet.about')),
  el('div', { class: 'tools' }, el('label', {}, t('notices.quiet.from'), from), el('label', {}, t('notices.quiet.to'), to), el('button', {}, t('save'))));
}
