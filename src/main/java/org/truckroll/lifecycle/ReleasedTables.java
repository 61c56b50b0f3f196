// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle;

import java.util.Optional;

/** The decision tables of the newest model release, for those who keep what a table has answered. */
public interface ReleasedTables {

    /**
     * A table as it was released.
     *
     * @param fingerprint the same for the same content, in whatever release and on whatever node
     * @param version for {@link TableReader}
     */
    record Edition(String fingerprint, int version) {}

    /** Empty while nothing was released, or the release holds no such table. Another node's release is seen within a second. */
    Optional<Edition> edition(String table);
}
