// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.serviceorder;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.truckroll.shared.PhoneNumbers;

/**
 * Makes the contact of an order searchable, in the transaction that stores it: the words of the name, and the number in E.164 (PTT-23). All of it
 * goes with the row of the contact.
 */
@Repository
class CustomerIndex {

    private final JdbcClient jdbc;
    private final Countries countries;

    CustomerIndex(JdbcClient jdbc, Countries countries) {
        this.jdbc = jdbc;
        this.countries = countries;
    }

    /** Stores whom an order is for. */
    void add(String orderId, String division, ServiceOrder.Contact contact) {
        jdbc.sql("""
                        insert into tr_order_contact (order_id, name, phone, email, phone_key, keyed_as)
                        values (:id, :name, :phone, :email, :key, :rules)
                        """)
                .param("id", orderId)
                .param("name", contact.name())
                .param("phone", contact.phone())
                .param("email", contact.email())
                .param("key", phoneKey(division, contact))
                .param("rules", rules(division))
                .update();
        addWords(orderId, contact);
    }

    private @Nullable String phoneKey(String division, ServiceOrder.Contact contact) {
        String phone = contact.phone();
        return phone == null
                ? null
                : PhoneNumbers.e164(phone, countries.of(division)).orElse(null);
    }

    private void addWords(String orderId, ServiceOrder.Contact contact) {
        for (String word : CustomerKeys.words(contact.name())) {
            jdbc.sql("insert into tr_order_name (order_id, name_key) values (:id, :key)")
                    .param("id", orderId)
                    .param("key", CustomerKeys.key(word))
                    .update();
        }
    }

    private String rules(String division) {
        return CustomerKeys.EDITION + " " + countries.of(division);
    }

    private record Row(String orderId, String division, ServiceOrder.Contact contact) {}

    /**
     * Makes some contacts searchable that are not, or were by other rules than those of now: from an earlier version, or before the country of the
     * division was another one. In the caller's transaction; another node that does the same waits.
     *
     * @return how many
     */
    int renew(int most) {
        List<String> divisions = jdbc.sql("select distinct division from tr_service_order")
                .query(String.class)
                .list();
        Map<String, @Nullable Object> params = new LinkedHashMap<>();
        StringBuilder stale = new StringBuilder("c.keyed_as is null");
        for (int i = 0; i < divisions.size(); i++) {
            stale.append(" or o.division = :division")
                    .append(i)
                    .append(" and c.keyed_as <> :rules")
                    .append(i);
            params.put("division" + i, divisions.get(i));
            params.put("rules" + i, rules(divisions.get(i)));
        }
        List<String> ids = jdbc.sql("""
                        select c.order_id from tr_order_contact c join tr_service_order o on o.id = c.order_id where (
                        """ + stale + ") order by c.order_id fetch first " + most + " rows only")
                .params(params)
                .query(String.class)
                .list();
        ids.forEach(this::renew);
        return ids.size();
    }

    private void renew(String orderId) {
        jdbc.sql("select order_id from tr_order_contact where order_id = :id for update")
                .param("id", orderId)
                .query(String.class)
                .optional();
        jdbc.sql("""
                        select c.order_id, o.division, c.name, c.phone, c.email
                        from tr_order_contact c join tr_service_order o on o.id = c.order_id where c.order_id = :id
                        """)
                .param("id", orderId)
                .query((rs, row) -> new Row(
                        rs.getString("order_id"),
                        rs.getString("division"),
                        new ServiceOrder.Contact(rs.getString("name"), rs.getString("phone"), rs.getString("email"))))
                .optional()
                .ifPresent(row -> {
                    jdbc.sql("delete from tr_order_name where order_id = :id")
                            .param("id", orderId)
                            .update();
                    jdbc.sql("update tr_order_contact set phone_key = :key, keyed_as = :rules where order_id = :id")
                            .param("key", phoneKey(row.division(), row.contact()))
                            .param("rules", rules(row.division()))
                            .param("id", orderId)
                            .update();
                    addWords(orderId, row.contact());
                });
    }
}
