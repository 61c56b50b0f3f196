// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.insight;

/** What a fact is about. Facts of orders are made of those of their visits. */
public enum FactKind {
    VISIT,
    ORDER
}
