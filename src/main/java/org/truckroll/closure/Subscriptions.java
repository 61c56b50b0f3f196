// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.closure;

import java.net.URI;
import java.net.URISyntaxException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;
import org.truckroll.people.Caller;
import org.truckroll.people.People;
import org.truckroll.serviceorder.OrderEvent;
import org.truckroll.shared.AddressGuard;
import org.truckroll.shared.Ids;
import org.truckroll.shared.Page;
import org.truckroll.shared.Problem;
import org.truckroll.shared.RefusedAddressException;
import org.truckroll.shared.SqlTime;

/** Who wants to be told what, and where (SOM-14). A subscription is its owner's alone. */
@Repository
public class Subscriptions {

    private static final Logger log = LoggerFactory.getLogger(Subscriptions.class);

    /** What can be subscribed to; the answer goes to the requester only. */
    private static final List<String> WORDS = Arrays.stream(OrderEvent.Type.values())
            .filter(type -> type != OrderEvent.Type.SERVICE_ORDER_ANSWER)
            .map(OrderEvent.Type::word)
            .toList();

    private static final Pattern ORDER_TYPE = Pattern.compile("[A-Z][A-Z_]{0,39}");
    private static final String ANY = "*";
    private static final int LONGEST_CALLBACK = 2000;
    private static final int LONGEST_SECRET = 400;
    private static final int MOST_TYPES = 40;
    private static final String COLUMNS =
            "id, owner, callback, events, order_types, divisions, format, query, state, created_at, ended_at";

    /** What a caller asks for, unchecked. */
    public record Wish(
            @Nullable String callback,
            @Nullable List<@Nullable String> events,
            @Nullable List<@Nullable String> types,
            @Nullable List<@Nullable String> divisions,
            @Nullable String secret) {}

    /** A new subscription; the secret is told once and only when it was made here. */
    public record Made(Subscription subscription, @Nullable String secret) {}

    /** Where an event may go; a hub of TMF641 chooses by its own words too. */
    record Match(
            String subscriptionId,
            String callback,
            Subscription.Format format,
            Set<String> events,
            Set<String> states) {

        boolean wants(TmfEvents.Notification notification) {
            return events.contains(notification.eventType())
                    && (states.isEmpty() || states.contains(notification.state().word()));
        }
    }

    /** How to write to a subscriber: signed when there is a secret. */
    record Recipient(Subscription.Format format, @Nullable String secret) {}

    private final JdbcClient jdbc;
    private final Clock clock;
    private final People people;
    private final AddressGuard guard;

    Subscriptions(JdbcClient jdbc, Clock clock, People people, AddressGuard guard) {
        this.jdbc = jdbc;
        this.clock = clock;
        this.people = people;
        this.guard = guard;
    }

    /**
     * Subscribes.
     *
     * @throws Problem 400 when something is missing or malformed; 422 for a callback that is not called, an unknown event or division
     */
    @Transactional
    public Made subscribe(Caller caller, Wish wish) {
        String callback = checkedCallback(wish.callback());
        List<String> events = checkedEvents(wish.events());
        List<String> types = checkedTypes(wish.types());
        List<String> divisions = checkedDivisions(wish.divisions(), caller);
        String given = checkedSecret(wish.secret());
        String secret = given == null ? Signature.newSecret() : given;
        Subscription subscription = new Subscription(
                Ids.next(),
                caller.id(),
                callback,
                events,
                new Subscription.Filter(types, divisions),
                Subscription.Format.CLOUDEVENTS,
                null,
                Subscription.State.ACTIVE,
                clock.instant(),
                null);
        store(subscription, caller, events, List.of(), secret);
        return new Made(subscription, given == null ? secret : null);
    }

    /**
     * Subscribes through the hub of TMF641, which knows no secret: without one, messages are not signed.
     *
     * @throws Problem as {@link #subscribe}; 400 also for a query that cannot be followed
     */
    @Transactional
    public Subscription subscribeHub(
            Caller caller, @Nullable String address, @Nullable String query, @Nullable String secret) {
        String callback = checkedCallback(address);
        HubQuery wanted = HubQuery.read(query);
        Subscription.Filter filter = hubFilter(caller, wanted);
        Subscription subscription = new Subscription(
                Ids.next(),
                caller.id(),
                callback,
                wanted.eventTypes(),
                filter,
                Subscription.Format.TMF641,
                wanted.text(),
                Subscription.State.ACTIVE,
                clock.instant(),
                null);
        store(subscription, caller, wanted.sources(), wanted.states(), checkedSecret(secret));
        return subscription;
    }

    private static Subscription.Filter hubFilter(Caller caller, HubQuery wanted) {
        try {
            return new Subscription.Filter(
                    checkedTypes(new ArrayList<>(wanted.categories())),
                    checkedDivisions(new ArrayList<>(wanted.divisions()), caller));
        } catch (Problem problem) {
            throw problem.at(pointer -> "/query");
        }
    }

    private void store(
            Subscription subscription,
            Caller caller,
            List<String> sources,
            List<String> states,
            @Nullable String secret) {
        List<String> divisions = subscription.filter().division();
        jdbc.sql("""
                        insert into tr_subscription
                        (id, owner, owner_divisions, callback, events, order_types, divisions, format, query, states, secret, state, created_at)
                        values (:id, :owner, :ownerDivisions, :callback, :events, :types, :divisions, :format, :query, :states, :secret,
                        'ACTIVE', :createdAt)
                        """)
                .param("id", subscription.id())
                .param("owner", caller.id())
                .param("ownerDivisions", join(caller.divisions()))
                .param("callback", subscription.callback())
                .param("events", join(subscription.events()))
                .param("types", join(subscription.filter().type()))
                .param("divisions", join(divisions))
                .param("format", subscription.format().name())
                .param("query", subscription.query())
                .param("states", join(states))
                .param("secret", secret)
                .param("createdAt", SqlTime.toSql(subscription.createdAt()))
                .update();
        for (String event : sources) {
            for (String division : divisions.isEmpty() ? List.of(ANY) : divisions) {
                jdbc.sql(
                                "insert into tr_subscription_match (event, division, subscription_id) values (:event, :division, :id)")
                        .param("event", event)
                        .param("division", division)
                        .param("id", subscription.id())
                        .update();
            }
        }
        log.info(
                "Subscription made: subscriptionId={} owner={} format={} events={}",
                subscription.id(),
                caller.id(),
                subscription.format(),
                subscription.events());
    }

    public Optional<Subscription> find(String id, Caller owner) {
        return jdbc.sql("select " + COLUMNS + " from tr_subscription where id = :id and owner = :owner")
                .param("id", id)
                .param("owner", owner.id())
                .query(Subscriptions::map)
                .optional();
    }

    /** Newest first. */
    public List<Subscription> of(Caller owner, Page.Request page) {
        var statement = jdbc.sql("select " + COLUMNS + " from tr_subscription where owner = :owner"
                        + (page.after() == null ? "" : " and id < :after") + " order by id desc fetch first "
                        + page.fetch() + " rows only")
                .param("owner", owner.id());
        if (page.after() != null) {
            statement = statement.param("after", page.after());
        }
        return statement.query(Subscriptions::map).list();
    }

    /** Forgets a subscription; what still waits for it is dropped by the delivery. False when there is none. */
    @Transactional
    public boolean remove(String id, Caller owner) {
        boolean removed = jdbc.sql("delete from tr_subscription where id = :id and owner = :owner")
                        .param("id", id)
                        .param("owner", owner.id())
                        .update()
                == 1;
        if (removed) {
            unmatch(id);
            log.info("Subscription removed: subscriptionId={} owner={}", id, owner.id());
        }
        return removed;
    }

    /** The recipient is gone for good. */
    void end(String id) {
        int changed = jdbc.sql(
                        "update tr_subscription set state = 'ENDED', ended_at = :now where id = :id and state = 'ACTIVE'")
                .param("now", SqlTime.toSql(clock.instant()))
                .param("id", id)
                .update();
        unmatch(id);
        if (changed == 1) {
            log.info("Subscription ended by its recipient: subscriptionId={}", id);
        }
    }

    /** How to write to a subscriber while the subscription is active. */
    Optional<Recipient> recipient(String id) {
        return jdbc.sql("select format, secret from tr_subscription where id = :id and state = 'ACTIVE'")
                .param("id", id)
                .query((rs, row) ->
                        new Recipient(Subscription.Format.valueOf(rs.getString("format")), rs.getString("secret")))
                .optional();
    }

    /**
     * Who is to be told, in a fixed order, so that two transactions take their lanes in the same one. Read anew for every event: a subscription
     * holds from the moment its 201 was sent, on every node.
     */
    List<Match> matching(OrderEvent event) {
        record Row(Match match, String owner, Set<String> ownerDivisions, Set<String> types) {}
        List<Row> rows = jdbc.sql("""
                        select s.id, s.owner, s.owner_divisions, s.callback, s.order_types, s.format, s.events, s.states
                        from tr_subscription_match m join tr_subscription s on s.id = m.subscription_id
                        where m.event = :event and m.division in (:division, '*') and s.state = 'ACTIVE'
                        order by s.id
                        """)
                .param("event", event.type().word())
                .param("division", event.division())
                .query((rs, row) -> new Row(
                        new Match(
                                rs.getString("id"),
                                rs.getString("callback"),
                                Subscription.Format.valueOf(rs.getString("format")),
                                Set.copyOf(split(rs.getString("events"))),
                                Set.copyOf(split(rs.getString("states")))),
                        rs.getString("owner"),
                        Set.copyOf(split(rs.getString("owner_divisions"))),
                        Set.copyOf(split(rs.getString("order_types")))))
                .list();
        return rows.stream()
                .filter(row -> row.types().isEmpty()
                        || event.orderType() == null
                        || row.types().contains(event.orderType()))
                .filter(row -> sees(row.owner(), row.ownerDivisions(), event.division()))
                .map(Row::match)
                .toList();
    }

    /** An API client loses what it may no longer see; for others the divisions of the day they subscribed count. */
    private boolean sees(String owner, Set<String> atSubscription, String division) {
        return people.client(owner)
                .map(client -> client.enabled() && client.divisions().contains(division))
                .orElseGet(() -> atSubscription.contains(division));
    }

    private void unmatch(String id) {
        jdbc.sql("delete from tr_subscription_match where subscription_id = :id")
                .param("id", id)
                .update();
    }

    private String checkedCallback(@Nullable String callback) {
        if (callback == null || callback.isBlank()) {
            throw malformed("/callback", "A callback address is required.");
        }
        if (callback.length() > LONGEST_CALLBACK) {
            throw malformed("/callback", "A callback address has at most " + LONGEST_CALLBACK + " characters.");
        }
        try {
            guard.check(new URI(callback));
            return callback;
        } catch (URISyntaxException e) {
            throw malformed("/callback", "This is not an address.");
        } catch (RefusedAddressException e) {
            throw Problem.unprocessable(
                    "callback-refused",
                    "The callback address is refused.",
                    new Problem.FieldError("/callback", e.reason()));
        }
    }

    private static List<String> checkedEvents(@Nullable List<@Nullable String> events) {
        if (events == null || events.isEmpty()) {
            throw malformed("/events", "At least one event is required, of " + WORDS + ".");
        }
        List<Problem.FieldError> errors = new ArrayList<>();
        Set<String> known = new LinkedHashSet<>();
        for (int i = 0; i < events.size(); i++) {
            String word = events.get(i);
            if (word != null && WORDS.contains(word)) {
                known.add(word);
            } else {
                errors.add(new Problem.FieldError("/events/" + i, "'" + word + "' is not one of " + WORDS + "."));
            }
        }
        refuse("unknown-event", "There is no such event.", errors);
        return List.copyOf(known);
    }

    private static List<String> checkedTypes(@Nullable List<@Nullable String> types) {
        Set<String> known = new LinkedHashSet<>();
        List<@Nullable String> given = types == null ? List.of() : types;
        for (int i = 0; i < given.size(); i++) {
            String type = given.get(i);
            if (type == null || !ORDER_TYPE.matcher(type).matches()) {
                throw malformed("/filter/type/" + i, "An order type is written like CUT or BACK_TO_BACK.");
            }
            known.add(type);
        }
        if (known.size() > MOST_TYPES) {
            throw malformed("/filter/type", "At most " + MOST_TYPES + " order types.");
        }
        return List.copyOf(known);
    }

    private static List<String> checkedDivisions(@Nullable List<@Nullable String> divisions, Caller caller) {
        List<Problem.FieldError> errors = new ArrayList<>();
        Set<String> known = new LinkedHashSet<>();
        List<@Nullable String> given = divisions == null ? List.of() : divisions;
        for (int i = 0; i < given.size(); i++) {
            String division = given.get(i);
            if (division != null && caller.sees(division)) {
                known.add(division);
            } else {
                errors.add(new Problem.FieldError("/filter/division/" + i, "This is no division that you may see."));
            }
        }
        refuse("unknown-division", "There is no such division that you may see.", errors);
        return List.copyOf(known);
    }

    private static @Nullable String checkedSecret(@Nullable String secret) {
        if (secret == null) {
            return null;
        }
        if (secret.isBlank() || secret.length() > LONGEST_SECRET) {
            throw malformed("/secret", "A secret has 1 to " + LONGEST_SECRET + " characters.");
        }
        try {
            Signature.key(secret);
            return secret;
        } catch (IllegalArgumentException e) {
            throw malformed("/secret", "After whsec_ a secret must be base64.");
        }
    }

    private static void refuse(String name, String detail, List<Problem.FieldError> errors) {
        if (!errors.isEmpty()) {
            throw Problem.unprocessable(name, detail, errors.toArray(Problem.FieldError[]::new));
        }
    }

    private static Problem malformed(String pointer, String message) {
        return Problem.badRequest(message, List.of(new Problem.FieldError(pointer, message)));
    }

    private static Subscription map(ResultSet rs, int row) throws SQLException {
        return new Subscription(
                rs.getString("id"),
                rs.getString("owner"),
                rs.getString("callback"),
                split(rs.getString("events")),
                new Subscription.Filter(split(rs.getString("order_types")), split(rs.getString("divisions"))),
                Subscription.Format.valueOf(rs.getString("format")),
                rs.getString("query"),
                Subscription.State.valueOf(rs.getString("state")),
                SqlTime.read(rs, "created_at"),
                SqlTime.readNullable(rs, "ended_at"));
    }

    private static String join(Iterable<String> words) {
        return String.join(",", words);
    }

    private static List<String> split(@Nullable String text) {
        return text == null || text.isEmpty() ? List.of() : List.of(text.split(","));
    }
}
