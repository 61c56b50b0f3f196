// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle;

import java.util.List;

/**
 * Tables that an analyst thinks of releasing. They are checked like a release and refused with 422 {@code models-refused} when they hold an error;
 * nothing is deployed or stored.
 */
public interface CandidateTables {

    /** A file as it was sent. */
    record Upload(String name, byte[] content) {}

    /** What a rescan of the model directory would release now. */
    TableSet ofDirectory();

    /** The current release with these files in place of those of the same name. */
    TableSet replacing(List<Upload> files);
}
