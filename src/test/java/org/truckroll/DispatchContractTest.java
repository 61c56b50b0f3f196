// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll;

/** On the database of the demo. */
@ProcessTest
class DispatchContractTest extends DispatchContract {

    @Override
    String product() {
        return "H2";
    }
}
