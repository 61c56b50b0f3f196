// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
/**
 * Compares our facts with the lists of head ends, page by page, keeps where they differ and has that investigated (SOM-10). Owns
 * {@code tr_reconciliation*} and {@code tr_drift}; the model is {@code reconcile-facts}.
 */
@NullMarked
package org.truckroll.command.reconcile;

import org.jspecify.annotations.NullMarked;
