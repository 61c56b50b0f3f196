// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
// How urgent a task is, on its card: the priority in a word, and green once the time to warn has come, red once it is overdue (HCDC-14).
// Every mark is a sign and a word besides its colour.
import {ready, word} from './words.js';

const PRIORITIES = [
  {from: 90, name: 'urgent', sign: '▲▲', text: 'Urgent'},
  {from: 75, name: 'high', sign: '▲', text: 'High priority'},
  {from: 26, name: 'normal', sign: '', text: 'Normal priority'},
  {from: -Infinity, name: 'low', sign: '▽', text: 'Low priority'}
];

const EVERY_HALF_MINUTE = 30000;

function priority(task) {
  return PRIORITIES.find(({from}) => task.priority >= from);
}

function limit(task, now) {
  if (task.due && Date.parse(task.due) < now) {
    return {name: 'overdue', sign: '!', text: 'Overdue'};
  }
  if (task.followUp && Date.parse(task.followUp) < now) {
    return {name: 'warning', sign: '◷', text: 'Warning: soon overdue'};
  }
  return null;
}

function mark(kind, {name, sign, text}, title) {
  const span = document.createElement('span');
  span.className = `truckroll-mark truckroll-${kind}-${name}`;
  span.title = title;
  if (sign) {
    const symbol = document.createElement('span');
    symbol.setAttribute('aria-hidden', 'true');
    symbol.textContent = `${sign} `;
    span.append(symbol);
  }
  span.append(word(text));
  return span;
}

function draw(node, task) {
  const shown = [mark('priority', priority(task), String(task.priority))];
  const state = limit(task, Date.now());
  if (state) {
    shown.unshift(mark('limit', state, ''));
  }
  node.replaceChildren(...shown);
}

export const marks = {
  id: 'truckroll-marks',
  pluginPoint: 'tasklist.card',
  // Above the variables of the card.
  priority: 1000,
  render(node, {taskId}, scope) {
    node.className = 'truckroll-marks';
    const again = () => {
      if (scope.task) {
        draw(node, scope.task);
      }
    };
    again();
    ready.then(again);
    const timer = setInterval(again, EVERY_HALF_MINUTE);
    const stop = scope.$watch('task', again);
    scope.$on('$destroy', () => {
      clearInterval(timer);
      stop();
    });
    node.dataset.task = taskId;
  }
};
