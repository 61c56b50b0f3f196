// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.servicepoint;

import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;
import org.truckroll.serviceorder.OrderFacts;
import org.truckroll.serviceorder.ServiceOrder;
import org.truckroll.servicepoint.ServicePoint.Phase;

/** Which readings prove the outcome of an order (service-orders 6.3): complete, of the right device, in the right phase, in time. */
public final class QualifyingRead {

    private static final Set<String> START_TYPES = Set.of("ENABLE", "RECONNECT", "BACK_TO_BACK");
    private static final Set<String> STOP_TYPES = Set.of("DISABLE", "REMOVE", "CUT");
    private static final Set<String> READ_TYPES = Set.of("READ", "INVESTIGATE");

    private QualifyingRead() {}

    /** A meter is or was in place, and no read qualifies (6.2 readMissing). */
    public static boolean missing(ServiceOrder order, ServicePoint point, OrderFacts facts, List<ReadingSet> sets) {
        if (point.category() != ServicePoint.Category.METER || !needed(order, facts)) {
            return false;
        }
        if (!point.hasDevice() && facts.takenOut() == null) {
            return false;
        }
        return sets.stream().noneMatch(set -> qualifies(order, point, facts, set));
    }

    /** EXCHANGE: no complete set of the old device was taken by this order; only a meter has one. */
    public static boolean removalMissing(
            ServiceOrder order, ServicePoint point, OrderFacts facts, List<ReadingSet> sets) {
        if (!"EXCHANGE".equals(order.type()) || point.category() != ServicePoint.Category.METER) {
            return false;
        }
        return sets.stream().noneMatch(set -> removal(order, point, facts, set));
    }

    /** The set proves the outcome; for an EXCHANGE also the one of the removal. */
    public static boolean proves(ServiceOrder order, ServicePoint point, OrderFacts facts, ReadingSet set) {
        return point.category() == ServicePoint.Category.METER
                && (needed(order, facts) && qualifies(order, point, facts, set)
                        || "EXCHANGE".equals(order.type()) && removal(order, point, facts, set));
    }

    private static boolean needed(ServiceOrder order, OrderFacts facts) {
        String type = order.type();
        return START_TYPES.contains(type)
                || STOP_TYPES.contains(type)
                || READ_TYPES.contains(type)
                || "EXCHANGE".equals(type) && facts.newIn();
    }

    private static boolean removal(ServiceOrder order, ServicePoint point, OrderFacts facts, ReadingSet set) {
        OrderFacts.TakenOut out = facts.takenOut();
        Device device = point.device();
        String old = out != null ? out.deviceId() : device == null ? null : device.id();
        return set.complete() && set.deviceId().equals(old) && order.id().equals(set.orderId());
    }

    private static boolean qualifies(ServiceOrder order, ServicePoint point, OrderFacts facts, ReadingSet set) {
        if (!set.complete() || !order.id().equals(set.orderId()) && !inTime(order, point, set)) {
            return false;
        }
        Device device = point.device();
        boolean inPlace = point.hasDevice() && set.deviceId().equals(device.id());
        boolean takenOut = facts.takenOut() != null
                && set.deviceId().equals(facts.takenOut().deviceId());
        String type = order.type();
        if ("EXCHANGE".equals(type)) {
            return inPlace;
        }
        if (!set.standing()) {
            return false;
        }
        if (START_TYPES.contains(type)) {
            return inPlace && point.phase() == Phase.ON && set.phase() == Phase.ON;
        }
        if (STOP_TYPES.contains(type)) {
            return (inPlace || takenOut) && point.phase() == Phase.OFF && set.phase() == Phase.OFF;
        }
        return inPlace;
    }

    private static boolean inTime(ServiceOrder order, ServicePoint point, ReadingSet set) {
        if (set.source() == ReadingSet.Source.ESTIMATE) {
            return false;
        }
        ZoneId zone = point.timeZone();
        LocalDate service = order.serviceDate().atZone(zone).toLocalDate();
        LocalDate taken = set.takenAt().atZone(zone).toLocalDate();
        return !taken.isBefore(service.minusDays(point.readToleranceDays()))
                && !taken.isAfter(service.plusDays(point.readToleranceDays()));
    }
}
