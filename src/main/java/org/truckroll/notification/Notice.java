// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.notification;

import java.util.List;
import java.util.Map;

/**
 * What somebody shall be told, once.
 *
 * @param key tells this notice from all others: told again with the same key, it is not told again
 * @param event names the text: {@code notices/<event>.json}
 * @param subject what it is about, such as an order or an event; notices to one address about one subject keep their order
 * @param values for the places of the text
 */
public record Notice(
        String key,
        String event,
        Severity severity,
        String division,
        String subject,
        Audience audience,
        Map<String, String> values,
        List<Attached> attachments,
        Origin origin) {

    /** Where a notice comes from; decides whether one that cannot be delivered raises an alert (GEO-44, pitfall 10). */
    public enum Origin {
        /** The server by itself, such as a rule. */
        AUTOMATIC,
        /** A person wrote it. */
        PERSON,
        /** It tells that another one was not delivered. */
        ALERT,
        /** It tells that an alert was not delivered: by mail alone, and nothing follows it. */
        ALERT_ABOUT_ALERT
    }

    public Notice {
        values = Map.copyOf(values);
        attachments = List.copyOf(attachments);
    }

    public Notice(
            String key,
            String event,
            Severity severity,
            String division,
            String subject,
            Audience audience,
            Map<String, String> values) {
        this(key, event, severity, division, subject, audience, values, List.of(), Origin.AUTOMATIC);
    }

    /** Without what is told to whom. */
    @Override
    public String toString() {
        return "Notice[key=" + key + ", event=" + event + ", severity=" + severity + ", division=" + division
                + ", subject=" + subject + ", origin=" + origin + "]";
    }
}
