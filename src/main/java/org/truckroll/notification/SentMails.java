// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.notification;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.truckroll.notification.carrier.Receipt;
import org.truckroll.notification.carrier.Receipts;

/** Knows the mails that went out, also those whose end was in doubt: the delivery's id stands in the Message-ID. */
@Component
class SentMails implements MailReceipts {

    private static final Pattern MESSAGE_ID = Pattern.compile("<([0-9a-f-]{36})@[^\\s<>@]{1,150}>");

    private final JdbcClient jdbc;
    private final Receipts receipts;

    SentMails(JdbcClient jdbc, Receipts receipts) {
        this.jdbc = jdbc;
        this.receipts = receipts;
    }

    @Override
    public boolean take(String messageId, DeliveryState state, String detail) {
        Matcher form = MESSAGE_ID.matcher(messageId);
        Optional<String> provider = form.matches() ? provider(form.group(1), messageId) : Optional.empty();
        provider.ifPresent(
                name -> receipts.record(name, form.group(1), messageId, Receipt.State.valueOf(state.name()), detail));
        return provider.isPresent();
    }

    private Optional<String> provider(String deliveryId, String messageId) {
        return jdbc.sql("""
                        select provider from tr_delivery
                        where id = :id and channel in ('MAIL', 'FAX') and provider <> ''
                        and (provider_id is null or provider_id = :messageId)
                        """)
                .param("id", deliveryId)
                .param("messageId", messageId)
                .query(String.class)
                .optional();
    }
}
