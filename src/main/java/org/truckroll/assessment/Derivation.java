// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.assessment;

import java.time.Instant;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.Map;
import org.truckroll.lifecycle.Policies;
import org.truckroll.serviceorder.OrderFacts;
import org.truckroll.serviceorder.ServiceOrder;
import org.truckroll.servicepoint.Device;
import org.truckroll.servicepoint.QualifyingRead;
import org.truckroll.servicepoint.ServicePoint;
import org.truckroll.servicepoint.ServicePoint.Supply;

/** Prepares the names of service-orders 6.2, so that a decision table compares and never computes. */
public final class Derivation {

    private Derivation() {}

    /** The inputs of the tables, by name. */
    public static Map<String, Object> derive(Situation situation) {
        ServiceOrder order = situation.order();
        ServicePoint point = situation.point();
        OrderFacts facts = situation.facts();
        Device device = point.hasDevice() ? point.device() : null;
        boolean smart = point.smart();
        boolean com = smart && device.commissionState() == Device.Commission.COMMISSIONED;
        boolean inService =
                device != null && situation.around().headEndInService().test(device.headEnd());
        boolean canCmd = com && inService;
        boolean reachable =
                canCmd && (point.supply() == Supply.ON || point.commodity() != ServicePoint.Commodity.ELECTRICITY);
        Device.Capabilities can = device == null ? null : device.capabilities();
        Device.SwitchControl control = can == null ? null : can.switchControl();
        // Gas is let in by a person who has looked, whatever the valve could do (7.4).
        boolean armOnly = control == Device.SwitchControl.ARM_ONLY
                || control == Device.SwitchControl.REMOTE
                        && point.commodity() == ServicePoint.Commodity.GAS
                        && situation.around().policy().gasArmOnly();
        boolean scalar = can != null && Boolean.TRUE.equals(can.onDemandReadScalar());
        boolean interval = can != null && Boolean.TRUE.equals(can.onDemandReadInterval());
        OrderFacts.TakenOut out = facts.takenOut();
        // What stands at an item is no meter, whatever its kind says (7.2).
        boolean decommissionOut = out != null && out.commissioned() && point.category() == ServicePoint.Category.METER;
        boolean decommissionDue = decommissionOut || com && decommissions(order);
        boolean canDecommission = decommissionDue
                && !facts.xDecom()
                && (decommissionOut ? situation.around().headEndInService().test(out.headEnd()) : inService);

        Map<String, Object> names = new LinkedHashMap<>();
        names.put("type", order.type());
        names.put("permanent", order.permanent() || "REMOVE".equals(order.type()));
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
        names.put("canCommission", smart && !com && inService && !facts.xCommission());
        boolean canPing = reachable && can != null && Boolean.TRUE.equals(can.ping()) && !facts.xPing();
        names.put("canPing", canPing);
        names.put("canConnect", canCmd && control == Device.SwitchControl.REMOTE && !armOnly && !facts.xSwitch());
        names.put("canArm", canCmd && armOnly && !facts.xSwitch());
        names.put(
                "canDisconnect",
                canCmd
                        && (control == Device.SwitchControl.REMOTE || control == Device.SwitchControl.ARM_ONLY)
                        && !facts.xSwitch());
        names.put("canReadScalar", reachable && scalar && !facts.xRead());
        names.put("canReadInterval", reachable && interval && !scalar && !facts.xRead());
        names.put("readMissing", QualifyingRead.missing(order, point, facts, situation.sets()));
        names.put("removalReadMissing", QualifyingRead.removalMissing(order, point, facts, situation.sets()));
        names.put("scheduledNear", device != null && scheduledNear(situation));
        names.put("decommissionDue", decommissionDue);
        names.put("canDecommission", canDecommission);
        names.put("enrolmentOpen", smart && !com || decommissionDue);
        names.put("switchControl", control == null ? Device.SwitchControl.NONE.name() : control.name());

        names.put("was", Boolean.TRUE.equals(facts.was()));
        names.put("newIn", facts.newIn());
        names.put("askedInVain", facts.xPing() || facts.notEnrolledOnce());
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
        names.put(
                "verifyDue",
                canPing
                        && facts.disconnected()
                        && device.position() == Device.SwitchPosition.OFF
                        && !facts.verified()
                        && situation.around().policy().verifyDisconnect());
        names.put("answered", facts.answered());
        names.put("investigated", facts.investigated());
        names.put("visitWanted", facts.visitWanted());
        names.put("openEvent", point.openEvent() != null);
        names.put("unfit", device != null && device.unfit());

        guards(situation, smart, can, names);
        return names;
    }

    /** Orders after which the device in place is not to be enrolled any more. */
    private static boolean decommissions(ServiceOrder order) {
        return switch (order.type()) {
            case "DISABLE" -> order.permanent();
            case "REMOVE", "DECOMMISSION" -> true;
            default -> false;
        };
    }

    private static void guards(Situation situation, boolean smart, Device.Capabilities can, Map<String, Object> names) {
        ServiceOrder order = situation.order();
        ServicePoint point = situation.point();
        ServiceOrder.Collection collection = order.collection();
        Policies.Policy policy = situation.around().policy();
        OrderFacts facts = situation.facts();
        names.put("cancelAccepted", facts.cancel() != OrderFacts.Cancel.NONE);
        names.put("cancelCode", facts.cancel() == OrderFacts.Cancel.SUPERSEDED ? "SUPERSEDED" : "CANCELLED");
        names.put("childOpen", situation.around().childOpen());
        names.put("orderInvalid", !order.division().equals(point.division()));
        names.put(
                "dateInFuture",
                order.requestedDate() != null
                        && order.requestedDate().isAfter(situation.now())
                        // A debt that was paid meanwhile needs no date any more (7.6).
                        && !("CUT".equals(order.type()) && collection.paid()));
        names.put(
                "settled",
                collection.paid()
                        || collection.arrangement()
                        || collection.amountDue() != null
                                && collection.amountDue().compareTo(policy.debtThreshold()) <= 0);
        names.put("factUnknown", point.supply() == null || smart && (can == null || can.switchControl() == null));
        names.put("startNear", situation.around().startNear());
        names.put("lifeSupport", point.flags().lifeSupported());
        names.put("disputed", collection.disputed());
        names.put(
                "restricted",
                "CUT".equals(order.type()) && Restrictions.now(situation).isPresent());
        names.put("noticeMissing", policy.noticeRequired() && collection.noticeGivenAt() == null);
        names.put("noticeByVisit", policy.noticeByVisit());
        names.put(
                "noticeRunning",
                policy.noticeRequired()
                        && collection.noticeGivenAt() != null
                        && situation.now().isBefore(noticeEnd(situation)));
        names.put("outageOpen", situation.around().outageOpen() && !facts.outageWaited());
        names.put("fieldLimit", policy.fieldLimit());
    }

    /** When the customer's time to pay is over; days in the point's time zone. */
    static Instant noticeEnd(Situation situation) {
        return situation
                .order()
                .collection()
                .noticeGivenAt()
                .atZone(situation.point().timeZone())
                .plusDays(situation.around().policy().noticeDays())
                .toInstant();
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
