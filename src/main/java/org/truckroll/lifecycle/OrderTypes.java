// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle;

import java.util.Set;

/** The order types that the current model release can work: a type is a decision table, not code (design 4). */
public interface OrderTypes {

    /** Names such as {@code ENABLE} or {@code BACK_TO_BACK}; empty while no model release exists. */
    Set<String> supported();
}
