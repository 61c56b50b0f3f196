// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
//
// By which clock times are shown and typed: that of the person's division, wherever the browser stands. The desk uses this file too.

let zone;

/** The zone that the session names; without one that of the browser. */
export function useZone(name) {
  zone = name || undefined;
}

export const zoneName = () => (zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone).replaceAll('_', ' ');

/** Intl's way to write times here. */
export const clock = (language, options) => new Intl.DateTimeFormat(language, { ...options, timeZone: zone });

/** What a clock on the wall shows: 2026-03-02T10:00, as fields for date and time hold it. */
export function wallTime(instant) {
  const part = Object.fromEntries(clock('en-GB', {
    hourCycle: 'h23', year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' })
    .formatToParts(new Date(instant)).map(({ type, value }) => [type, value]));
  return `${part.year}-${part.month}-${part.day}T${part.hour}:${part.minute}`;
}

export const wallDay = (instant) => wallTime(instant).slice(0, 10);

/** The instant at which the clock on the wall shows that. */
export function instantOf(wall) {
  const asked = Date.parse(`${wall}Z`);
  const ahead = (instant) => Date.parse(`${wallTime(instant)}Z`) - instant;
  // Twice: the first guess may lie on the other side of a change of the clocks.
  return new Date(asked - ahead(asked - ahead(asked))).toISOString();
}
