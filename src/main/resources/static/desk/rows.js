// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
import { el, t } from './desk.js';

/** Lines of fields that one can add to and take from. */
export function rows(fields, values, empty, legend) {
  const grid = el('div', { class: 'rows' });
  const lines = [];
  const add = (value) => {
    const cells = fields(value);
    const remove = el('button', { type: 'button', 'aria-label': t('line.remove'), onclick: () => {
      lines.splice(lines.indexOf(cells), 1);
      [...cells, remove].forEach((cell) => cell.remove());
    } }, '×');
    lines.push(cells);
    grid.append(...cells, remove);
  };
  values.forEach(add);
  const element = el('fieldset', {}, el('legend', {}, legend), grid,
    el('button', { type: 'button', onclick: () => add(empty) }, t('line.add')));
  return { element, values: () => lines.map((cells) => cells.map((cell) => cell.value ?? '')) };
}
