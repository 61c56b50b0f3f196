// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.event.messages;

import org.jspecify.annotations.Nullable;
import org.truckroll.notification.Channel;

/**
 * Somebody whom operators may send to (GEO-41).
 *
 * @param ref short name within the division
 */
public record Contact(
        String id,
        String division,
        String ref,
        String name,
        String language,
        @Nullable String mail,
        @Nullable String sms,
        @Nullable String fax) {

    /** Where the contact is reached by this channel; null when not at all. */
    @Nullable
    String by(Channel channel) {
        return switch (channel) {
            case MAIL -> mail;
            case SMS -> sms;
            case FAX -> fax;
            case PAGE -> null;
        };
    }

    /** Without what is personal. */
    @Override
    public String toString() {
        return "Contact[" + id + ", division=" + division + "]";
    }
}
