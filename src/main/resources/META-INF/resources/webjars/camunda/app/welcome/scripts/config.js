// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0

// The browser's first language if it is among these. It is its own fallback, because each is complete: of two languages the one that came
// last would decide how times are written. Our own words: forms/i18n.
const availableLocales = ['en', 'sv', 'pl', 'pt', 'zh', 'it'];
const [first] = (navigator.languages[0] || 'en').toLowerCase().split('-');
const fallbackLocale = availableLocales.includes(first) ? first : 'en';

export default {
  app: {
    name: 'Welcome',
    vendor: 'Truckroll'
  },
  disableWelcomeMessage: true,
  customScripts: ['../../assets/sso.js'],
  locales: {availableLocales, fallbackLocale}
};
