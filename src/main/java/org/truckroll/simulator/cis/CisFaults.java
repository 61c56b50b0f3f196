// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.simulator.cis;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Profile;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.truckroll.simulator.SimulatorProblem;

/** How the CIS fails at present, and how many deliveries it has turned down since it was last told to fail. */
@Repository
@Profile("demo")
class CisFaults {

    /** Status 0 = healthy; {@code times} absent = until told otherwise. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record State(int status, @Nullable Integer times, long refused) {}

    record Request(@Nullable Integer status, @Nullable Integer times) {

        Request checked() {
            if (status == null) {
                throw SimulatorProblem.invalid("/status", "is required; 0 or 200 = healthy");
            }
            if (status != 0 && status != 200 && (status < 300 || status > 599)) {
                throw SimulatorProblem.invalid("/status", "must be 0 or 200 (healthy), or lie between 300 and 599");
            }
            if (times != null && times < 1) {
                throw SimulatorProblem.invalid("/times", "must be 1 or more; leave it out for no limit");
            }
            return this;
        }
    }

    private final JdbcClient jdbc;

    CisFaults(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    State state() {
        return jdbc.sql("select status, times_left, refused from tr_sim_cis_fault where fault_id = 1")
                .query((row, number) -> {
                    var times = row.getObject("times_left", Integer.class);
                    var spent = times != null && times == 0;
                    return new State(spent ? 0 : row.getInt("status"), spent ? null : times, row.getLong("refused"));
                })
                .single();
    }

    /** The count of refusals starts anew only with a new failure, so that it can be read after the recovery. */
    void put(Request request) {
        if (request.status() == null || request.status() == 0 || request.status() == 200) {
            jdbc.sql("update tr_sim_cis_fault set status = 0, times_left = null where fault_id = 1")
                    .update();
            return;
        }
        jdbc.sql("update tr_sim_cis_fault set status = :status, times_left = :times, refused = 0 where fault_id = 1")
                .param("status", request.status())
                .param("times", request.times())
                .update();
    }

    /** The status to turn this delivery down with, counted. */
    Optional<Integer> strike() {
        var status = state().status();
        if (status == 0) {
            return Optional.empty();
        }
        var counted = jdbc.sql("""
                        update tr_sim_cis_fault set times_left = times_left - 1, refused = refused + 1
                        where fault_id = 1 and status = :status and (times_left is null or times_left > 0)
                        """).param("status", status).update();
        return counted == 1 ? Optional.of(status) : Optional.empty();
    }
}
