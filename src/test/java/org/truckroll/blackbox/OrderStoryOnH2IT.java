// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.blackbox;

class OrderStoryOnH2IT extends OrderStory {

    @Override
    Database database() {
        return new Database.H2();
    }
}
