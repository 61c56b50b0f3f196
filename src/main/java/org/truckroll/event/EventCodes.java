// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.event;

import java.security.SecureRandom;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * Short numbers by which operators answer by SMS. They go round, so that a late answer does not meet the next event; a number is given again only
 * when its event is archived. Who knows one does not know the next one: the sender of an SMS can be forged.
 */
@Repository
class EventCodes {

    private static final int LAST = 9999;
    private static final int LONGEST_LEAP = 97;

    private final SecureRandom leaps = new SecureRandom();
    private final JdbcClient jdbc;

    EventCodes(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Gives an event its number, or the one it has. */
    int give(String eventId) {
        int last = jdbc.sql("select code from tr_inbound_code_last for update")
                .query(Integer.class)
                .single();
        Optional<Integer> known = jdbc.sql("select code from tr_inbound_code where event_id = :id")
                .param("id", eventId)
                .query(Integer.class)
                .optional();
        if (known.isPresent()) {
            return known.get();
        }
        int code = next(last);
        jdbc.sql("insert into tr_inbound_code (code, event_id) values (:code, :id)")
                .param("code", code)
                .param("id", eventId)
                .update();
        jdbc.sql("update tr_inbound_code_last set code = :code")
                .param("code", code)
                .update();
        return code;
    }

    private int next(int last) {
        int from = last + leaps.nextInt(LONGEST_LEAP);
        for (int tried = 0; tried < LAST; tried++) {
            int code = (from + tried) % LAST + 1;
            if (eventOf(code).isEmpty()) {
                return code;
            }
        }
        // So many wait for an operator that no number is left: then they are taken by other ways.
        int most = jdbc.sql("select max(code) from tr_inbound_code")
                .query(Integer.class)
                .single();
        return most + 1;
    }

    Optional<String> eventOf(int code) {
        return jdbc.sql("select event_id from tr_inbound_code where code = :code")
                .param("code", code)
                .query(String.class)
                .optional();
    }
}
