// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
export default {
  app: {
    name: 'Tasklist',
    vendor: 'Truckroll'
  },
  disableWelcomeMessage: true,

  // The browser's first language if it is among these. Our own words: forms/i18n.
  locales: {
    availableLocales: ['en', 'sv', 'pl', 'pt', 'zh', 'it'],
    fallbackLocale: 'en'
  },

  customScripts: ['scripts/truckroll/plugin.js'],

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
