// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle.security;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.truckroll.shared.SqlTime;

/**
 * Logins of people in our own pages. A session is a row that every node finds; the browser holds a random token, the row a hash of it. Groups and
 * divisions are read anew with every request, and a session ends when its person is gone or has another password.
 */
@Component
class Sessions {

    /** What the browser keeps. */
    static final String COOKIE = "TRUCKROLL_LOGIN";
    /** What a page sends with every call, and no foreign page can know. */
    static final String HEADER = "X-Truckroll-Session";

    private static final Logger log = LoggerFactory.getLogger(Sessions.class);
    /** A request that follows another within this time leaves the row alone. */
    private static final Duration STEP = Duration.ofMinutes(1);

    private static final int TOKEN_BYTES = 32;

    private final JdbcClient jdbc;
    private final Logins logins;
    private final SessionProperties properties;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    Sessions(JdbcClient jdbc, Logins logins, SessionProperties properties, Clock clock) {
        this.jdbc = jdbc;
        this.logins = logins;
        this.properties = properties;
        this.clock = clock;
    }

    /** A session that holds: whose it is, and when it ends at the latest. */
    record Open(Logins.Person person, Instant expires) {}

    private record Row(String person, String mark, Instant lastSeen, Instant expires) {}

    /** Starts a session and returns its token, which nobody has seen before. */
    String open(Logins.Person person) {
        byte[] bytes = new byte[TOKEN_BYTES];
        random.nextBytes(bytes);
        String token = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        Instant now = clock.instant();
        jdbc.sql("""
                        insert into tr_session (token_hash, person, login_mark, created_at, last_seen_at, expires_at)
                        values (:hash, :person, :mark, :now, :now, :expires)
                        """)
                .param("hash", hash("session", token))
                .param("person", person.caller().id())
                .param("mark", mark(person))
                .param("now", SqlTime.toSql(now))
                .param("expires", SqlTime.toSql(now.plus(properties.longest())))
                .update();
        log.info("Session started: person={}", person.caller().id());
        return token;
    }

    /** The session, while it holds; using it keeps it from being idle. */
    Optional<Open> find(String token) {
        String hash = hash("session", token);
        Optional<Row> row = jdbc.sql(
                        "select person, login_mark, last_seen_at, expires_at from tr_session where token_hash = :hash")
                .param("hash", hash)
                .query((rs, i) -> new Row(
                        rs.getString("person"),
                        rs.getString("login_mark"),
                        SqlTime.read(rs, "last_seen_at"),
                        SqlTime.read(rs, "expires_at")))
                .optional();
        Instant now = clock.instant();
        if (row.isEmpty()
                || !now.isBefore(row.get().expires())
                || !now.isBefore(row.get().lastSeen().plus(properties.idle()))) {
            return Optional.empty();
        }
        Optional<Logins.Person> person = logins.present(row.get().person())
                .filter(known -> mark(known).equals(row.get().mark()));
        if (person.isPresent() && now.isAfter(row.get().lastSeen().plus(STEP))) {
            jdbc.sql("update tr_session set last_seen_at = :now where token_hash = :hash")
                    .param("now", SqlTime.toSql(now))
                    .param("hash", hash)
                    .update();
        }
        return person.map(found -> new Open(found, row.get().expires()));
    }

    /** Ends a session; one that is not there has ended. */
    void close(String token) {
        jdbc.sql("delete from tr_session where token_hash = :hash")
                .param("hash", hash("session", token))
                .update();
    }

    Duration longest() {
        return properties.longest();
    }

    /** What a page proves with that it belongs to this session: it follows from the token, and the token does not follow from it. */
    static String proof(String token) {
        return hash("page", token);
    }

    static boolean proves(String proof, String token) {
        return MessageDigest.isEqual(
                proof.getBytes(StandardCharsets.UTF_8), proof(token).getBytes(StandardCharsets.UTF_8));
    }

    @Scheduled(initialDelayString = "PT1M", fixedDelayString = "PT15M")
    void sweep() {
        Instant now = clock.instant();
        int ended = jdbc.sql("delete from tr_session where expires_at <= :now or last_seen_at <= :idle")
                .param("now", SqlTime.toSql(now))
                .param("idle", SqlTime.toSql(now.minus(properties.idle())))
                .update();
        if (ended > 0) {
            log.info("Ended sessions were removed: count={}", ended);
        }
    }

    /** Changes with the password; the stored password itself is a hash already. */
    private static String mark(Logins.Person person) {
        return hash("login", person.caller().id() + " " + person.storedPassword());
    }

    private static String hash(String purpose, String text) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest((purpose + ":" + text).getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is missing in this Java runtime", e);
        }
    }
}
