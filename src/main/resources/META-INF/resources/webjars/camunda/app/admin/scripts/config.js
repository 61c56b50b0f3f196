// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
export default {
  app: {
    name: 'Admin',
    vendor: 'Truckroll'
  },
  disableWelcomeMessage: true,
  customScripts: ['../../assets/sso.js']
};
