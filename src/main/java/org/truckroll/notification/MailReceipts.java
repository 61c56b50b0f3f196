// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.notification;

/**
 * Takes what mail servers report later about mails of ours, by their Message-ID. Nobody signs such a report: the id, which nobody learns but those
 * who carried or got the mail, is its proof.
 */
@FunctionalInterface
public interface MailReceipts {

    /**
     * Outside of transactions: what was told is safe when this returns. False for a mail that we have not sent.
     *
     * @param state {@code DELIVERED} or {@code UNDELIVERED}
     */
    boolean take(String messageId, DeliveryState state, String detail);
}
