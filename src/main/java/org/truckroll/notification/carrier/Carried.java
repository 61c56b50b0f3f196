// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.notification.carrier;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What became of handing a message over. Details name no address and no text: people of operations read them. */
public sealed interface Carried {

    /**
     * The provider has taken the message.
     *
     * @param providerId by which it will speak of the message later, if it will
     */
    record Accepted(@Nullable String providerId) implements Carried {}

    /** Not this address or not this text: trying again is vain, with any provider. */
    record Refused(String detail) implements Carried {}

    /**
     * Surely not taken: it can be tried again, with this provider or the next.
     *
     * @param retryAfter what the provider asked for; null if nothing
     */
    record Failed(String detail, @Nullable Duration retryAfter) implements Carried {}

    /** It may have been taken. */
    record Unclear(String detail) implements Carried {}
}
