// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.insight;

import org.truckroll.ProcessTest;

/** On the database of the demo; a tenth of the facts, for it has its tables in the memory of the test. */
@ProcessTest
class FactDaysTest extends FactDaysContract {

    @Override
    String series() {
        return "(select x as n from system_range(1, :count)) series";
    }

    @Override
    int facts() {
        return 100_000;
    }
}
