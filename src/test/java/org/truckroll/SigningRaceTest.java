// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll;

/** On H2. */
@ProcessTest
class SigningRaceTest extends SigningRaceContract {

    @Override
    String product() {
        return "H2";
    }
}
