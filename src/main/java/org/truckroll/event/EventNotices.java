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
import org.truckroll.notification.ObjectResponsibles;
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
    /** For who may know and need do nothing: told once (GEO-21), or because nobody is on call. */
    static final String NOTE = "inbound-note";
    /** Instead of an alert, to who can call somebody: nobody is on call, and who is told cannot take charge. */
    static final String NOBODY = "inbound-nobody";
    /** Nobody took charge, and nobody is alerted any more. */
    static final String UNATTENDED = "inbound-unattended";
    /** What became of an operator's answer by SMS. */
    static final String ANSWER = "inbound-reply-";
    /** An operator forwards it (GEO-37). */
    static final String FORWARDED = "inbound-forwarded";

    /** Those responsible for the object that it is about; nobody is asked to take charge (SOL24-14 to SOL24-16). */
    static final String FAULT = "object-fault";

    private static final int LONGEST_TEXT = 20_000;
    /** Of an SMS: with what stands around it, less than every provider takes. */
    private static final int LONGEST_SHORT = 600;

    private static final int LONGEST_TOPIC = 60;
    /** Read by the clock of the division, as in all texts. */
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm");

    private static final List<String> ALERTS = List.of(ALERT, NOBODY, SMS);

    /** What goes along, and how many bytes are too many to go. */
    private record Carried(List<Attached> attached, long leftOut) {

        static final Carried NOTHING = new Carried(List.of(), 0);
    }

    private final Notifications notifications;
    private final EventFiles files;
    private final ObjectResponsibles responsibles;
    private final OrgPath path;

    EventNotices(Notifications notifications, EventFiles files, ObjectResponsibles responsibles, OrgPath path) {
        this.notifications = notifications;
        this.files = files;
        this.responsibles = responsibles;
        this.path = path;
    }

    /** The message itself, to who is on call; with which alert. */
    void received(InboundEvent event, Audience audience, Severity severity) {
        boolean sms = event.kind() == Inbound.Kind.SMS;
        tell(
                event,
                "received/" + event.round() + "/" + event.alerts(),
                sms ? SMS : RECEIVED,
                severity,
                audience,
                values(event),
                sms ? Carried.NOTHING : carried(event),
                Notice.Origin.AUTOMATIC);
    }

    /** The message itself, to who need do nothing about it. */
    void note(InboundEvent event, Audience audience, Severity severity) {
        tell(
                event,
                "note/" + event.round(),
                NOTE,
                severity,
                audience,
                values(event),
                carried(event),
                Notice.Origin.AUTOMATIC);
    }

    void nobody(InboundEvent event, Audience audience, Severity severity, int number) {
        tell(
                event,
                "nobody/" + event.round() + "/" + number,
                NOBODY,
                severity,
                audience,
                values(event),
                Carried.NOTHING,
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
                Carried.NOTHING,
                Notice.Origin.AUTOMATIC);
    }

    /** Nobody is to be alerted of it any more: also what is on its way stops. */
    void silence(String eventId) {
        ALERTS.forEach(alert -> notifications.recall(eventId, alert));
    }

    /** Once for each object; where nobody is entered, nobody is told. */
    void responsible(InboundEvent event, String objectId) {
        if (!responsibles.anybody(objectId, event.division())) {
            return;
        }
        Map<String, String> values = values(event);
        values.put("object", objectId);
        tell(
                event,
                "responsible/" + objectId,
                FAULT,
                event.severity() == null ? Severity.URGENT : event.severity(),
                new Audience.Responsible(objectId),
                values,
                Carried.NOTHING,
                Notice.Origin.AUTOMATIC);
    }

    void unattended(InboundEvent event, Audience audience) {
        tell(
                event,
                "unattended/" + event.round(),
                UNATTENDED,
                Severity.IMPORTANT,
                audience,
                values(event),
                Carried.NOTHING,
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
                Carried.NOTHING,
                Notice.Origin.AUTOMATIC);
    }

    /** @param text what the operator wrote instead of the original; null: the original goes as it came */
    void forwarded(InboundEvent event, Audience audience, Severity severity, @Nullable String text, boolean original) {
        Map<String, String> values = values(event);
        if (text != null) {
            values.put("text", text);
            values.put("short", shortened(text, LONGEST_SHORT));
        }
        tell(
                event,
                "forwarded",
                FORWARDED,
                severity,
                audience,
                values,
                original ? carried(event) : Carried.NOTHING,
                Notice.Origin.PERSON);
    }

    private void tell(
            InboundEvent event,
            String key,
            String name,
            Severity severity,
            Audience audience,
            Map<String, String> values,
            Carried carried,
            Notice.Origin origin) {
        Map<String, String> told = new LinkedHashMap<>(values);
        if (carried.leftOut() > 0) {
            told.merge("text", InboundEvents.notAttached(carried.leftOut()), (text, more) -> text + "\n\n" + more);
        }
        notifications.tell(new Notice(
                "event/" + event.id() + "/" + key,
                name,
                severity,
                event.division(),
                event.id(),
                audience,
                told,
                carried.attached(),
                origin));
    }

    private Map<String, String> values(InboundEvent event) {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("eventId", event.id());
        values.put("code", event.code() == null ? "" : event.code().toString());
        values.put("kind", event.kind().name());
        values.put("sender", event.sender());
        String subject = event.subject() == null ? "" : event.subject();
        values.put("subject", subject);
        values.put("topic", shortened(subject.isBlank() ? event.text() : subject, LONGEST_TOPIC));
        values.put("text", EventRows.clip(event.text(), LONGEST_TEXT));
        values.put("short", shortened(event.text(), LONGEST_SHORT));
        values.put("receivedAt", TIME.format(event.receivedAt().atZone(path.zone(event.division()))));
        values.put("division", event.division());
        return values;
    }

    /** A mail goes on as it came; of everything else its parts, a fax as its PDF. */
    private Carried carried(InboundEvent event) {
        if (event.kind() == Inbound.Kind.MAIL) {
            return files.original(event.id())
                    .map(mail -> mail.bytes().length > InboundEvents.MOST_ATTACHED
                            ? new Carried(List.of(), mail.bytes().length)
                            : new Carried(List.of(attached(mail)), 0))
                    .orElse(Carried.NOTHING);
        }
        List<Attached> attached = new ArrayList<>();
        long room = InboundEvents.MOST_ATTACHED;
        long leftOut = 0;
        for (InboundEvents.Part entry : FaxParts.toSend(event.kind(), files.entries(event.id()))) {
            if (entry.size() > room) {
                leftOut += entry.size();
            } else {
                room -= entry.size();
                files.part(event.id(), entry.place()).ifPresent(part -> attached.add(attached(part)));
            }
        }
        return new Carried(attached, leftOut);
    }

    private static Attached attached(EventFiles.Content content) {
        return new Attached(content.name(), content.mediaType(), content.bytes());
    }

    private static String shortened(String text, int most) {
        String stripped = text.strip();
        return stripped.length() <= most ? stripped : EventRows.clip(stripped, most - 1) + "…";
    }
}
