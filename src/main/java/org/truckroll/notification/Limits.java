// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.notification;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;
import org.truckroll.shared.SqlTime;

/** How many messages one address gets in how long: carriers block a sender that sends more (field-notes 2.1). Counted over all nodes. */
@Component
class Limits {

    /** So many in so long. */
    record Limit(int messages, Duration in) {

        private static final Pattern FORM = Pattern.compile("([1-9]\\d{0,5})/(P.+)");

        static Limit of(String text) {
            Matcher matcher = FORM.matcher(text.strip());
            try {
                if (matcher.matches() && Duration.parse(matcher.group(2)).toMillis() > 0) {
                    return new Limit(Integer.parseInt(matcher.group(1)), Duration.parse(matcher.group(2)));
                }
            } catch (DateTimeParseException | ArithmeticException e) {
                // Told below.
            }
            throw new IllegalArgumentException(
                    "truckroll.notification.limits: '" + text + "' is not of the form 5/PT15M");
        }
    }

    private static final List<String> SMS = List.of("1/PT1M", "5/PT15M", "11/PT1H", "21/PT3H");

    private final Map<Channel, List<Limit>> limits = new EnumMap<>(Channel.class);
    private final JdbcClient jdbc;
    private final Clock clock;
    private final TransactionTemplate savepoint;

    Limits(NotificationProperties properties, JdbcClient jdbc, Clock clock, PlatformTransactionManager transactions) {
        this.jdbc = jdbc;
        this.clock = clock;
        this.savepoint = new TransactionTemplate(transactions);
        this.savepoint.setPropagationBehavior(TransactionDefinition.PROPAGATION_NESTED);
        limits.put(Channel.SMS, parsed(SMS));
        properties.limits().forEach((channel, words) -> limits.put(channel, parsed(words)));
    }

    private static List<Limit> parsed(List<String> words) {
        return words.stream().filter(word -> !word.isBlank()).map(Limit::of).toList();
    }

    /**
     * When the address may get its next message; empty for at once. Holds the address until the end of the transaction: who takes room, or takes
     * others along by SMS, does so under it.
     */
    Optional<Instant> roomAt(Channel channel, String recipient) {
        List<Limit> own = limits.getOrDefault(channel, List.of());
        if (own.isEmpty() && channel != Channel.SMS) {
            return Optional.empty();
        }
        hold(channel, recipient);
        Instant now = clock.instant();
        return own.stream()
                .flatMap(limit -> roomAt(channel, recipient, limit, now).stream())
                .max(Instant::compareTo);
    }

    private Optional<Instant> roomAt(Channel channel, String recipient, Limit limit, Instant now) {
        // The one that must leave the window before another one fits in.
        return jdbc.sql("""
                        select taken_at from tr_delivery
                        where channel = :channel and recipient = :recipient and taken_at > :since
                        order by taken_at desc offset %d rows fetch first 1 rows only
                        """.formatted(limit.messages() - 1))
                .param("channel", channel.name())
                .param("recipient", recipient)
                .param("since", SqlTime.toSql(now.minus(limit.in())))
                .query((rs, row) -> SqlTime.read(rs, "taken_at"))
                .optional()
                .map(taken -> taken.plus(limit.in()));
    }

    private void hold(Channel channel, String recipient) {
        if (lock(channel, recipient)) {
            return;
        }
        try {
            savepoint.executeWithoutResult(status -> jdbc.sql(
                            "insert into tr_notice_address (channel, recipient) values (:channel, :recipient)")
                    .param("channel", channel.name())
                    .param("recipient", recipient)
                    .update());
        } catch (DuplicateKeyException e) {
            lock(channel, recipient);
        }
    }

    private boolean lock(Channel channel, String recipient) {
        return jdbc.sql("""
                        select recipient from tr_notice_address where channel = :channel and recipient = :recipient for update
                        """)
                .param("channel", channel.name())
                .param("recipient", recipient)
                .query(String.class)
                .optional()
                .isPresent();
    }
}
