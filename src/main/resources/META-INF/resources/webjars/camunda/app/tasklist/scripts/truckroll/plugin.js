// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
// What we add to Tasklist: marks on the cards, numbers beside the lists, our words in the reader's language, our version at the foot.
import {marks} from './cards.js';
import {showNumbers} from './filters.js';
import {showVersion} from './footer.js';
import {ready, translatePage} from './words.js';

ready.then(({version}) => {
  translatePage();
  showVersion(version);
});
showNumbers();

export default [marks];
