// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.event.inbound;

import java.util.List;
import java.util.Optional;
import org.truckroll.event.Inbound;

/**
 * What a mail says, fit to be stored.
 *
 * @param messageId tells it from others, also when it came without an id of its own or with one that others have
 * @param sender address in lower case, or what stood there
 * @param automatic why it counts as automatic; empty for a message
 */
record ReadMail(
        String messageId,
        String sender,
        String subject,
        String text,
        List<Inbound.Part> parts,
        Optional<MailSigns.Sign> automatic) {

    ReadMail {
        parts = List.copyOf(parts);
    }

    /** Without what is personal. */
    @Override
    public String toString() {
        return "ReadMail[parts=" + parts.size() + ", automatic=" + automatic + "]";
    }
}
