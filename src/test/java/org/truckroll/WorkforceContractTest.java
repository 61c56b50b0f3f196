// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll;

/** On the database of the demo. */
@ProcessTest
class WorkforceContractTest extends WorkforceContract {

    @Override
    String product() {
        return "H2";
    }
}
