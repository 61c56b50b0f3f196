// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0

/** What operators send, new or forwarded, and the address book that holds everybody whom they may send to (GEO-06, GEO-37 to GEO-45). */
@NullMarked
package org.truckroll.event.messages;

import org.jspecify.annotations.NullMarked;
