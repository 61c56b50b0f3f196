// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.closure;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonRawValue;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.truckroll.serviceorder.OrderEvent;
import org.truckroll.serviceorder.OrderEvents;

/**
 * An event on the wire: CloudEvents 1.0, JSON format.
 *
 * @param division extension: whose matter it is
 * @param offset extension: place in the pull feed
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CloudEvent(
        String specversion,
        String id,
        String source,
        String type,
        String subject,
        Instant time,
        String division,
        @Nullable Long offset,
        String datacontenttype,
        @JsonRawValue String data) {

    public static final String MEDIA_TYPE = "application/cloudevents+json";
    private static final String SOURCE = "/truckroll";

    static CloudEvent of(OrderEvent event) {
        return of(
                event.eventId(),
                event.type().word(),
                event.subject(),
                event.at(),
                event.division(),
                null,
                event.data());
    }

    public static CloudEvent of(OrderEvents.Entry entry) {
        return of(
                entry.id(), entry.type(), entry.subject(), entry.at(), entry.division(), entry.offset(), entry.data());
    }

    private static CloudEvent of(
            String id, String type, String subject, Instant at, String division, @Nullable Long offset, String data) {
        return new CloudEvent("1.0", id, SOURCE, type, subject, at, division, offset, "application/json", data);
    }
}
