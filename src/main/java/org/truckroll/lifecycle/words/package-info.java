// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0

/** Our own words in Tasklist in the language of the person who reads them: forms, names of tasks and of filters. */
@NullMarked
package org.truckroll.lifecycle.words;

import org.jspecify.annotations.NullMarked;
