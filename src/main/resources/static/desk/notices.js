// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
//
// Everything that the person was told on the own page, the newest first (SOL24-13).
import { page } from './desk.js';

const { main } = await page({ title: 'nav.notices' });
const { notices } = await import('./own.js');
const own = notices();
main.append(own.element);
await own.load();
