// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.shared;

/**
 * An address given by an outsider is not called: wrong form, or it leads into a private network (api.md 5).
 * The message is the reason; it may be shown to the outsider, so it never names what a host name resolved to.
 */
public class RefusedAddressException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public RefusedAddressException(String reason) {
        super(reason);
    }

    public String reason() {
        return String.valueOf(getMessage());
    }
}
