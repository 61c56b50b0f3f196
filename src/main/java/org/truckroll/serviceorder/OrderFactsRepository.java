// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.serviceorder;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.truckroll.shared.Json;

/** Keeps {@link OrderFacts}, one small document per order. */
@Repository
public class OrderFactsRepository {

    private final JdbcClient jdbc;
    private final Json json;

    OrderFactsRepository(JdbcClient jdbc, Json json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    /** The facts, or those of a new order when nothing was remembered yet. */
    public OrderFacts of(String orderId) {
        return jdbc.sql("select facts from tr_order_facts where order_id = :id")
                .param("id", orderId)
                .query(String.class)
                .optional()
                .map(text -> json.read(text, OrderFacts.class))
                .orElse(OrderFacts.NEW);
    }

    public void save(String orderId, OrderFacts facts) {
        String text = json.write(facts);
        int changed = jdbc.sql("update tr_order_facts set facts = :facts where order_id = :id")
                .param("facts", text)
                .param("id", orderId)
                .update();
        if (changed == 0) {
            jdbc.sql("insert into tr_order_facts (order_id, facts) values (:id, :facts)")
                    .param("id", orderId)
                    .param("facts", text)
                    .update();
        }
    }
}
