// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.notification;

import java.util.List;
import java.util.Optional;

/** Who shall be told. People are looked up when the notice is told, with the ways on which they can be reached. */
public sealed interface Audience {

    /** Everybody who is entered as responsible for the object (SOL24-16). */
    record Responsible(String objectId) implements Audience {}

    /** The active members of a group. */
    record Group(String groupId) implements Audience {}

    /** These people, as far as they are active. */
    record People(List<String> userIds) implements Audience {}

    /** Those who are on call for the notice's division at this step of escalation, counted from 1; if nobody is, of a later one, else the dispatchers. */
    record OnCall(int step) implements Audience {}

    /**
     * Somebody without a login; the ways are those of {@code severity-channels.dmn} for customers.
     *
     * @param phone as the customer wrote it; read by the country of the division
     */
    record Customer(Optional<String> mail, Optional<String> phone, String language) implements Audience {

        /** Without what is personal. */
        @Override
        public String toString() {
            return "Customer[" + language + "]";
        }
    }

    /** Exactly these ways; severity decides nothing here but the haste. */
    record Addresses(List<Address> addresses) implements Audience {

        public Addresses {
            addresses = List.copyOf(addresses);
        }

        /** Without what is personal. */
        @Override
        public String toString() {
            return "Addresses[" + addresses.size() + "]";
        }
    }
}
