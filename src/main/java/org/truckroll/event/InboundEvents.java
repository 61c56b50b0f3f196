// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.event;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Service;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.truckroll.lifecycle.OrderLifecycle;
import org.truckroll.people.Caller;
import org.truckroll.shared.Ids;
import org.truckroll.shared.Page;
import org.truckroll.shared.Problem;

/** Takes in what comes from outside, and shows it to those who may see its division (GEO-01, GEO-11). */
@Service
@EnableConfigurationProperties(EventProperties.class)
public class InboundEvents {

    public static final String PROCESS = "inbound-event";

    private static final Logger log = LoggerFactory.getLogger(InboundEvents.class);

    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,6}");
    /** Bytes that go along with a notice; mail servers refuse more, and the message would reach nobody. */
    public static final long MOST_ATTACHED = 10_000_000;

    /** Stands in the text instead. */
    public static String notAttached(long bytes) {
        return "[" + (bytes + 999_999) / 1_000_000
                + " MB of files are too much to go along. They are kept with the event.]";
    }

    /**
     * A message is stored.
     *
     * @param known it had been before
     */
    public record Receipt(String eventId, boolean known) {}

    /** What is looked for; null or empty means any. */
    public record Search(
            Set<String> states,
            @Nullable String kind,
            @Nullable String division,
            @Nullable String operator) {}

    /** An event with its files and its history. */
    public record Detail(InboundEvent event, boolean original, List<Part> parts, List<Entry> log) {}

    /** A file that came with it, without its content. */
    public record Part(int place, String name, String mediaType, int size, String digest) {}

    /** Something that happened to it. */
    public record Entry(String kind, String by, @Nullable String detail, Instant at) {}

    /** The bytes of an original or of a part. */
    public record File(String name, String mediaType, byte[] content) {}

    private final EventRows rows;
    private final EventFiles files;
    private final EventLog history;
    private final EventCodes codes;
    private final OrderLifecycle lifecycle;
    private final TransactionTemplate transaction;

    InboundEvents(
            EventRows rows,
            EventFiles files,
            EventLog history,
            EventCodes codes,
            OrderLifecycle lifecycle,
            PlatformTransactionManager transactions) {
        this.rows = rows;
        this.files = files;
        this.history = history;
        this.codes = codes;
        this.lifecycle = lifecycle;
        this.transaction = new TransactionTemplate(transactions);
    }

    /**
     * Stores a message and starts its way; durable when this returns, or with the caller's transaction. The same (source, messageId) is the same
     * event, also when two nodes bring it at the same moment.
     */
    public Receipt receive(Inbound inbound) {
        try {
            return Objects.requireNonNull(transaction.execute(status -> store(inbound)));
        } catch (DuplicateKeyException e) {
            if (TransactionSynchronizationManager.isActualTransactionActive()) {
                throw e;
            }
            return known(inbound);
        }
    }

    /** Files what an operator sends as an event that needs nobody: archived, with the caller's transaction (GEO-43). */
    public void own(String id, Inbound message) {
        if (!rows.add(id, message)) {
            throw new IllegalStateException("Event is known: " + id);
        }
        files.add(id, message);
        history.add(id, EventLog.Kind.RECEIVED, message.sender(), null);
        rows.acked(id, message.sender(), null);
        history.add(id, EventLog.Kind.ARCHIVED, message.sender(), null);
    }

    private Receipt store(Inbound inbound) {
        String id = Ids.next();
        if (!rows.add(id, inbound)) {
            return known(inbound);
        }
        files.add(id, inbound);
        history.add(id, EventLog.Kind.RECEIVED, inbound.source(), null);
        lifecycle.start(PROCESS, id, Map.of());
        log.info(
                "Event received: eventId={} kind={} source={} division={} parts={}",
                id,
                inbound.kind(),
                inbound.source(),
                inbound.division(),
                inbound.parts().size());
        return new Receipt(id, false);
    }

    private Receipt known(Inbound inbound) {
        return new Receipt(rows.idOf(inbound.source(), inbound.messageId()).orElseThrow(), true);
    }

    /**
     * Newest first.
     *
     * @throws Problem 404 for a division that the caller does not see
     */
    public List<InboundEvent> list(Search search, Caller caller, Page.Request page) {
        if (search.division() != null && !caller.sees(search.division())) {
            throw Problem.notFound("division", search.division());
        }
        return rows.list(search, caller.divisions(), page);
    }

    /** @throws Problem 404 also for an event of a division that the caller does not see */
    public Detail get(String id, Caller caller) {
        InboundEvent event = visible(rows.find(id), id, caller);
        return new Detail(event, files.hasOriginal(id), files.entries(id), history.of(id));
    }

    /** The id of an open event by the number that its alerts and tasks show; what is no such number is taken for an id. */
    public String named(String word) {
        return NUMBER.matcher(word).matches()
                ? codes.eventOf(Integer.parseInt(word)).orElse(word)
                : word;
    }

    /** For who proves by a link of the customer that he may know how far it is. */
    public Optional<InboundEvent> tracked(String id) {
        return rows.find(id);
    }

    /** @throws Problem 404 also where the source gave no original */
    public File original(String id, Caller caller) {
        visible(rows.find(id), id, caller);
        return file(files.original(id), id);
    }

    /** @throws Problem 404 */
    public File part(String id, int place, Caller caller) {
        visible(rows.find(id), id, caller);
        return file(files.part(id, place), id);
    }

    private static File file(Optional<EventFiles.Content> content, String id) {
        return content.map(found -> new File(found.name(), found.mediaType(), found.bytes()))
                .orElseThrow(() -> Problem.notFound("file of event", id));
    }

    static InboundEvent visible(Optional<InboundEvent> event, String id, Caller caller) {
        return event.filter(found -> caller.sees(found.division())).orElseThrow(() -> Problem.notFound("event", id));
    }
}
