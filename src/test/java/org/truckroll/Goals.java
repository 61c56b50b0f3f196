// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll;

import static org.assertj.core.api.Assertions.assertThat;

import org.truckroll.assessment.Decision;
import org.truckroll.serviceorder.OrderFacts;
import org.truckroll.servicepoint.Device;
import org.truckroll.servicepoint.ServicePoint;

/** What holds at a point when an order of a type ends DONE: the goals of service-orders 7.2. */
final class Goals {

    private Goals() {}

    /** An order that ended DONE has reached the goal of its type. */
    static void met(Story story) {
        Decision last = story.decisions().get(story.decisions().size() - 1);
        if (!last.action().equals("DONE")) {
            return;
        }
        ServicePoint point = story.point();
        OrderFacts facts = story.facts();
        Device device = point.hasDevice() ? point.device() : null;
        boolean smart = point.smart();
        boolean enrolled = !smart || device.commissionState() == Device.Commission.COMMISSIONED || facts.followUp();
        boolean released = facts.takenOut() == null || !facts.takenOut().commissioned() || facts.followUp();
        boolean read = last.facts().contains("\"readMissing\":false");
        String type = story.order().type();
        boolean met = switch (type) {
            case "ENABLE" ->
                point.status() == ServicePoint.Status.ACTIVE
                        && point.phase() == ServicePoint.Phase.ON
                        && enrolled
                        && read;
            case "BACK_TO_BACK" ->
                point.status() == ServicePoint.Status.ACTIVE && point.phase() == ServicePoint.Phase.ON && read;
            case "RECONNECT" -> point.phase() == ServicePoint.Phase.ON;
            case "DISABLE", "REMOVE" ->
                !point.supplied()
                        && read
                        && released
                        && (!story.order().permanent() && type.equals("DISABLE")
                                || device == null && point.status() == ServicePoint.Status.INACTIVE);
            case "CUT" -> !point.supplied() && released;
            case "EXCHANGE" ->
                facts.newIn()
                        && read
                        && released
                        && enrolled
                        && last.facts().contains("\"removalReadMissing\":false")
                        && (Boolean.TRUE.equals(facts.was())
                                ? point.phase() == ServicePoint.Phase.ON
                                : !point.supplied());
            case "INVESTIGATE" ->
                facts.investigated() || facts.answered() && point.openEvent() == null && !device.unfit();
            case "READ" -> read;
            case "INSTALL" -> device != null && point.supply() == ServicePoint.Supply.ON && enrolled;
            case "PING" -> facts.answered();
            case "COMMISSION" -> smart && device.commissionState() == Device.Commission.COMMISSIONED;
            case "MAINTAIN" ->
                !device.unfit() && (facts.investigated() || facts.exchange() == OrderFacts.Exchange.RAISED)
                        || facts.exchange() == OrderFacts.Exchange.GO_ON;
            case "UPGRADE" -> {
                boolean old = facts.exchange() == OrderFacts.Exchange.GO_ON;
                boolean meter = point.category() == ServicePoint.Category.METER;
                yield old || enrolled && (meter ? smart : facts.exchange() == OrderFacts.Exchange.RAISED);
            }
            case "DECOMMISSION" -> smart && device.commissionState() != Device.Commission.COMMISSIONED;
            default -> throw new AssertionError(type);
        };
        assertThat(met)
                .as("%s %s: goal at %s remembering %s", type, story.rules(), point, facts)
                .isTrue();
    }
}
