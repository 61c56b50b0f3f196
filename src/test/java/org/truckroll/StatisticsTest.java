// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.truckroll.Assignments.Assignment;

/** On the database of the demo. */
@ProcessTest
class StatisticsTest extends StatisticsContract {

    /** Counting costs the work one statement for each change of a visit, and one for the end of an order. */
    @Test
    void eachChangeCostsOneStatement() {
        Assignment warm = send();
        warm.complete("{\"mode\":\"TURNED_OFF\"}").is(200);
        jdbc.sql("set query_statistics_max_entries 2000").update();
        jdbc.sql("set query_statistics true").update();
        try {
            Assignment visit = send();
            for (String status : List.of(
                    "claim {}",
                    "status {\"status\":\"EN_ROUTE\"}",
                    "status {\"status\":\"ON_SITE\"}",
                    "complete {\"mode\":\"TURNED_OFF\"}")) {
                String[] step = status.split(" ");
                visit.post(step[0], step[1]).is(200);
            }
            stories.inTransaction(() -> {
                stories.orders().end(visit.story().orderId(), org.truckroll.serviceorder.OrderState.COMPLETED, "DONE");
                return visit;
            });

            // Offered, signed, en route, on site, done; and the order.
            assertThat(jdbc.sql("""
                            select sum(execution_count) from information_schema.query_statistics
                            where (sql_statement like '%tr_activity_fact%' or sql_statement like '%tr_work_event%')
                            and sql_statement not like '%query_statistics%'
                            """).query(Long.class).single()).isEqualTo(6);
        } finally {
            jdbc.sql("set query_statistics false").update();
        }
    }
}
