// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.event;

import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.truckroll.notification.Attached;
import org.truckroll.notification.Audience;
import org.truckroll.notification.Notice;
import org.truckroll.notification.Notifications;
import org.truckroll.notification.Severity;
import org.truckroll.people.OrgPath;

/** What people are told of an event. Each notice has a key of its own, so that a step that is tried again tells nobody twice. */
@Component
class EventNotices {

    /** The first time: with what came (GEO-08, GEO-09). */
    static final String RECEIVED = "inbound-received";
    /** An SMS that came, word for word (GEO-10). */
    static final String SMS = "inbound-sms";
    /** Again and again until somebody takes charge (GEO-24); recalled then. */
    static final String ALERT = "inbound-alert";
    /** Nobody took charge, and nobody is alerted any more. */
    static final String UNATTENDED = "inbound-unattended";
    /** What became of an operator's answer by SMS. */
    static final String ANSWER = "inbound-reply-";
    /** An operator forwards it (GEO-37). */
    static final String FORWARDED = "inbound-forwarded";

    private static final int LONGEST_TEXT = 20_000;
    /** By the clock of the division. */
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm");

    private final Notifications notifications;
    private final EventFiles files;
    private final OrgPath path;

    EventNotices(Notifications notifications, EventFiles files, OrgPath path) {
        this.notifications = notifications;
        this.files = files;
        this.path = path;
    }

    /** The message itself, to who is on call. */
    void received(InboundEvent event, Audience audience, Severity severity) {
        boolean sms = event.kind() == Inbound.Kind.SMS;
        tell(
                event,
                "received/" + event.round() + "/" + event.step(),
                sms ? SMS : RECEIVED,
                severity,
                audience,
                values(event),
                sms ? List.of() : attachments(event.id(), event.kind()),
                Notice.Origin.AUTOMATIC);
    }

    void alert(InboundEvent event, Audience audience, Severity severity, int number) {
        tell(
                event,
                "alert/" + event.round() + "/" + number,
                ALERT,
                severity,
                audience,
                values(event),
                List.of(),
                Notice.Origin.AUTOMATIC);
    }

    /** Nobody is to be alerted of it any more: also what is on its way stops. */
    void silence(String eventId) {
        notifications.recall(eventId, ALERT);
    }

    void unattended(InboundEvent event, Audience audience) {
        tell(
                event,
                "unattended/" + event.round(),
                UNATTENDED,
                Severity.IMPORTANT,
                audience,
                values(event),
                List.of(),
                Notice.Origin.AUTOMATIC);
    }

    void answered(InboundEvent reply, String operator, ReplyActions.Result result, int code) {
        tell(
                reply,
                "answer",
                ANSWER + result.name().toLowerCase(Locale.ROOT),
                Severity.URGENT,
                new Audience.People(List.of(operator)),
                Map.of("code", String.valueOf(code)),
                List.of(),
                Notice.Origin.AUTOMATIC);
    }

    /** @param text what the operator wrote instead of the original; null: the original goes as it came */
    void forwarded(InboundEvent event, Audience audience, Severity severity, @Nullable String text, boolean original) {
        Map<String, String> values = values(event);
        if (text != null) {
            values.put("text", text);
        }
        tell(
                event,
                "forwarded",
                FORWARDED,
                severity,
                audience,
                values,
                original ? attachments(event.id(), event.kind()) : List.of(),
                Notice.Origin.PERSON);
    }

    private void tell(
            InboundEvent event,
            String key,
            String name,
            Severity severity,
            Audience audience,
            Map<String, String> values,
            List<Attached> attachments,
            Notice.Origin origin) {
        notifications.tell(new Notice(
                "event/" + event.id() + "/" + key,
                name,
                severity,
                event.division(),
                event.id(),
                audience,
                values,
                attachments,
                origin));
    }

    private Map<String, String> values(InboundEvent event) {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("eventId", event.id());
        values.put("code", event.code() == null ? "" : event.code().toString());
        values.put("kind", event.kind().name());
        values.put("sender", event.sender());
        values.put("subject", event.subject() == null ? "" : event.subject());
        values.put("text", EventRows.clip(event.text(), LONGEST_TEXT));
        values.put("receivedAt", TIME.format(event.receivedAt().atZone(path.zone(event.division()))));
        values.put("division", event.division());
        return values;
    }

    /** A mail goes on as it came; of everything else its parts, a fax as its PDF. */
    private List<Attached> attachments(String eventId, Inbound.Kind kind) {
        if (kind == Inbound.Kind.MAIL) {
            return files.original(eventId)
                    .map(mail -> List.of(new Attached(mail.name(), mail.mediaType(), mail.bytes())))
                    .orElse(List.of());
        }
        List<Attached> attached = new ArrayList<>();
        for (InboundEvents.Part entry : files.entries(eventId)) {
            files.part(eventId, entry.place())
                    .ifPresent(part -> attached.add(new Attached(part.name(), part.mediaType(), part.bytes())));
        }
        return attached;
    }
}
