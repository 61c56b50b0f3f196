// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.serviceorder;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;
import org.truckroll.serviceorder.OrderSearch.Customer;
import org.truckroll.serviceorder.OrderSearch.Period;
import org.truckroll.shared.Page;
import org.truckroll.shared.SqlTime;

/** Finding orders by customer and by days, on one database (PTT-23, CALL-09). */
abstract class OrderSearchDatabases {

    static final ServiceOrders.Search ANY = new ServiceOrders.Search(null, null, null, null, null, null, null, null);
    static final Period ALWAYS = new Period(null, null);
    static final Map<String, Period> NORTH = Map.of("north", ALWAYS);

    final Map<String, String> countries = new LinkedHashMap<>(Map.of("north", "SE", "south", "PL"));

    JdbcClient jdbc;
    OrderSearch search;
    private CustomerIndex index;

    abstract DataSource database();

    @BeforeEach
    void begin() {
        DataSource database = database();
        Flyway.configure()
                .dataSource(database)
                .locations("classpath:db/migration")
                .table("tr_schema_history")
                .load()
                .migrate();
        jdbc = JdbcClient.create(database);
        search = new OrderSearch(jdbc);
        index = new CustomerIndex(jdbc, division -> countries.getOrDefault(division, "ZZ"));
        RequestContextHolder.setRequestAttributes(new ServletRequestAttributes(new MockHttpServletRequest()));
    }

    @AfterEach
    void end() {
        RequestContextHolder.resetRequestAttributes();
    }

    void order(String id, String division, String state, Instant createdAt) {
        jdbc.sql("""
                        insert into tr_service_order (id, external_id, requester, type, service_point_id, division, state, priority, permanent,
                            paid, arrangement, disputed, body_hash, created_at, updated_at, version)
                        values (:id, :id, 'cis', 'ENABLE', 'SP-1', :division, :state, 50, false, false, false, false, '', :at, :at, 0)
                        """)
                .param("id", id)
                .param("division", division)
                .param("state", state)
                .param("at", SqlTime.toSql(createdAt))
                .update();
    }

    private void customer(String id, String division, String name, String phone) {
        order(id, division, "IN_PROGRESS", Instant.parse("2026-03-02T10:00:00Z"));
        index.add(id, division, new ServiceOrder.Contact(name, phone, null));
    }

    List<String> found(Customer customer, Map<String, Period> periods) {
        return search.find(ANY, customer, periods, new Page.Request(50, null)).items().stream()
                .map(ServiceOrder::id)
                .toList();
    }

    private List<String> named(String name) {
        return found(new Customer(name, null), NORTH);
    }

    private List<String> called(String number) {
        return found(new Customer(null, Set.of(number)), Map.of("north", ALWAYS, "south", ALWAYS));
    }

    @Test
    void findsNamesByTheBeginningOfTheirWords() {
        customer("1", "north", "Åsa Öberg", null);
        customer("2", "north", "OBERGIA, Åse", null);
        customer("3", "north", "Bo Ek", null);
        customer("4", "south", "Åsa Öberg", null);
        assertThat(named("asa")).containsExactly("1");
        assertThat(named("ÅS")).containsExactly("2", "1");
        assertThat(named("öberg å")).containsExactly("2", "1");
        assertThat(named("oberg asa")).containsExactly("1");
        assertThat(named("berg")).as("the middle of a word is none").isEmpty();
        assertThat(named("ek bo")).containsExactly("3");
    }

    @Test
    void findsNumbersHoweverTheyWereWritten() {
        customer("1", "north", null, "070-174 06 05");
        customer("2", "north", null, "+46 70 174 06 05");
        customer("3", "south", null, "701 740 605");
        customer("4", "north", null, "ask the neighbour");
        assertThat(called("+46701740605")).containsExactly("2", "1");
        assertThat(called("+48701740605")).containsExactly("3");
    }

    /** One row to erase. */
    @Test
    void whatIsSearchedGoesWithTheContact() {
        customer("1", "north", "Ines Invented", "070-174 06 05");
        jdbc.sql("delete from tr_order_contact where order_id = '1'").update();
        assertThat(jdbc.sql("select count(*) from tr_order_name")
                        .query(Integer.class)
                        .single())
                .isZero();
        assertThat(named("ines")).isEmpty();
    }

    @Test
    void contactsOfEarlierVersionsBecomeSearchable() {
        for (int i = 0; i < 5; i++) {
            order("o" + i, "north", "IN_PROGRESS", Instant.parse("2026-03-02T10:00:00Z"));
            jdbc.sql(
                            "insert into tr_order_contact (order_id, name, phone) values (:id, 'Old Customer', '070-174 06 05')")
                    .param("id", "o" + i)
                    .update();
        }
        assertThat(named("old")).isEmpty();
        assertThat(List.of(index.renew(3), index.renew(3), index.renew(3))).containsExactly(3, 2, 0);
        assertThat(named("old")).hasSize(5);
        assertThat(called("+46701740605")).hasSize(5);
    }

    @Test
    void otherCountryReadsStoredNumbersAnew() {
        customer("1", "north", "Old Customer", "070-174 06 05");
        countries.put("north", "DE");
        assertThat(index.renew(100)).isEqualTo(1);
        assertThat(called("+46701740605")).isEmpty();
        assertThat(called("+49701740605")).containsExactly("1");
        assertThat(named("old")).containsExactly("1");
    }

    @Test
    void daysAreThoseOfEachDivision() {
        order("n1", "north", "IN_PROGRESS", Instant.parse("2026-03-02T22:30:00Z"));
        order("n2", "north", "IN_PROGRESS", Instant.parse("2026-03-02T23:30:00Z"));
        order("s1", "south", "IN_PROGRESS", Instant.parse("2026-03-02T23:30:00Z"));
        order("s2", "south", "IN_PROGRESS", Instant.parse("2026-03-03T00:30:00Z"));
        Map<String, Period> third = Map.of(
                "north", new Period(Instant.parse("2026-03-02T23:00:00Z"), null),
                "south", new Period(Instant.parse("2026-03-03T00:00:00Z"), null));
        assertThat(found(Customer.ANYBODY, third)).containsExactly("s2", "n2");
        index.add("n1", "north", new ServiceOrder.Contact("Ann", null, null));
        index.add("n2", "north", new ServiceOrder.Contact("Ann", null, null));
        index.add("s1", "south", new ServiceOrder.Contact("Ann", null, null));
        assertThat(found(new Customer("ann", null), third)).containsExactly("n2");
    }

    @Test
    void pagesFollowEachOtherAcrossDivisions() {
        for (int i = 0; i < 7; i++) {
            order(
                    "o" + i,
                    i % 2 == 0 ? "north" : "south",
                    "IN_PROGRESS",
                    Instant.parse("2026-03-02T10:00:00Z").plusSeconds(i / 3));
        }
        Map<String, Period> both = Map.of("north", ALWAYS, "south", ALWAYS);
        String after = null;
        StringBuilder all = new StringBuilder();
        for (int page = 0; page < 4; page++) {
            Page<ServiceOrder> found = search.find(ANY, Customer.ANYBODY, both, new Page.Request(2, after));
            found.items().forEach(order -> all.append(order.id()).append(' '));
            assertThat(found.next() == null).as("page %s", page).isEqualTo(page == 3);
            ServiceOrder last = found.items().get(found.items().size() - 1);
            after = last.createdAt() + "|" + last.id();
        }
        assertThat(all).hasToString("o6 o5 o4 o3 o2 o1 o0 ");
    }
}
