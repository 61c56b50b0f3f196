// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.servicepoint.web;

/** The Swedish installation id: 18 digits of GS1 (GSRN), the last one a check digit. */
final class InstallationId {

    private InstallationId() {}

    static boolean valid(String text) {
        if (text.length() != 18 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return false;
        }
        int sum = 0;
        for (int i = 0; i < 17; i++) {
            // GS1: from the right, the digits before the check digit weigh 3, 1, 3, ...
            sum += (text.charAt(i) - '0') * (i % 2 == 0 ? 3 : 1);
        }
        return (10 - sum % 10) % 10 == text.charAt(17) - '0';
    }
}
