// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.notification.carrier;

import java.util.Optional;

/** A carrier whose provider can be asked what became of a message; for when no callback came. */
public interface ReceiptSource {

    /** What the provider says. */
    record Told(Receipt.State state, String detail) {}

    /** Whether this provider is to be asked at all. */
    boolean asks(CarrierSettings settings);

    /** One call; empty when there is no last word yet, or no answer now. */
    Optional<Told> ask(String providerId, CarrierSettings settings);
}
