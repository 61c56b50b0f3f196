// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.event;

import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import org.truckroll.shared.Inbox;
import org.truckroll.shared.Json;

/** Takes in what the sources hand over. */
@Service
public class InboundEvents {

    /**
     * A message is stored.
     *
     * @param known it had been before
     */
    public record Receipt(String eventId, boolean known) {}

    private final Inbox inbox;

    InboundEvents(Inbox inbox) {
        this.inbox = inbox;
    }

    /** Stores the message; the same source and message id again is the same event. */
    @Transactional
    public Receipt receive(Inbound inbound) {
        String id = Json.sha256(inbound.source() + '\n' + inbound.messageId());
        return new Receipt(id, !inbox.store(inbound.source(), inbound.messageId(), id, "{}"));
    }
}
