// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.serviceorder;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.truckroll.serviceorder.OrderSearch.Customer;
import org.truckroll.serviceorder.OrderSearch.Period;
import org.truckroll.shared.Page;

/** On the database of production, with its own collation, and among many orders: {@code -Dsearch.orders=1000000} for a million. */
class OrderSearchOnPostgresIT extends OrderSearchDatabases {

    private static final Logger log = LoggerFactory.getLogger(OrderSearchOnPostgresIT.class);
    private static final int ORDERS = Integer.getInteger("search.orders", 30_000);
    private static final Map<String, Period> BOTH = Map.of("north", ALWAYS, "south", ALWAYS);

    private static EmbeddedPostgres postgres;

    @BeforeAll
    static void startDatabase() throws IOException {
        postgres = EmbeddedPostgres.start();
    }

    @AfterAll
    static void stopDatabase() throws IOException {
        postgres.close();
    }

    @Override
    DataSource database() {
        return postgres.getPostgresDatabase();
    }

    @BeforeEach
    void empty() {
        jdbc.sql("truncate table tr_service_order, tr_order_contact, tr_order_name")
                .update();
    }

    /** Orders of two years: two divisions, some names that many have, some that few have; one in 200 waits. */
    private void fill() {
        jdbc.sql("""
                        insert into tr_service_order (id, external_id, requester, type, service_point_id, division, state, priority, permanent,
                            paid, arrangement, disputed, body_hash, created_at, updated_at, version)
                        select lpad(cast(n as varchar), 12, '0'), 'SR-' || n, 'cis', 'ENABLE', 'SP-' || n, case when n % 10 = 0 then 'south' else 'north' end,
                            case when n % 200 = 0 then 'HELD' else 'COMPLETED' end, 50, false, false, false, false, '',
                            timestamp with time zone '2027-01-01 00:00:00Z' + n * interval '730 days' / :orders,
                            timestamp with time zone '2027-01-01 00:00:00Z' + n * interval '730 days' / :orders, 0
                        from generate_series(1, :orders) n
                        """).param("orders", ORDERS).update();
        jdbc.sql("""
                        insert into tr_order_contact (order_id, name, phone, phone_key, keyed_as)
                        select lpad(cast(n as varchar), 12, '0'), 'x', 'x', '+4670' || lpad(cast(n as varchar), 7, '0'), '1 SE'
                        from generate_series(1, :orders) n
                        """).param("orders", ORDERS).update();
        // A first name that one in fifty has, and a family name that few have.
        jdbc.sql("""
                        insert into tr_order_name (order_id, name_key)
                        select lpad(cast(n as varchar), 12, '0'), convert_to(chr(97 + n % 25) || 'n' || chr(97 + n / 25 % 2), 'UTF8')
                        from generate_series(1, :orders) n
                        union all
                        select lpad(cast(n as varchar), 12, '0'), convert_to('sv' || cast(n as bigint) * 7919 % :orders, 'UTF8')
                        from generate_series(1, :orders) n
                        """).param("orders", ORDERS).update();
        jdbc.sql("analyze").update();
    }

    @Test
    void answersWithinASecond() {
        fill();
        Instant begin = Instant.parse("2027-01-01T00:00:00Z");
        Period firstDay = new Period(begin, begin.plus(Duration.ofDays(1)));
        Period month = new Period(begin.plus(Duration.ofDays(300)), begin.plus(Duration.ofDays(331)));
        Period all = new Period(begin, begin.plus(Duration.ofDays(800)));
        ServiceOrders.Search held = new ServiceOrders.Search(OrderState.HELD, null, null, null, null, null, null, null);
        Customer anybody = Customer.ANYBODY;
        Map<String, Supplier<Page<ServiceOrder>>> questions = new LinkedHashMap<>();
        questions.put("a number", () -> ask(ANY, new Customer(null, Set.of("+46700000042")), BOTH));
        questions.put("a name of few", () -> ask(ANY, new Customer("sv4711", null), BOTH));
        questions.put("a name that 1 in 50 has", () -> ask(ANY, new Customer("ana", null), BOTH));
        questions.put("one letter", () -> ask(ANY, new Customer("a", null), BOTH));
        questions.put("what every name begins with", () -> ask(ANY, new Customer("sv", null), BOTH));
        questions.put("two words", () -> ask(ANY, new Customer("an sv1", null), BOTH));
        questions.put(
                "a name in the small division", () -> ask(ANY, new Customer("ana", null), Map.of("south", ALWAYS)));
        questions.put(
                "a name on one day long ago",
                () -> ask(ANY, new Customer("an", null), Map.of("north", firstDay, "south", firstDay)));
        questions.put("a name that waits", () -> ask(held, new Customer("a", null), BOTH));
        questions.put("a day long ago", () -> ask(ANY, anybody, Map.of("north", firstDay, "south", firstDay)));
        questions.put("a month", () -> ask(ANY, anybody, Map.of("north", month, "south", month)));
        questions.put("all years", () -> ask(ANY, anybody, Map.of("north", all, "south", all)));
        questions.put("what waits", () -> ask(held, anybody, Map.of("north", all, "south", all)));
        questions.forEach((question, answer) -> {
            List<Duration> times = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                long start = System.nanoTime();
                Page<ServiceOrder> found = answer.get();
                times.add(Duration.ofNanos(System.nanoTime() - start));
                assertThat(found.items()).as(question).isNotEmpty();
            }
            log.info("Searched: orders={} question='{}' times={}", ORDERS, question, times);
            assertThat(times.stream().sorted().toList().get(2)).as(question).isLessThan(Duration.ofSeconds(1));
        });
    }

    private Page<ServiceOrder> ask(ServiceOrders.Search asked, Customer customer, Map<String, Period> periods) {
        return search.find(asked, customer, periods, new Page.Request(50, null));
    }
}
