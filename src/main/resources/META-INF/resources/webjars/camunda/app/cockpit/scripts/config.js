// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
export default {
  app: {
    name: 'Cockpit',
    vendor: 'Truckroll'
  },
  disableWelcomeMessage: true,
  customScripts: ['../../assets/sso.js']
};
