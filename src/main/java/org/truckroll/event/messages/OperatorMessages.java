// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.event.messages;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import org.truckroll.event.EventWork;
import org.truckroll.event.FaxParts;
import org.truckroll.event.Inbound;
import org.truckroll.event.InboundEvent;
import org.truckroll.event.InboundEvents;
import org.truckroll.event.messages.OperatorMessage.Draft;
import org.truckroll.event.messages.OperatorMessage.To;
import org.truckroll.lifecycle.OrderLifecycle;
import org.truckroll.notification.Address;
import org.truckroll.notification.Attached;
import org.truckroll.notification.Audience;
import org.truckroll.notification.Channel;
import org.truckroll.notification.Notice;
import org.truckroll.notification.NoticeReports;
import org.truckroll.notification.Notifications;
import org.truckroll.people.Caller;
import org.truckroll.people.OnCall;
import org.truckroll.people.People;
import org.truckroll.shared.Ids;
import org.truckroll.shared.Page;
import org.truckroll.shared.Problem;
import org.truckroll.shared.Problem.FieldError;

/**
 * Sends what operators write (GEO-06, GEO-34, GEO-37 to GEO-43). The message, its event, the end of the event that it forwards and what is to be sent
 * commit together, or not at all.
 */
@Service
public class OperatorMessages {

    public static final String PROCESS = "operator-message";
    /** The text of the notice. */
    public static final String NOTICE = "operator-message";

    private static final Logger log = LoggerFactory.getLogger(OperatorMessages.class);

    private static final String SOURCE = "operator-message";
    private static final int LONGEST_TEXT = 20_000;
    /** What every provider takes in one message. */
    private static final int LONGEST_SMS = 700;

    private static final int LONGEST_TITLE = 200;
    private static final int SHORT_TITLE = 80;
    private static final int LONGEST_NOTE = 2000;
    private static final int MOST_RECIPIENTS = 200;
    private static final Set<Channel> WAYS = EnumSet.of(Channel.MAIL, Channel.SMS, Channel.FAX);

    /** A message with what was written and to whom. */
    public record Sent(OperatorMessage message, @Nullable String title, String text, List<To> recipients) {}

    /** What goes along, and how many bytes are too many to go. */
    private record Carried(List<Attached> attached, long leftOut) {}

    private static final Carried NOTHING = new Carried(List.of(), 0);

    private final MessageRows rows;
    private final Contacts contacts;
    private final InboundEvents events;
    private final EventWork work;
    private final Notifications notifications;
    private final NoticeReports reports;
    private final OnCall onCall;
    private final People people;
    private final OrderLifecycle lifecycle;
    private final Clock clock;

    OperatorMessages(
            MessageRows rows,
            Contacts contacts,
            InboundEvents events,
            EventWork work,
            Notifications notifications,
            NoticeReports reports,
            OnCall onCall,
            People people,
            OrderLifecycle lifecycle,
            Clock clock) {
        this.rows = rows;
        this.contacts = contacts;
        this.events = events;
        this.work = work;
        this.notifications = notifications;
        this.reports = reports;
        this.onCall = onCall;
        this.people = people;
        this.lifecycle = lifecycle;
        this.clock = clock;
    }

    /**
     * Writes a message and sends it, through its process.
     *
     * @throws Problem 403 {@code no-operator}, and {@code not-active} for who forwards; 404; 409 of the forwarded event; 422 {@code invalid-message}
     */
    @Transactional
    public Sent send(Draft draft, Caller caller) {
        OperatorMessage message = write(draft, caller);
        lifecycle.start(PROCESS, message.id(), Map.of());
        return get(message.id(), caller);
    }

    /** The first step: what the operator asks for is checked and kept, as an event of its own. */
    @Transactional
    public OperatorMessage write(Draft draft, Caller caller) {
        InboundEvent forwarded = draft.eventId() == null
                ? null
                : events.get(events.named(draft.eventId()), caller).event();
        String division = forwarded == null ? division(draft, caller) : forwarded.division();
        requireOperator(division, caller);
        List<FieldError> errors = new ArrayList<>();
        String text = draft.text() == null && forwarded != null ? forwarded.text() : draft.text();
        if (text == null || text.isBlank() || draft.text() != null && text.length() > LONGEST_TEXT) {
            errors.add(new FieldError("/text", "1 to " + LONGEST_TEXT + " characters"));
        }
        if (draft.text() != null
                && draft.text().length() > LONGEST_SMS
                && draft.channels().contains(Channel.SMS)) {
            errors.add(new FieldError("/text", "at most " + LONGEST_SMS + " characters by SMS"));
        }
        String title = draft.title() == null && forwarded != null ? forwarded.subject() : draft.title();
        if (draft.title() != null && draft.title().length() > LONGEST_TITLE) {
            errors.add(new FieldError("/title", "at most " + LONGEST_TITLE + " characters"));
        }
        if (draft.note() != null && draft.note().length() > LONGEST_NOTE) {
            errors.add(new FieldError("/note", "at most " + LONGEST_NOTE + " characters"));
        }
        if (draft.channels().isEmpty() || !WAYS.containsAll(draft.channels())) {
            errors.add(new FieldError("/channels", "one or more of MAIL, SMS, FAX"));
        }
        List<To> recipients = recipients(division, draft, errors);
        recipients.stream()
                .map(To::channel)
                .distinct()
                .filter(channel -> !notifications.carries(division, channel))
                .forEach(channel ->
                        errors.add(new FieldError("/channels", "nobody carries " + channel + " for " + division)));
        if (!errors.isEmpty()) {
            throw Problem.unprocessable(
                    "invalid-message",
                    "The message has " + errors.size() + " fault(s). Nothing was sent.",
                    errors.toArray(FieldError[]::new));
        }
        Instant now = clock.instant();
        OperatorMessage message = new OperatorMessage(
                Ids.next(),
                division,
                caller.id(),
                forwarded == null ? null : forwarded.id(),
                draft.severity(),
                draft.channels(),
                forwarded != null && draft.original(),
                draft.note(),
                now);
        rows.add(message, recipients);
        events.own(
                message.id(),
                new Inbound(
                        Inbound.Kind.OPERATOR_MESSAGE,
                        SOURCE,
                        message.id(),
                        division,
                        caller.id(),
                        title,
                        String.valueOf(text),
                        List.of(),
                        null,
                        false,
                        now));
        log.info(
                "Operator message was written: messageId={} division={} operator={} forwards={} recipients={} channels={}",
                message.id(),
                division,
                caller.id(),
                message.forwardedEvent(),
                recipients.size(),
                message.channels());
        return message;
    }

    /** True for the id of a message that is written already. */
    public boolean written(String id) {
        return rows.find(id).isPresent();
    }

    /** The second step, where an event is forwarded: it is archived in the name of the operator (GEO-42). */
    @Transactional
    public void archiveForwarded(String id, Caller caller) {
        OperatorMessage message = rows.find(id).orElseThrow();
        work.forwardedBy(String.valueOf(message.forwardedEvent()), id, message.note(), caller);
    }

    /** The last step: it is told, with the caller's transaction. */
    @Transactional
    public void tell(String id, Caller caller) {
        Sent sent = get(id, caller);
        OperatorMessage message = sent.message();
        Carried carried = message.original() ? carried(String.valueOf(message.forwardedEvent()), caller) : NOTHING;
        notifications.tell(new Notice(
                key(id),
                NOTICE,
                message.severity(),
                message.division(),
                id,
                new Audience.Addresses(sent.recipients().stream()
                        .map(to -> new Address(to.channel(), to.address(), to.name(), to.language()))
                        .toList()),
                Map.of(
                        "title",
                        title(sent),
                        "text",
                        carried.leftOut() == 0
                                ? sent.text()
                                : sent.text() + "\n\n" + InboundEvents.notAttached(carried.leftOut()),
                        "short",
                        shortened(sent.text().strip(), LONGEST_SMS)),
                carried.attached(),
                Notice.Origin.PERSON));
    }

    /** By which the report of the notice is found (GEO-45). */
    public static String key(String id) {
        return "operator-message/" + id;
    }

    /** @throws Problem 404 also for a message of another division */
    public Sent get(String id, Caller caller) {
        OperatorMessage message = rows.find(id)
                .filter(found -> caller.sees(found.division()))
                .orElseThrow(() -> Problem.notFound("operator message", id));
        InboundEvent event = events.get(id, caller).event();
        return new Sent(message, event.subject(), event.text(), rows.recipients(id));
    }

    /**
     * What became of it (GEO-45).
     *
     * @throws Problem 404 also for a message of another division
     */
    public NoticeReports.Report report(String id, Caller caller) {
        OperatorMessage message = get(id, caller).message();
        NoticeReports.Search search = new NoticeReports.Search(message.division(), id, NOTICE, null, null, null);
        return reports.notices(search, caller, Page.Request.of(1, null)).stream()
                .findFirst()
                .map(told -> reports.of(told.id(), caller))
                .orElseThrow(() -> Problem.notFound("report", id));
    }

    public Page<OperatorMessage> list(@Nullable String division, Caller caller, Page.Request page) {
        Set<String> divisions = division == null ? caller.divisions() : Set.of(division);
        if (!caller.divisions().containsAll(divisions)) {
            throw Problem.notFound("division", String.valueOf(division));
        }
        return page.page(rows.list(divisions, page), OperatorMessage::id);
    }

    private String division(Draft draft, Caller caller) {
        if (draft.division() != null) {
            if (!caller.sees(draft.division())) {
                throw Problem.notFound("division", draft.division());
            }
            return draft.division();
        }
        List<String> own = people.divisions().stream()
                .filter(division -> onCall.isOperator(caller.id(), division))
                .toList();
        if (own.size() != 1) {
            throw Problem.unprocessable(
                    "invalid-message", "Name the division.", new FieldError("/division", "required"));
        }
        return own.get(0);
    }

    private void requireOperator(String division, Caller caller) {
        if (!onCall.isOperator(caller.id(), division)) {
            throw new Problem(
                    HttpStatus.FORBIDDEN, "no-operator", "Messages are sent by operators of '" + division + "'.");
        }
    }

    /** Everybody by every chosen way that the address book has; nobody may be left out unnoticed. */
    private List<To> recipients(String division, Draft draft, List<FieldError> errors) {
        Set<String> words = draft.recipients().stream()
                .map(String::strip)
                .filter(word -> !word.isEmpty())
                .collect(Collectors.toCollection(LinkedHashSet::new));
        if (words.isEmpty() || words.size() > MOST_RECIPIENTS) {
            errors.add(new FieldError("/recipients", "1 to " + MOST_RECIPIENTS + " contacts of the address book"));
            return List.of();
        }
        List<Contact> found = contacts.named(division, words);
        for (String word : words) {
            if (found.stream()
                    .noneMatch(contact ->
                            contact.id().equals(word) || contact.ref().equals(word))) {
                errors.add(new FieldError("/recipients", "'" + word + "' is not in the address book"));
            }
        }
        List<To> recipients = new ArrayList<>();
        for (Contact contact : found) {
            int before = recipients.size();
            for (Channel channel : WAYS) {
                String address = draft.channels().contains(channel) ? contact.by(channel) : null;
                if (address != null) {
                    recipients.add(new To(contact.id(), channel, address, contact.name(), contact.language()));
                }
            }
            if (recipients.size() == before) {
                errors.add(new FieldError("/recipients", "'" + contact.ref() + "' is not reached by what was chosen"));
            }
        }
        return recipients;
    }

    private static String title(Sent sent) {
        if (sent.title() != null && !sent.title().isBlank()) {
            return sent.title();
        }
        return shortened(sent.text().strip().lines().findFirst().orElse(""), SHORT_TITLE);
    }

    private static String shortened(String text, int most) {
        if (text.length() <= most) {
            return text;
        }
        int end = most - 1;
        return text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end) + "…";
    }

    /** A mail goes along as it came; of everything else its parts, a fax as its PDF (GEO-39). */
    private Carried carried(String eventId, Caller caller) {
        InboundEvents.Detail detail = events.get(eventId, caller);
        if (detail.original() && detail.event().kind() == Inbound.Kind.MAIL) {
            InboundEvents.File mail = events.original(eventId, caller);
            return mail.content().length > InboundEvents.MOST_ATTACHED
                    ? new Carried(List.of(), mail.content().length)
                    : new Carried(List.of(attached(mail)), 0);
        }
        List<Attached> attached = new ArrayList<>();
        long room = InboundEvents.MOST_ATTACHED;
        long leftOut = 0;
        for (InboundEvents.Part part : FaxParts.toSend(detail.event().kind(), detail.parts())) {
            if (part.size() > room) {
                leftOut += part.size();
            } else {
                room -= part.size();
                attached.add(attached(events.part(eventId, part.place(), caller)));
            }
        }
        return new Carried(attached, leftOut);
    }

    private static Attached attached(InboundEvents.File file) {
        return new Attached(file.name(), file.mediaType(), file.content());
    }
}
