// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
//
// The report of a visit: asks what the chosen way of ending needs, and makes of it what the server takes. The server checks everything; here only
// what would be refused for sure is caught early.

import { canScan, scan } from './photo.js';
import { now as serverNow } from './store.js';
import { button, code, el, t } from './text.js';

const REASONS = ['NO_ACCESS', 'NOT_FOUND', 'UNSAFE', 'CUSTOMER_REFUSED', 'OTHER'];
const AT_THE_DOOR = ['PAID_AT_DOOR', 'WARNED'];
const READING_TYPE = '0.0.0.1.1.1.12.0.0.0.0.0.0.0.0.3.72.0';

/** The form for this visit; values are what was typed before, changed gets what is typed now, submit gets {kind, body, form}. */
export function reportForm(visit, values, submit, changed) {
  const fields = el('div');
  const errors = el('ul', { class: 'errors', role: 'alert' });
  const ways = el('fieldset', {}, el('legend', {}, t('report.how')),
    visit.modes.map((mode) => choice('result', mode, code('mode', mode))),
    REASONS.map((reason) => choice('result', reason, `${t('report.notDone')}: ${code('reason', reason)}`)));
  const form = el('form', { class: 'report', novalidate: true, onsubmit: (event) => {
    event.preventDefault();
    const faults = [];
    const report = read(visit, form, faults);
    errors.replaceChildren(...faults.map((fault) => el('li', {}, fault)));
    if (faults.length) errors.scrollIntoView({ block: 'center' });
    else submit({ ...report, form: typed(form) });
  } },
  ways, fields,
  el('label', {}, t('report.remarks'), el('textarea', { name: 'remarks', rows: 3, maxlength: 2000 })),
  errors,
  el('button', { class: 'main' }, t('report.send')));
  const show = () => {
    const before = typed(form);
    fields.replaceChildren(...fieldsFor(visit, result(form)));
    fill(form, before);
    form.querySelector('[name="kind"]')?.dispatchEvent(new Event('change', { bubbles: true }));
  };
  ways.addEventListener('change', show);
  if (values) fill(form, values);
  else if (visit.modes.length === 1) form.querySelector('[name="result"]').checked = true;
  show();
  if (values) {
    fill(form, values);
    // The registers come back before their values.
    form.querySelector('[name="registers"]')?.dispatchEvent(new Event('change'));
    fill(form, values);
    form.querySelector('[name="kind"]')?.dispatchEvent(new Event('change', { bubbles: true }));
    form.querySelectorAll('.beside input').forEach((field) => field.dispatchEvent(new Event('input')));
  }
  form.addEventListener('input', () => changed(typed(form)));
  return form;
}

function choice(name, value, label, checked = false) {
  return el('label', { class: 'choice' }, el('input', { type: 'radio', name, value, checked }), el('span', {}, label));
}

const result = (form) => form.querySelector('[name="result"]:checked')?.value;

function typed(form) {
  return Object.fromEntries([...form.elements].filter((field) => field.name && (field.type !== 'radio' || field.checked))
    .map((field) => [field.name, field.type === 'checkbox' ? field.checked : field.value]));
}

function fill(form, values) {
  for (const field of form.elements) {
    if (!(field.name in values)) continue;
    if (field.type === 'radio') field.checked = field.value === values[field.name];
    else if (field.type === 'checkbox') field.checked = values[field.name];
    else field.value = values[field.name];
  }
}

function fieldsFor(visit, way) {
  if (!way || REASONS.includes(way) || AT_THE_DOOR.includes(way)) return [];
  const units = visit.site?.category === 'UNBADGED';
  if (way === 'INSTALLED') return newDevice(visit, units);
  if (way === 'EXCHANGED') {
    return [
      units ? null : device('deviceId', t('device.old'), visit.deviceId),
      readings('old', t('readings.old'), visit.registers),
      ...newDevice(visit, units)].filter(Boolean);
  }
  if (way === 'REMOVED') {
    return units ? [number('count', t('device.left'), 0)]
      : [device('deviceId', t('device.removed'), visit.deviceId), readings('read', t('readings.last'), visit.registers)];
  }
  const asked = [units || !visit.deviceId ? null : device('deviceId', t('device.here'), visit.deviceId)];
  if (way === 'INVESTIGATED' && (visit.deviceId || units)) {
    asked.push(
      select('condition', t('device.condition'), ['', 'OK', 'SUSPECT', 'DEFECTIVE', 'TAMPERED'], 'condition'),
      select('switch', t('device.switch'), ['', 'ON', 'OFF', 'ARMED'], 'switch'));
  }
  asked.push(readings('read', t('readings.now'), visit.registers));
  return asked.filter(Boolean);
}

function newDevice(visit, units) {
  if (units) return [number('newCount', t('device.count'), 1)];
  const smart = el('div', {},
    input('headEnd', t('device.headEnd'), { maxlength: 64, value: visit.site?.defaultHeadEnd || '' }),
    input('model', t('device.model'), { maxlength: 100 }));
  const abilities = el('div', {},
    select('control', t('device.control'), ['REMOTE', 'ARM_ONLY', 'NONE'], 'control'),
    el('label', { class: 'choice' }, el('input', { type: 'checkbox', name: 'remoteRead', checked: true }), el('span', {}, t('device.remoteRead'))),
    el('label', { class: 'choice' }, el('input', { type: 'checkbox', name: 'ping', checked: true }), el('span', {}, t('device.ping'))),
    select('commission', t('device.commission'), ['PRE', 'COMMISSIONED'], 'commission'));
  const given = visit.site?.deviceKind === 'MANUAL' && !visit.site?.defaultHeadEnd ? 'MANUAL' : 'SMART';
  const registers = input('registers', t('device.registers'), { maxlength: 100, value: '1' });
  const values = el('div');
  const list = () => {
    const before = typed({ elements: values.querySelectorAll('input') });
    values.replaceChildren(readings('new', t('readings.new'), names(registers.querySelector('input').value).map((id) => ({ id }))) ?? '');
    fill({ elements: values.querySelectorAll('input') }, before);
  };
  registers.querySelector('input').addEventListener('change', list);
  list();
  const kind = select('kind', t('device.kind'), ['SMART', 'MANUAL'], 'kind', given);
  kind.addEventListener('change', () => {
    smart.hidden = abilities.hidden = kind.querySelector('select').value !== 'SMART';
  });
  return [device('newId', t('device.new'), null), kind, smart, values,
    el('details', {}, el('summary', {}, t('device.more')), registers,
      select('newSwitch', t('device.switch'), ['OFF', 'ON', 'ARMED', 'UNKNOWN'], 'switch'), abilities)];
}

const names = (text) => text.split(/[\s,;]+/).filter(Boolean);

function input(name, label, attributes = {}) {
  return el('label', {}, label, el('input', { name, autocapitalize: 'none', autocomplete: 'off', spellcheck: 'false', ...attributes }));
}

function number(name, label, min) {
  return el('label', {}, label, el('input', { name, type: 'number', inputmode: 'numeric', min, step: 1 }));
}

function select(name, label, values, kind, chosen) {
  return el('label', {}, label, el('select', { name }, values.map((value) => {
    const option = el('option', { value }, value ? code(kind, value) : t('notSaid'));
    option.selected = value === chosen;
    return option;
  })));
}

/** A device number, typed or scanned, and at once compared with the record. */
function device(name, label, recorded) {
  const hint = el('p', { class: 'hint', 'aria-live': 'polite' }, recorded ? t('device.recorded', { id: recorded }) : '');
  const field = el('input', { name, maxlength: 64, autocapitalize: 'characters', autocomplete: 'off', spellcheck: 'false', oninput: () => {
    const other = recorded && field.value.trim() && field.value.trim() !== recorded;
    hint.classList.toggle('bad', !!other);
    hint.textContent = other ? t('device.other', { id: recorded }) : recorded ? t('device.recorded', { id: recorded }) : '';
  } });
  const read = canScan() ? button(t('device.scan'), async () => {
    const found = await scan(t('cancel'));
    if (found) {
      field.value = found;
      field.dispatchEvent(new Event('input'));
    }
  }) : null;
  return el('div', {}, el('label', {}, label, el('span', { class: 'beside' }, field, read)), hint);
}

function readings(prefix, legend, registers) {
  if (!registers || !registers.length) return null;
  return el('fieldset', { class: 'readings' }, el('legend', {}, legend), registers.map((register) =>
    el('label', {}, t('readings.register', { id: register.id }), el('input', { name: `${prefix}:${register.id}`, inputmode: 'decimal', autocomplete: 'off' }))));
}

function read(visit, form, faults) {
  const way = result(form);
  const values = typed(form);
  const remarks = values.remarks.trim() || null;
  if (!way) {
    faults.push(t('fault.how'));
    return null;
  }
  if (REASONS.includes(way)) return { kind: 'fail', body: { reason: way, remarks } };
  const now = serverNow().toISOString();
  const text = (name) => (values[name] ?? '').trim() || null;
  const body = { mode: way, performedAt: now, remarks };
  const units = visit.site?.category === 'UNBADGED';
  const found = [
    ...readOf(values, 'read:', null, now, faults),
    ...readOf(values, 'old:', visit.deviceId, now, faults),
    ...readOf(values, 'new:', way === 'EXCHANGED' ? text('newId') : null, now, faults)];
  if (way === 'READ') {
    const missing = (visit.site?.requiredRegisters ?? []).filter((id) => !found.some((one) => one.registerId === id));
    if (missing.length) faults.push(t('fault.registers', { ids: missing.join(', ') }));
  }
  if (found.length) body.readings = found;
  if (['INSTALLED', 'EXCHANGED'].includes(way)) {
    body.installedDevice = units ? { count: whole(values.newCount, 1, faults), kind: 'MANUAL' } : installed(values, text, faults);
    body.deviceId = way === 'INSTALLED' ? body.installedDevice.id : text('deviceId');
  } else {
    body.deviceId = text('deviceId');
  }
  if (['EXCHANGED', 'REMOVED'].includes(way) && !units && !body.deviceId) faults.push(t('fault.takenOut'));
  if (way === 'REMOVED' && units) body.count = whole(values.count, 0, faults);
  if (way === 'INVESTIGATED' && (values.condition || values.switch)) {
    body.installedDevice = { id: visit.deviceId, condition: values.condition || null, switch: values.switch || null };
  }
  return { kind: 'complete', body };
}

function installed(values, text, faults) {
  const id = text('newId');
  if (!id || !/^[A-Za-z0-9][A-Za-z0-9._:-]*$/.test(id)) faults.push(t('fault.newId'));
  const device_ = {
    id, kind: values.kind, condition: 'OK', switch: values.newSwitch,
    registers: names(values.registers).map((register) => ({ id: register, kind: 'SCALAR', readingType: READING_TYPE })) };
  if (values.kind === 'SMART') {
    Object.assign(device_, {
      commission: values.commission, headEnd: text('headEnd'), model: text('model'),
      capabilities: { switch: values.control, onDemandReadScalar: values.remoteRead, onDemandReadInterval: false, ping: values.ping } });
  }
  return device_;
}

function readOf(values, prefix, deviceId, at, faults) {
  const found = [];
  for (const [name, typedValue] of Object.entries(values)) {
    if (!name.startsWith(prefix) || !typedValue.trim()) continue;
    const value = typedValue.trim().replace(/\s/g, '').replace(',', '.');
    const registerId = name.slice(prefix.length);
    if (!/^\d+(\.\d+)?$/.test(value)) faults.push(t('fault.reading', { id: registerId }));
    else found.push({ registerId, value, at, ...(deviceId ? { deviceId } : {}) });
  }
  return found;
}

function whole(value, least, faults) {
  const count_ = Number(value);
  if (value === '' || !Number.isInteger(count_) || count_ < least) faults.push(t('fault.count', { least }));
  return count_;
}
