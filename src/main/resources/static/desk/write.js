// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
//
// The form by which operators write: a message of the own, or an event that is forwarded; the only difference is that the original is there (GEO-34,
// GEO-37 to GEO-41). Recipients come from the address book. An event may also go to who is on call now.
import { api, asking, el, t } from './desk.js';

const WAYS = ['MAIL', 'SMS', 'FAX'];
const PLACE = { MAIL: 'mail', SMS: 'sms', FAX: 'fax' };
const SEVERITIES = ['URGENT', 'IMPORTANT', 'STANDARD'];
const OFFERED = 12;
const LONGEST_SMS = 700;
const LATER = 250;

const waysOf = (contact) => WAYS.filter((way) => contact[PLACE[way]]);
const check = (label, attributes) => el('label', { class: 'check' }, el('input', { type: 'checkbox', ...attributes }), ` ${label}`);

/** The address book of a division: who is chosen stays on top, whoever is searched for stands below. */
function addressBook(changed) {
  const chosen = new Map();
  let division = null;
  let found = [];
  let asked = 0;
  let waiting = 0;
  const words = el('input', { type: 'search', name: 'contact', autocomplete: 'off', oninput: () => {
    clearTimeout(waiting);
    waiting = setTimeout(search, LATER);
  }, onkeydown: (event) => {
    // The form is not sent by who only looks for somebody.
    if (event.key === 'Enter') {
      event.preventDefault();
      clearTimeout(waiting);
      search();
    }
  } });
  const told = el('p', { class: 'quiet', role: 'status' });
  const list = el('ul', { class: 'contacts' });
  const element = el('fieldset', {}, el('legend', {}, t('write.recipients')), el('label', {}, t('write.search'), words), told, list);

  function search() {
    look().catch(() => { told.textContent = t('error.network'); });
  }

  async function look() {
    const mine = ++asked;
    const query = new URLSearchParams({ division, limit: OFFERED });
    if (words.value.trim()) query.set('q', words.value.trim());
    const answer = await api('GET', `/api/v1/contacts?${query}`);
    if (mine !== asked) return;
    found = answer.items;
    told.textContent = !found.length ? t(words.value.trim() ? 'write.noneFound' : 'write.bookEmpty') : answer.next ? t('write.more', { n: found.length }) : '';
    draw();
  }

  function draw() {
    const focused = document.activeElement?.name;
    const line = (contact) => el('li', {}, el('label', { class: 'check' },
      el('input', { type: 'checkbox', name: `contact:${contact.ref}`, checked: chosen.has(contact.id), onchange: (event) => {
        if (event.target.checked) chosen.set(contact.id, contact);
        else chosen.delete(contact.id);
        draw();
      } }), ` ${contact.name} `, el('span', { class: 'quiet' }, waysOf(contact).map((way) => t(`channel.${way}`)).join(', '))));
    list.replaceChildren(...[...chosen.values()].map(line), ...found.filter((one) => !chosen.has(one.id)).map(line));
    if (focused?.startsWith('contact:')) list.querySelector(`[name="${CSS.escape(focused)}"]`)?.focus();
    words.setCustomValidity(chosen.size ? '' : t('write.needRecipient'));
    changed();
  }

  return {
    element,
    chosen: () => [...chosen.values()],
    async of(one) {
      if (one === division) return;
      division = one;
      chosen.clear();
      await look();
    },
    use(on) {
      element.hidden = !on;
      element.disabled = !on;
      draw();
    } };
}

/** By which ways: what at least one of the chosen has. Until the operator decides, mail and SMS are ticked, and fax for who has nothing else. */
function channels() {
  let decided = false;
  const boxes = new Map(WAYS.map((way) => [way, el('input', { type: 'checkbox', name: `by:${way}`, onchange: () => {
    decided = true;
    examine(latest);
  } })]));
  const counts = new Map(WAYS.map((way) => [way, el('span', { class: 'quiet' })]));
  const missed = el('p', { class: 'bad', role: 'status' });
  const element = el('fieldset', {}, el('legend', {}, t('write.channels')),
    WAYS.map((way) => el('label', { class: 'check' }, boxes.get(way), ` ${t(`channel.${way}`)} `, counts.get(way))), missed);
  let latest = [];
  let listener = () => {};
  const ticked = () => WAYS.filter((way) => boxes.get(way).checked && !boxes.get(way).disabled);

  function examine(contacts) {
    const without = contacts.filter((one) => !waysOf(one).some((way) => ticked().includes(way)));
    missed.textContent = without.length ? t('write.missed', { names: without.map((one) => one.name).join(', ') }) : '';
    const first = WAYS.map((way) => boxes.get(way)).find((box) => !box.disabled);
    boxes.forEach((box) => box.setCustomValidity(box === first ? missed.textContent : ''));
    listener();
  }

  return {
    element,
    ticked,
    onChange(action) { listener = action; },
    of(contacts) {
      latest = contacts;
      for (const way of WAYS) {
        const n = contacts.filter((one) => one[PLACE[way]]).length;
        const box = boxes.get(way);
        box.disabled = n === 0;
        counts.get(way).textContent = contacts.length ? t('write.reached', { n, of: contacts.length }) : '';
        if (!decided) {
          box.checked = way === 'FAX' ? contacts.some((one) => one.fax && !one.mail && !one.sms) : n > 0;
        }
      }
      examine(contacts);
    } };
}

/**
 * Asks what to send and to whom, and sends it.
 *
 * @param divisions of a new message: those that the operator belongs to
 * @param event to forward; null for a message of the own
 * @param note kept with it
 * @param colleagues who is on call now, without the writer
 * @return {message} of the address book, {colleagues: true} when it went to who is on call; null when it was given up
 */
export async function writeMessage({ divisions, event = null, note = null, colleagues = [] }) {
  const ways = channels();
  const book = addressBook(() => ways.of(book.chosen()));
  const own = el('input', { type: 'radio', name: 'content', value: 'new', onchange: settle });
  const asItCame = el('input', { type: 'radio', name: 'content', value: 'original', checked: true, onchange: settle });
  const title = el('input', { name: 'title', maxlength: 200, value: event?.subject ?? '' });
  const text = el('textarea', { name: 'text', rows: 5, maxlength: 20000, required: true, value: event?.text ?? '', oninput: count });
  const counter = el('p', { class: 'quiet', id: 'counter', role: 'status' });
  const written = el('div', {}, el('label', {}, t('write.title'), title), el('label', {}, t('write.text'), text));
  const original = event && (event.original || event.parts.length)
    ? el('input', { type: 'checkbox', name: 'original', checked: true }) : null;
  const toBook = el('input', { type: 'radio', name: 'to', value: 'book', checked: true, onchange: settle });
  const toColleagues = el('input', { type: 'radio', name: 'to', value: 'colleagues', onchange: settle });
  const onCall = el('fieldset', { hidden: true, disabled: true }, el('legend', {}, t('write.onCall')),
    colleagues.map((one) => check(one.name, { name: `to:${one.person}`, onchange: settle })));
  const of = divisions.length > 1 && !event
    ? el('select', { name: 'division', onchange: () => book.of(of.value) }, divisions.map((one) => el('option', { value: one }, one))) : null;
  const chosenColleagues = () => [...onCall.querySelectorAll('input:checked')].map((box) => box.name.slice('to:'.length));

  function settle() {
    const among = toColleagues.checked;
    if (book.element.disabled !== among) book.use(!among);
    ways.element.hidden = among;
    ways.element.disabled = among;
    onCall.hidden = !among;
    onCall.disabled = !among;
    onCall.querySelector('input')?.setCustomValidity(among && !chosenColleagues().length ? t('write.needRecipient') : '');
    written.hidden = Boolean(event) && !own.checked;
    text.disabled = written.hidden;
    title.disabled = written.hidden;
    title.parentElement.hidden = among;
    count();
  }

  function count() {
    const sms = !toColleagues.checked && ways.ticked().includes('SMS');
    const long = sms && !written.hidden && text.value.length > LONGEST_SMS;
    text.setCustomValidity(long ? t('write.tooLong', { n: text.value.length, most: LONGEST_SMS }) : '');
    counter.textContent = !sms ? '' : !written.hidden ? t('write.length', { n: text.value.length, most: LONGEST_SMS })
      : event.text.length > LONGEST_SMS ? t('write.cut', { most: LONGEST_SMS }) : '';
    if (original) original.disabled = !toColleagues.checked && !ways.ticked().some((way) => way !== 'SMS');
  }

  async function send(wish) {
    const words = written.hidden ? null : text.value.trim();
    if (toColleagues.checked) {
      await api('POST', `/api/v1/inbound-events/${event.id}/forward`, {
        recipients: chosenColleagues(), severity: wish.severity, text: words, original: Boolean(original?.checked), note });
      return { colleagues: true };
    }
    return { message: await api('POST', '/api/v1/operator-messages', {
      ...(event ? { eventId: event.id, original: Boolean(original?.checked && !original.disabled) } : { division: of ? of.value : divisions[0] }),
      recipients: book.chosen().map((one) => one.id), channels: ways.ticked(), severity: wish.severity, note,
      ...(words ? { text: words, title: title.value.trim() || null } : {}) }) };
  }

  ways.onChange(count);
  ways.of([]);
  const body = el('div', { class: 'write' },
    of && el('label', {}, t('events.division'), of),
    event && colleagues.length ? el('div', { role: 'radiogroup', 'aria-label': t('write.to') },
      el('label', { class: 'check' }, toBook, ` ${t('write.toBook')}`), el('label', { class: 'check' }, toColleagues, ` ${t('write.toColleagues')}`)) : null,
    book.element, onCall, ways.element,
    event ? el('fieldset', {}, el('legend', {}, t('write.content')),
      el('label', { class: 'check' }, asItCame, ` ${t('write.asItCame')}`),
      el('label', { class: 'check' }, own, ` ${t('write.ownText')}`), written) : written,
    counter,
    original && el('label', { class: 'check' }, original, ` ${t('events.withOriginal')}`),
    el('label', {}, t('events.severity'), el('select', { name: 'severity' }, SEVERITIES.map((one) => el('option', { value: one }, t(`severity.${one}`))))));
  settle();
  await book.of(event ? event.division : of ? of.value : divisions[0]);
  return asking(t(event ? 'events.forward' : 'write.new'), t(event ? 'events.forward.do' : 'write.send'), body, send);
}
