// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.assessment;

import java.time.LocalDate;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.springframework.stereotype.Component;
import org.truckroll.serviceorder.OrderFacts;
import org.truckroll.serviceorder.ServiceOrder;
import org.truckroll.servicepoint.Device;
import org.truckroll.servicepoint.ReadingSet;
import org.truckroll.servicepoint.ServicePoint;
import org.truckroll.servicepoint.ServicePoint.Phase;
import org.truckroll.servicepoint.ServicePoint.Supply;

/** Prepares the names of service-orders 6.2, so that a decision table compares and never computes. */
@Component
class Derivation {

    private static final Set<String> START_TYPES = Set.of("ENABLE", "RECONNECT", "BACK_TO_BACK");
    private static final Set<String> STOP_TYPES = Set.of("DISABLE", "REMOVE", "CUT");
    private static final Set<String> READ_TYPES = Set.of("READ", "INVESTIGATE");

    private final AssessmentProperties policies;

    Derivation(AssessmentProperties policies) {
        this.policies = policies;
    }

    /** The inputs of the tables, by name. */
    Map<String, Object> derive(Situation situation) {
        ServiceOrder order = situation.order();
        ServicePoint point = situation.point();
        OrderFacts facts = situation.facts();
        Device device = point.hasDevice() ? point.device() : null;
        boolean smart = point.smart();
        boolean com = smart && device.commissionState() == Device.Commission.COMMISSIONED;
        boolean canCmd = com && situation.headEndInService();
        boolean reachable =
                canCmd && (point.supply() == Supply.ON || point.commodity() != ServicePoint.Commodity.ELECTRICITY);
        Device.Capabilities can = device == null ? null : device.capabilities();
        Device.SwitchControl control = can == null ? null : can.switchControl();
        boolean scalar = can != null && Boolean.TRUE.equals(can.onDemandReadScalar());
        boolean interval = can != null && Boolean.TRUE.equals(can.onDemandReadInterval());
        boolean decommissionDue = "DECOMMISSION".equals(order.type()) && com
                || (order.permanent() || "REMOVE".equals(order.type())) && STOP_TYPES.contains(order.type()) && com;

        Map<String, Object> names = new LinkedHashMap<>();
        names.put("type", order.type());
        names.put("permanent", order.permanent());
        names.put("category", point.category().name());
        names.put("commodity", point.commodity().name());
        names.put("spStatus", point.status().name());
        names.put("division", point.division());
        names.put("area", point.area());
        names.put("dev", device == null ? "NONE" : smart ? "SMART" : "MANUAL");
        names.put("sup", supply(point.supply()));
        names.put("sw", device == null ? "UNKNOWN" : device.position().name());
        names.put("condition", device == null ? "OK" : device.conditionState().name());
        names.put("com", com);
        names.put("supplied", point.supplied());
        names.put("phase", point.phase().name());
        names.put(
                "idle",
                device == null
                        || point.supply() != Supply.ON
                        || device.position() != Device.SwitchPosition.ON
                        || point.status() != ServicePoint.Status.ACTIVE);
        names.put("canCmd", canCmd);
        names.put("reachable", reachable);
        names.put("canCommission", smart && !com && situation.headEndInService() && !facts.xCommission());
        names.put("canPing", reachable && can != null && Boolean.TRUE.equals(can.ping()) && !facts.xPing());
        names.put("canConnect", canCmd && control == Device.SwitchControl.REMOTE && !facts.xSwitch());
        names.put("canArm", canCmd && control == Device.SwitchControl.ARM_ONLY && !facts.xSwitch());
        names.put(
                "canDisconnect",
                canCmd
                        && (control == Device.SwitchControl.REMOTE || control == Device.SwitchControl.ARM_ONLY)
                        && !facts.xSwitch());
        names.put("canReadScalar", reachable && scalar && !facts.xRead());
        names.put("canReadInterval", reachable && interval && !scalar && !facts.xRead());
        names.put("readMissing", readMissing(situation));
        names.put("scheduledNear", device != null && scheduledNear(situation));
        names.put("decommissionDue", decommissionDue);
        names.put("canDecommission", decommissionDue && situation.headEndInService() && !facts.xDecom());

        names.put("xCommission", facts.xCommission());
        names.put("xSwitch", facts.xSwitch());
        names.put("xRead", facts.xRead());
        names.put("xPing", facts.xPing());
        names.put("xDecom", facts.xDecom());
        names.put("xScheduled", facts.xScheduled());
        names.put("fieldFailures", facts.fieldFailures());
        names.put("mismatch", facts.mismatch());
        names.put("sourceTried", facts.sourceTried());
        names.put("followUp", facts.followUp());
        names.put("approved", facts.approved());
        names.put("exchange", facts.exchange().name());
        names.put("verified", facts.verified());
        names.put("answered", facts.answered());
        names.put("investigated", facts.investigated());
        names.put("visitWanted", facts.visitWanted());
        names.put("openEvent", point.openEvent() != null);
        names.put("unfit", device != null && device.unfit());

        guards(situation, smart, can, names);
        return names;
    }

    private void guards(Situation situation, boolean smart, Device.Capabilities can, Map<String, Object> names) {
        ServiceOrder order = situation.order();
        ServicePoint point = situation.point();
        ServiceOrder.Collection collection = order.collection();
        LocalDate today = situation.now().atZone(point.timeZone()).toLocalDate();
        names.put("cancelAccepted", false);
        names.put("childOpen", false);
        names.put(
                "dateInFuture",
                order.requestedDate() != null && order.requestedDate().isAfter(situation.now()));
        names.put(
                "settled",
                collection.paid()
                        || collection.arrangement()
                        || collection.amountDue() != null
                                && collection.amountDue().compareTo(policies.debtThreshold()) <= 0);
        names.put("factUnknown", point.supply() == null || smart && (can == null || can.switchControl() == null));
        names.put("startNear", false);
        names.put("lifeSupport", point.flags().lifeSupported());
        names.put("disputed", collection.disputed());
        names.put(
                "restricted",
                point.flags().restrictionList().stream().anyMatch(restriction -> restriction.covers(today)));
        names.put("noticeMissing", collection.noticeGivenAt() == null);
        names.put("noticeByVisit", false);
        names.put(
                "noticeRunning",
                collection.noticeGivenAt() != null
                        && situation
                                .now()
                                .isBefore(collection
                                        .noticeGivenAt()
                                        .atZone(point.timeZone())
                                        .plus(policies.noticePeriod())
                                        .toInstant()));
        names.put("outageOpen", situation.outageOpen() && !situation.facts().outageWaited());
    }

    /** 6.3: a meter, and no complete set of the right device, in the right phase, in time. */
    static boolean readMissing(Situation situation) {
        ServicePoint point = situation.point();
        String type = situation.order().type();
        if (point.category() != ServicePoint.Category.METER || !point.hasDevice()) {
            return false;
        }
        if (!START_TYPES.contains(type) && !STOP_TYPES.contains(type) && !READ_TYPES.contains(type)) {
            return false;
        }
        return situation.standingSets().stream().noneMatch(set -> qualifies(set, situation));
    }

    private static boolean qualifies(ReadingSet set, Situation situation) {
        ServicePoint point = situation.point();
        String type = situation.order().type();
        if (!set.complete()
                || !set.standing()
                || !set.deviceId().equals(point.device().id())) {
            return false;
        }
        if (START_TYPES.contains(type) && (point.phase() != Phase.ON || set.phase() != Phase.ON)) {
            return false;
        }
        if (STOP_TYPES.contains(type) && (point.phase() != Phase.OFF || set.phase() != Phase.OFF)) {
            return false;
        }
        return situation.order().id().equals(set.orderId()) || inTime(set, situation);
    }

    private static boolean inTime(ReadingSet set, Situation situation) {
        ServicePoint point = situation.point();
        if (set.source() == ReadingSet.Source.ESTIMATE) {
            return false;
        }
        ZoneId zone = point.timeZone();
        LocalDate service = situation.order().serviceDate().atZone(zone).toLocalDate();
        LocalDate taken = set.takenAt().atZone(zone).toLocalDate();
        return !taken.isBefore(service.minusDays(point.readToleranceDays()))
                && !taken.isAfter(service.plusDays(point.readToleranceDays()));
    }

    private static boolean scheduledNear(Situation situation) {
        ServicePoint point = situation.point();
        LocalDate next = point.nextScheduledRead();
        if (next == null || situation.facts().xScheduled()) {
            return false;
        }
        LocalDate today = situation.now().atZone(point.timeZone()).toLocalDate();
        LocalDate service =
                situation.order().serviceDate().atZone(point.timeZone()).toLocalDate();
        LocalDate latest = (service.isAfter(today) ? service : today).plusDays(point.readToleranceDays());
        return !next.isBefore(today) && !next.isAfter(latest);
    }

    private static String supply(Supply supply) {
        if (supply == null) {
            return "UNKNOWN";
        }
        return switch (supply) {
            case ON -> "ON";
            case OFF_SOURCE -> "SRC";
            case OFF_METER -> "MTR";
        };
    }
}
