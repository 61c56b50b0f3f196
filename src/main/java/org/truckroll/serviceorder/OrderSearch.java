// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.serviceorder;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.truckroll.shared.Page;
import org.truckroll.shared.Problem;
import org.truckroll.shared.SqlTime;

/** Finds orders by whom they are for and when they came (PTT-23, CALL-09); in a second among a million. */
@Repository
public class OrderSearch {

    /**
     * Whom the order is for; null means anybody.
     *
     * @param name words of the name, or how these begin, in any order; case and accents do not count
     * @param phones in E.164; any of them
     */
    public record Customer(@Nullable String name, @Nullable Set<String> phones) {

        public static final Customer ANYBODY = new Customer(null, null);
    }

    /** When orders of one division came: from this moment on, and before that one; null is open. */
    public record Period(@Nullable Instant from, @Nullable Instant to) {}

    private static final String NEWEST_FIRST = " order by created_at desc, id desc fetch first ";
    private static final Comparator<ServiceOrder> NEWEST = Comparator.comparing(ServiceOrder::createdAt)
            .thenComparing(ServiceOrder::id)
            .reversed();

    private final JdbcClient jdbc;

    OrderSearch(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** True when something of the name can be searched: a letter or a digit. */
    public static boolean searchable(String name) {
        return !CustomerKeys.words(name).isEmpty();
    }

    /**
     * Newest first.
     *
     * @param search what else is asked
     * @param periods by division; orders of no other division are found
     */
    public Page<ServiceOrder> find(
            ServiceOrders.Search search, Customer customer, Map<String, Period> periods, Page.Request page) {
        // Division by division: so each part can be read in its order and no further than the page goes, also for a
        // name that very many have.
        List<ServiceOrder> found = periods.entrySet().stream()
                .flatMap(one ->
                        find(search, customer, one.getKey(), one.getValue(), page.after(), page.fetch()).stream())
                .sorted(NEWEST)
                .limit(page.fetch())
                .toList();
        return page.page(found, order -> order.createdAt() + "|" + order.id());
    }

    private List<ServiceOrder> find(
            ServiceOrders.Search search,
            Customer customer,
            String division,
            Period period,
            @Nullable String after,
            int rows) {
        Map<String, Object> params = new LinkedHashMap<>();
        List<String> conditions = ServiceOrders.conditions(search, Set.of(division), params);
        ServiceOrders.and(conditions, params, "created_at >= :begin", "begin", SqlTime.toSql(period.from()));
        ServiceOrders.and(conditions, params, "created_at < :end", "end", SqlTime.toSql(period.to()));
        if (customer.name() != null) {
            conditions.addAll(named("id", customer.name(), params));
        }
        if (customer.phones() != null) {
            conditions.add("id in (select order_id from tr_order_contact where phone_key in (:phones))");
            params.put("phones", customer.phones());
        }
        if (after != null) {
            String[] last = after.split("\\|", 2);
            Instant lastAt = instant(last[0]);
            if (lastAt == null || last.length != 2) {
                throw Problem.badRequest("Parameter 'cursor' is not one that this server gave.", List.of());
            }
            conditions.add("(created_at < :lastAt or created_at = :lastAt and id < :lastId)");
            // What makes the index of use; the line above alone does not.
            ServiceOrders.and(conditions, params, "created_at <= :lastAt", "lastAt", SqlTime.toSql(lastAt));
            params.put("lastId", last[1]);
        }
        return jdbc.sql("select " + ServiceOrders.COLUMNS + " from tr_service_order where "
                        + String.join(" and ", conditions) + NEWEST_FIRST + rows + " rows only")
                .params(params)
                .query(ServiceOrders::map)
                .list();
    }

    private static @Nullable Instant instant(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            return null;
        }
    }

    /**
     * Conditions of SQL for another search: every word that was typed begins a word of the name.
     *
     * @param order the column with the order's id
     * @param params gets what the conditions name
     */
    public static List<String> named(String order, String name, Map<String, ? super Object> params) {
        return CustomerKeys.words(name).stream()
                .map(word -> {
                    int number = params.size();
                    params.put("word" + number, CustomerKeys.key(word));
                    params.put("after" + number, CustomerKeys.after(word));
                    return order + " in (select order_id from tr_order_name where name_key >= :word" + number
                            + " and name_key < :after" + number + ")";
                })
                .toList();
    }
}
