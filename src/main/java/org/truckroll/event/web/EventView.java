// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.event.web;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.truckroll.event.Inbound;
import org.truckroll.event.InboundEvent;
import org.truckroll.event.InboundEvents;
import org.truckroll.notification.Severity;

/** An event in a list; its text stands in {@link Detail}. */
record EventView(
        String id,
        Inbound.Kind kind,
        String division,
        InboundEvent.State state,
        InboundEvent.@Nullable Handling handling,
        @Nullable Severity severity,
        @Nullable Integer code,
        String sender,
        @Nullable String subject,
        Instant receivedAt,
        @Nullable Instant pendingAt,
        int alerts,
        int step,
        @Nullable String operator,
        @Nullable Instant takenAt,
        @Nullable Instant returnAt,
        @Nullable Instant archivedAt,
        @Nullable String orderId) {

    static EventView of(InboundEvent event) {
        return new EventView(
                event.id(),
                event.kind(),
                event.division(),
                event.state(),
                event.handling(),
                event.severity(),
                event.code(),
                event.sender(),
                event.subject(),
                event.receivedAt(),
                event.pendingAt(),
                event.alerts(),
                event.step(),
                event.operator(),
                event.takenAt(),
                event.returnAt(),
                event.ackedAt(),
                event.orderId());
    }

    /** A file that came with it. */
    record Part(int place, String name, String mediaType, int size, String digest) {}

    /** Something that happened to it. */
    record LogEntry(String kind, String by, @Nullable String detail, Instant at) {}

    /** An event with all that is known. */
    record Detail(
            String id,
            Inbound.Kind kind,
            String source,
            String messageId,
            String division,
            InboundEvent.State state,
            InboundEvent.@Nullable Handling handling,
            @Nullable String rule,
            @Nullable Severity severity,
            @Nullable Integer code,
            String sender,
            @Nullable String subject,
            String text,
            boolean automatic,
            Instant receivedAt,
            @Nullable Instant pendingAt,
            int round,
            int alerts,
            int step,
            @Nullable Instant alertedAt,
            @Nullable String operator,
            @Nullable Instant takenAt,
            @Nullable Instant returnAt,
            @Nullable Instant archivedAt,
            @Nullable String archivedBy,
            @Nullable String servicePointId,
            @Nullable String orderId,
            @Nullable String note,
            boolean original,
            List<Part> parts,
            List<LogEntry> log) {

        static Detail of(InboundEvents.Detail detail) {
            InboundEvent event = detail.event();
            return new Detail(
                    event.id(),
                    event.kind(),
                    event.source(),
                    event.messageId(),
                    event.division(),
                    event.state(),
                    event.handling(),
                    event.rule(),
                    event.severity(),
                    event.code(),
                    event.sender(),
                    event.subject(),
                    event.text(),
                    event.automatic(),
                    event.receivedAt(),
                    event.pendingAt(),
                    event.round(),
                    event.alerts(),
                    event.step(),
                    event.alertedAt(),
                    event.operator(),
                    event.takenAt(),
                    event.returnAt(),
                    event.ackedAt(),
                    event.ackedBy(),
                    event.servicePointId(),
                    event.orderId(),
                    event.note(),
                    detail.original(),
                    detail.parts().stream()
                            .map(part ->
                                    new Part(part.place(), part.name(), part.mediaType(), part.size(), part.digest()))
                            .toList(),
                    detail.log().stream()
                            .map(entry -> new LogEntry(entry.kind(), entry.by(), entry.detail(), entry.at()))
                            .toList());
        }
    }
}
