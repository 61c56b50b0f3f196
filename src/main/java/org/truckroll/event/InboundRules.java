// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.event;

import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import org.truckroll.event.InboundEvent.Handling;
import org.truckroll.notification.Audience;
import org.truckroll.notification.Severity;
import org.truckroll.people.Caller;
import org.truckroll.people.OrgPath;
import org.truckroll.servicepoint.ServicePoint;

/** What the table {@code inbound-rule} looks at, and what becomes of an event by what it says (GEO-04, GEO-13, GEO-20 to GEO-23). */
@Service
public class InboundRules {

    public static final String TABLE = "inbound-rule";

    private static final Logger log = LoggerFactory.getLogger(InboundRules.class);
    private static final int LONGEST_TEXT = 20_000;

    private final EventRows rows;
    private final EventFiles files;
    private final EventLog history;
    private final EventCodes codes;
    private final EventNotices notices;
    private final EventOperators operators;
    private final OperatorReplies replies;
    private final FaultPlace places;
    private final OrgPath path;

    InboundRules(
            EventRows rows,
            EventFiles files,
            EventLog history,
            EventCodes codes,
            EventNotices notices,
            EventOperators operators,
            OperatorReplies replies,
            FaultPlace places,
            OrgPath path) {
        this.rows = rows;
        this.files = files;
        this.history = history;
        this.codes = codes;
        this.notices = notices;
        this.operators = operators;
        this.replies = replies;
        this.places = places;
        this.path = path;
    }

    /** The inputs of the table; texts in lower case, so that a rule need not ask for both. */
    public Map<String, Object> names(String eventId) {
        InboundEvent event = rows.find(eventId).orElseThrow();
        Map<String, Object> names = new LinkedHashMap<>();
        names.put("division", event.division());
        names.put("channel", event.kind().name());
        names.put("sender", lower(event.sender()));
        names.put("subject", lower(event.subject()));
        names.put("text", lower(EventRows.clip(event.text(), LONGEST_TEXT)));
        names.put(
                "attachment",
                files.entries(eventId).stream()
                        .map(part -> lower(part.name()) + " " + lower(part.mediaType()))
                        .collect(Collectors.joining("; ")));
        names.put(
                "timeBand",
                TimeBand.of(LocalDateTime.ofInstant(event.receivedAt(), path.zone(event.division())))
                        .name());
        names.put("critical24x7", critical(event));
        return names;
    }

    /** Must run all the day and night (SOL24-17). */
    private boolean critical(InboundEvent event) {
        return places.of(event)
                .map(ServicePoint::flags)
                .orElse(ServicePoint.Flags.NONE)
                .critical24x7();
    }

    private static String lower(@Nullable String text) {
        return text == null ? "" : text.toLowerCase(Locale.ROOT);
    }

    /**
     * Takes what the table said. What an operator answers by SMS needs no rule; what a machine answered to ourselves alerts nobody, or it would go
     * round for ever.
     *
     * @param row the outputs of the row that matched
     * @return how the process goes on
     */
    @Transactional
    public Handling decided(String eventId, Map<String, Object> row) {
        InboundEvent event = rows.lock(eventId).orElseThrow();
        Handling handling;
        String rule = text(row, "rule").orElse("");
        if (replies.isReply(event)) {
            handling = Handling.REPLY;
            rule = "";
        } else if (event.automatic()) {
            handling = Handling.ARCHIVE;
            rule = "AUTOMATIC";
        } else {
            handling = outcome(row, event);
        }
        Severity severity = severity(row, event);
        rows.handled(eventId, handling, severity, rule);
        history.add(eventId, EventLog.Kind.RULED, Caller.SERVER.id(), (rule + " " + handling).strip());
        log.info("Event was ruled: eventId={} handling={} severity={} rule={}", eventId, handling, severity, rule);
        if (handling == Handling.REQUIRE_OPERATOR) {
            requireOperator(eventId);
        }
        return handling;
    }

    /** A row that cannot be read brings its messages to an operator, rather than to nobody. */
    private static Handling outcome(Map<String, Object> row, InboundEvent event) {
        String said = text(row, "outcome").orElse(Handling.REQUIRE_OPERATOR.name());
        return Handling.BY_RULE.stream()
                .filter(handling -> handling.name().equals(said))
                .findFirst()
                .orElseGet(() -> {
                    misread("outcome", row, event);
                    return Handling.REQUIRE_OPERATOR;
                });
    }

    /** At least URGENT for what must run all the day and night. */
    private Severity severity(Map<String, Object> row, InboundEvent event) {
        if (critical(event)) {
            return Severity.URGENT;
        }
        String said = text(row, "severity").orElse(Severity.URGENT.name());
        return Arrays.stream(Severity.values())
                .filter(severity -> severity.name().equals(said))
                .findFirst()
                .orElseGet(() -> {
                    misread("severity", row, event);
                    return Severity.URGENT;
                });
    }

    private static void misread(String output, Map<String, Object> row, InboundEvent event) {
        log.error(
                "Row of the table says nothing that is known, an operator is asked: table={} rule={} output={} eventId={}",
                TABLE,
                text(row, "rule").orElse(""),
                output,
                event.id());
    }

    /** The event becomes PENDING with a number by which operators answer; its alerts follow. */
    void requireOperator(String eventId) {
        rows.pending(eventId);
        codes.give(eventId);
    }

    /** Archived by rule; nobody is told (GEO-20). */
    @Transactional
    public void archive(String eventId) {
        archive(rows.lock(eventId).orElseThrow());
    }

    /** All who are on call are told, once; then it is archived (GEO-21). */
    @Transactional
    public void tellOnce(String eventId) {
        InboundEvent event = rows.lock(eventId).orElseThrow();
        Severity severity = event.severity() == null ? Severity.URGENT : event.severity();
        Set<String> people = operators.upTo(event.division(), Integer.MAX_VALUE);
        notices.note(
                event,
                people.isEmpty() ? operators.fallback(event.division()) : new Audience.People(List.copyOf(people)),
                severity);
        places.of(event).ifPresent(point -> notices.responsible(event, point.id()));
        archive(event);
    }

    void archive(InboundEvent event) {
        rows.acked(event.id(), Caller.SERVER.id(), null);
        history.add(event.id(), EventLog.Kind.ARCHIVED, Caller.SERVER.id(), null);
    }

    private static Optional<String> text(Map<String, Object> row, String name) {
        return Optional.ofNullable(row.get(name))
                .map(value -> value.toString().strip())
                .filter(value -> !value.isEmpty());
    }
}
