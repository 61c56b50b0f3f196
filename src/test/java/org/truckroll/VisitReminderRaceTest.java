// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll;

/** On the database of the demo. */
@ProcessTest
class VisitReminderRaceTest extends VisitReminderRaceContract {

    @Override
    String product() {
        return "H2";
    }
}
