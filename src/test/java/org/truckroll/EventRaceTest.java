// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll;

/** On H2. */
@ProcessTest
class EventRaceTest extends EventRaceContract {

    @Override
    String product() {
        return "H2";
    }
}
