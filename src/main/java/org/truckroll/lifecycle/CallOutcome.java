// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle;

/** What an HTTP answer means to a process: the classes of service-orders.md 7.4 that an answer alone can tell. */
public enum CallOutcome {
    OK,
    BUSY,
    NOT_FOUND,
    REFUSED,
    UNSUPPORTED,
    INVALID,
    TRANSIENT;

    /** Redirects are not followed and count as INVALID: the configured address is wrong. */
    public static CallOutcome ofStatus(int status) {
        return switch (status) {
            case 429, 503 -> BUSY;
            case 404 -> NOT_FOUND;
            case 409, 422 -> REFUSED;
            case 405, 501 -> UNSUPPORTED;
            default -> {
                if (status >= 200 && status < 300) {
                    yield OK;
                }
                yield status >= 500 ? TRANSIENT : INVALID;
            }
        };
    }
}
