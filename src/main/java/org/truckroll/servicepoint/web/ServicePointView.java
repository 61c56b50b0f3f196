// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.servicepoint.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.truckroll.serviceorder.OrderState;
import org.truckroll.serviceorder.ServiceOrder;
import org.truckroll.servicepoint.DerivedFacts;
import org.truckroll.servicepoint.Device;
import org.truckroll.servicepoint.ServicePoint;

/** A service point as a partner reads it (api.md 1); an unknown fact is shown as null. */
@JsonInclude(JsonInclude.Include.ALWAYS)
record ServicePointView(
        String id,
        String division,
        ServicePoint.Category category,
        ServicePoint.Commodity commodity,
        ServicePoint.Status status,
        ServicePoint.@Nullable Supply supply,
        @Nullable String supplyLocation,
        String area,
        String timeZone,
        ServicePoint.@Nullable Address address,
        ServicePoint.Flags flags,
        @Nullable LocalDate nextScheduledRead,
        int readToleranceDays,
        @Nullable Device device,
        @Nullable String openEvent,
        ServicePoint.Phase phase,
        Instant phaseSince,
        Instant updatedAt,
        long version,
        DerivedFacts.Derived derived,
        List<OpenOrder> openOrders) {

    /** An order of the point that has not ended. */
    record OpenOrder(String id, String type, OrderState state) {}

    static ServicePointView of(ServicePoint point, DerivedFacts.Derived derived, List<ServiceOrder> openOrders) {
        return new ServicePointView(
                point.id(),
                point.division(),
                point.category(),
                point.commodity(),
                point.status(),
                point.supply(),
                point.supplyLocation(),
                point.area(),
                point.timeZone().getId(),
                point.address(),
                point.flags(),
                point.nextScheduledRead(),
                point.readToleranceDays(),
                point.device(),
                point.openEvent(),
                point.phase(),
                point.phaseSince(),
                point.updatedAt(),
                point.version(),
                derived,
                openOrders.stream()
                        .map(order -> new OpenOrder(order.id(), order.type(), order.state()))
                        .toList());
    }
}
