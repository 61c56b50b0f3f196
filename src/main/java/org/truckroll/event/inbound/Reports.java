// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.event.inbound;

import java.time.Clock;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.truckroll.event.Inbound;
import org.truckroll.event.InboundEvents;
import org.truckroll.people.Caller;
import org.truckroll.people.People;
import org.truckroll.servicepoint.ServicePoints;
import org.truckroll.shared.Ids;
import org.truckroll.shared.Problem;

/** Takes what customers' systems ask for and what machines tell by REST (SOL24-08, SOL24-11). */
@Service
public class Reports {

    private static final Pattern KEY = Pattern.compile("[!-~]{1,150}");

    private static final int MOST_FILES = 10;

    /** A file of a report; content in base64. */
    public record FileDocument(
            @Nullable String name,
            @Nullable String mediaType,
            @Nullable String content) {}

    /**
     * A report, unchecked.
     *
     * @param kind CLIENT_REQUEST when not told; MACHINE needs a dedupeKey; SERVICE_NOTICE, the announcement of a work, is for {@code integration} only
     * @param dedupeKey the same key again is the same event
     */
    public record Report(
            @Nullable String kind,
            @Nullable String dedupeKey,
            @Nullable String division,
            @Nullable String servicePointId,
            @Nullable String sender,
            @Nullable String subject,
            @Nullable String text,
            @Nullable List<FileDocument> files) {}

    private final InboundDoor door;
    private final ServicePoints points;
    private final InboundProperties settings;
    private final Clock clock;

    Reports(InboundDoor door, ServicePoints points, InboundProperties settings, Clock clock) {
        this.door = door;
        this.points = points;
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * Stores it and starts its way.
     *
     * @throws Problem 400 for what is malformed; 403 for a kind that is not the caller's; 409 when the kind is off; 422 for a point or division that the caller does not see; 429 beyond
     *     the limit of the sender
     */
    public InboundEvents.Receipt take(Report report, Caller caller) {
        List<Problem.FieldError> faults = new ArrayList<>();
        Inbound.Kind kind = kind(report, faults);
        if (kind == Inbound.Kind.SERVICE_NOTICE && !caller.in(People.INTEGRATION)) {
            throw Problem.forbidden("Announcements of work are for the group 'integration'.");
        }
        String text = text(report.text(), "/text", settings.maxText(), faults);
        if (text.isEmpty()) {
            faults.add(new Problem.FieldError("/text", "required"));
        }
        String key = report.dedupeKey();
        if (key == null ? kind == Inbound.Kind.MACHINE : !KEY.matcher(key).matches()) {
            faults.add(new Problem.FieldError(
                    "/dedupeKey",
                    "1 to 150 letters without spaces; a machine must give one, the same for the same fault"));
        }
        String subject = text(report.subject(), "/subject", MailParser.LONGEST_SUBJECT, faults);
        String sender = text(report.sender(), "/sender", 100, faults);
        List<Inbound.Part> files = files(report.files(), faults);
        if (!faults.isEmpty()) {
            throw Problem.badRequest("The report cannot be read.", faults);
        }
        String division = division(report, caller);
        return door.admit(new Inbound(
                kind,
                "rest:" + caller.id(),
                // A key of one kind says nothing of the other.
                key == null ? Ids.next() : kind + ":" + key,
                division,
                sender.isEmpty() ? caller.id() : caller.id() + "/" + sender,
                subject.isEmpty() ? null : subject,
                text,
                files,
                null,
                false,
                clock.instant(),
                report.servicePointId()));
    }

    private static Inbound.Kind kind(Report report, List<Problem.FieldError> faults) {
        if (report.kind() == null || report.kind().equals("CLIENT_REQUEST")) {
            return Inbound.Kind.CLIENT_REQUEST;
        }
        if (report.kind().equals("SERVICE_NOTICE")) {
            return Inbound.Kind.SERVICE_NOTICE;
        }
        if (!report.kind().equals("MACHINE")) {
            faults.add(new Problem.FieldError("/kind", "CLIENT_REQUEST, MACHINE or SERVICE_NOTICE"));
        }
        return Inbound.Kind.MACHINE;
    }

    private static String text(@Nullable String text, String pointer, int longest, List<Problem.FieldError> faults) {
        String clean = text == null ? "" : PlainText.lines(text, Integer.MAX_VALUE);
        if (clean.length() > longest) {
            faults.add(new Problem.FieldError(pointer, "at most " + longest + " letters"));
        }
        return clean;
    }

    private static List<Inbound.Part> files(@Nullable List<FileDocument> files, List<Problem.FieldError> faults) {
        List<Inbound.Part> parts = new ArrayList<>();
        List<FileDocument> given = files == null ? List.of() : files;
        if (given.size() > MOST_FILES) {
            faults.add(new Problem.FieldError("/files", "at most " + MOST_FILES));
            return parts;
        }
        for (int i = 0; i < given.size(); i++) {
            FileDocument file = given.get(i);
            try {
                byte[] content = Base64.getDecoder().decode(file.content() == null ? "" : file.content());
                if (content.length == 0) {
                    throw new IllegalArgumentException("empty");
                }
                String type = MailParser.mediaType(String.valueOf(file.mediaType()));
                parts.add(new Inbound.Part(
                        MailParser.fileName(file.name() == null ? "" : file.name(), type, i + 1), type, content));
            } catch (IllegalArgumentException e) {
                faults.add(new Problem.FieldError("/files/" + i + "/content", "base64, not empty"));
            }
        }
        return parts;
    }

    /** That of the point, else as told, else the only one of the caller. */
    private String division(Report report, Caller caller) {
        String point = report.servicePointId();
        if (point != null) {
            return points.find(point)
                    .filter(found -> caller.sees(found.division()))
                    .filter(found ->
                            report.division() == null || report.division().equals(found.division()))
                    .orElseThrow(() -> Problem.unprocessable(
                            "unknown-service-point",
                            "There is no such service point that you may see.",
                            new Problem.FieldError("/servicePointId", "is not known")))
                    .division();
        }
        if (report.division() == null && caller.divisions().size() == 1) {
            return caller.divisions().iterator().next();
        }
        if (report.division() == null || !caller.sees(report.division())) {
            throw Problem.unprocessable(
                    "unknown-division",
                    "Name a division of yours, or a service point.",
                    new Problem.FieldError("/division", "is not known"));
        }
        return report.division();
    }
}
