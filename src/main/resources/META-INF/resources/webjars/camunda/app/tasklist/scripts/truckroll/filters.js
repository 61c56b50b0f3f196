// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
// Tasklist tells the number of tasks of the chosen list only; those that say so in their properties show it all the time (HCDC-09).
import {word} from './words.js';

const ROOT = document.querySelector('base').getAttribute('app-root');
const API = `${ROOT}/api/engine/engine/default/filter`;
const EVERY_MINUTE = 60000;
const HALF_A_SECOND = 500;

const numbers = new Map();

function draw() {
  document.querySelectorAll('.task-filters .task-filter').forEach(item => {
    const link = item.querySelector('.name a');
    const name = link && link.firstChild ? link.firstChild.textContent.trim() : '';
    const number = numbers.get(name);
    let place = item.querySelector('.truckroll-number');
    if (number === undefined) {
      if (place) {
        place.remove();
      }
      return;
    }
    if (!place) {
      place = document.createElement('span');
      place.className = 'truckroll-number';
      link.append(place);
    }
    if (place.textContent !== String(number)) {
      place.textContent = number;
    }
  });
}

async function json(path) {
  const response = await fetch(API + path, {headers: {Accept: 'application/json'}});
  if (!response.ok) {
    throw new Error(`${response.status} ${path}`);
  }
  return response.json();
}

async function count() {
  if (document.hidden || !document.querySelector('.task-filters .task-filter')) {
    return;
  }
  try {
    const filters = (await json('?resourceType=Task&maxResults=100')).filter(({properties}) => properties && properties.counted);
    for (const {id, name} of filters) {
      const {count: number} = await json(`/${id}/count`);
      numbers.set(name, number);
      numbers.set(word(name), number);
    }
    draw();
  } catch (error) {
    // Logged out, or the server is away: Tasklist says so itself.
    console.debug(error);
  }
}

/** Counts when the lists appear, when the chosen one has changed, as after a signature, and every minute. */
export function showNumbers() {
  let chosen = '';
  let soon = 0;
  new MutationObserver(() => {
    const active = document.querySelector('.task-filters .task-filter.active .name');
    const now = active ? active.textContent.trim() : '';
    if (now && now !== chosen) {
      clearTimeout(soon);
      soon = setTimeout(count, HALF_A_SECOND);
    }
    chosen = now;
    draw();
  }).observe(document.body, {childList: true, characterData: true, subtree: true});
  document.addEventListener('visibilitychange', count);
  setInterval(count, EVERY_MINUTE);
}
