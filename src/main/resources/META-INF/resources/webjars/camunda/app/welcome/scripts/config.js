// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
export default {
  app: {
    name: 'Welcome',
    vendor: 'Truckroll'
  },
  disableWelcomeMessage: true,
  locales: {
    availableLocales: ['en', 'sv', 'pl', 'pt', 'zh', 'it'],
    fallbackLocale: 'en'
  }
};
