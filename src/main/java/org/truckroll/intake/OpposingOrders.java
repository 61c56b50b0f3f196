// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.intake;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;
import org.truckroll.lifecycle.Tables;
import org.truckroll.serviceorder.ServiceOrder;
import org.truckroll.shared.Problem;

/** A new order against the open ones of its point (service-orders 7.5), by the table {@code opposing-orders}; the strictest verdict wins. */
@Component
class OpposingOrders {

    private static final String TABLE = "opposing-orders";

    private final Tables tables;

    OpposingOrders(Tables tables) {
        this.tables = tables;
    }

    /**
     * The order behind which the new one queues, if any.
     *
     * @throws Problem 409 naming the other order in {@code conflictsWith}
     */
    Optional<ServiceOrder> settle(String type, List<ServiceOrder> open) {
        ServiceOrder before = null;
        for (ServiceOrder other : open) {
            Map<String, Object> names = new LinkedHashMap<>();
            names.put("newType", type);
            names.put("openType", other.type());
            names.put("sameType", type.equals(other.type()));
            Map<String, Object> row = tables.evaluate(TABLE, names);
            if ("REFUSE".equals(row.get("verdict"))) {
                throw Problem.conflict(
                                String.valueOf(row.get("problem")),
                                "An open order of this service point stands against it: " + other.type() + " "
                                        + other.id() + ".")
                        .with("conflictsWith", other.id())
                        .with("rule", row.get("rule"));
            }
            before = other;
        }
        return Optional.ofNullable(before);
    }
}
