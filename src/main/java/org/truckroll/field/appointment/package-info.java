// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
/**
 * Appointments of visits (HCDC-06, HCDC-07): slots by the table {@code appointment-slots}, places of a crew that are never given twice, and the link
 * by which a customer confirms, moves or cancels.
 */
@NullMarked
package org.truckroll.field.appointment;

import org.jspecify.annotations.NullMarked;
