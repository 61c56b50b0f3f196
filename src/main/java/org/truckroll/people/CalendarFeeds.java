// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.people;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import org.truckroll.shared.Problem;

/**
 * The shifts of one operator for a calendar program, which cannot log in: whoever knows the secret in the address reads them. The secret is shown once,
 * kept as a hash, and ends with the next one or at the operator's wish.
 */
@Service
public class CalendarFeeds {

    private static final Logger log = LoggerFactory.getLogger(CalendarFeeds.class);

    private static final Duration BEFORE = Duration.ofDays(31);
    private static final Duration AFTER = Duration.ofDays(183);
    private static final int SECRET_BYTES = 32;

    /** What a feed shows. */
    public record Feed(Person person, List<Shift> shifts, Instant at) {}

    private final OnCallDesk desk;
    private final OnCall onCall;
    private final OnCallRows rows;
    private final Persons persons;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    CalendarFeeds(OnCallDesk desk, OnCall onCall, OnCallRows rows, Persons persons, Clock clock) {
        this.desk = desk;
        this.onCall = onCall;
        this.rows = rows;
        this.persons = persons;
        this.clock = clock;
    }

    /** A new secret; the one before opens nothing any more. */
    @Transactional
    public String open(Caller caller) {
        if (desk.divisionsOf(caller.id()).isEmpty()) {
            throw Problem.notFound("operator", caller.id());
        }
        byte[] bytes = new byte[SECRET_BYTES];
        random.nextBytes(bytes);
        String secret = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        persons.mayWork(caller.id());
        rows.putFeed(caller.id(), hash(secret));
        log.info("Calendar feed was opened: person={}", caller.id());
        return secret;
    }

    /** When the present secret was made. */
    public Optional<Instant> openedAt(Caller caller) {
        return rows.feedOf(caller.id());
    }

    @Transactional
    public void close(Caller caller) {
        if (rows.removeFeed(caller.id())) {
            log.info("Calendar feed was closed: person={}", caller.id());
        }
    }

    /** The shifts of the last month and the next half year; empty when nobody's secret is this, or no more. */
    public Optional<Feed> read(String secret) {
        Instant now = clock.instant();
        return rows.personOfFeed(hash(secret))
                .flatMap(persons::find)
                .filter(Person::active)
                .map(person -> new Feed(
                        person,
                        desk.divisionsOf(person.id()).stream()
                                .flatMap(division ->
                                        onCall.shifts(division, now.minus(BEFORE), now.plus(AFTER)).stream())
                                .filter(shift -> shift.person().equals(person.id()))
                                .sorted(Comparator.comparing(Shift::from))
                                .toList(),
                        now));
    }

    private static String hash(String secret) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
