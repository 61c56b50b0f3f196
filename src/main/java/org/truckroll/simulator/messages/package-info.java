// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
/** Simulated providers of SMS, mail and fax: a newcomer sees what people would have been sent. */
@NullMarked
package org.truckroll.simulator.messages;

import org.jspecify.annotations.NullMarked;
