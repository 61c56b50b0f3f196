// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.notification;

import org.truckroll.notification.carrier.Receipt;

/**
 * Takes what mail servers report later about mails of ours, by their Message-ID. Nobody signs such a report: the id, which nobody learns but those
 * who carried or got the mail, is its proof.
 */
@FunctionalInterface
public interface MailReceipts {

    /** Outside of transactions: what was told is safe when this returns. False for a mail that we have not sent. */
    boolean take(String messageId, Receipt.State state, String detail);
}
