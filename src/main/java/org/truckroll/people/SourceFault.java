// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.people;

/** A row of the source that cannot be taken; thrown before anything was changed. */
public final class SourceFault extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public SourceFault(String reason) {
        super(reason);
    }
}
