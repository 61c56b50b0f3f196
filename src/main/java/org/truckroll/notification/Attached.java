// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.notification;

/** A file that goes with a notice by mail and fax; other ways leave it out. The content is not copied: do not change it afterwards. */
public record Attached(String name, String mediaType, byte[] content) {

    /** Without the content. */
    @Override
    public String toString() {
        return "Attached[" + mediaType + ", " + content.length + " bytes]";
    }
}
