// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0

// The browser's first language if it is among these. It is its own fallback, because each is complete: of two languages the one that came
// last would decide how times are written. Our own words: forms/i18n.
const availableLocales = ['en', 'sv', 'pl', 'pt', 'zh', 'it'];
const [first] = (navigator.languages[0] || 'en').toLowerCase().split('-');
const fallbackLocale = availableLocales.includes(first) ? first : 'en';

export default {
  app: {
    name: 'Tasklist',
    vendor: 'Truckroll'
  },
  disableWelcomeMessage: true,

  locales: {availableLocales, fallbackLocale},

  customScripts: ['scripts/truckroll/plugin.js', '../../assets/sso.js'],

  // Tasklist needs this block: without it there are no keyboard shortcuts at all.
  shortcuts: {
    claimTask: {
      key: 'ctrl+alt+c',
      description: 'claims the currently selected task'
    },
    focusFilter: {
      key: 'ctrl+shift+f',
      description: 'set the focus to the first filter in the list'
    },
    focusList: {
      key: 'ctrl+alt+l',
      description: 'sets the focus to the first task in the list'
    },
    focusForm: {
      key: 'ctrl+alt+f',
      description: 'sets the focus to the first input field in a task form'
    },
    startProcess: {
      key: 'ctrl+alt+p',
      description: 'opens the start process modal dialog'
    }
  }
};
