// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.assessment;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.truckroll.lifecycle.Policies;
import org.truckroll.lifecycle.TableInputs;
import org.truckroll.serviceorder.OrderFacts;
import org.truckroll.serviceorder.OrderState;
import org.truckroll.serviceorder.ServiceOrder;
import org.truckroll.servicepoint.Device;
import org.truckroll.servicepoint.Device.Capabilities;
import org.truckroll.servicepoint.Device.Commission;
import org.truckroll.servicepoint.Device.Condition;
import org.truckroll.servicepoint.Device.Kind;
import org.truckroll.servicepoint.Device.SwitchControl;
import org.truckroll.servicepoint.Device.SwitchPosition;
import org.truckroll.servicepoint.ReadingSet;
import org.truckroll.servicepoint.ServicePoint;
import org.truckroll.servicepoint.ServicePoint.Category;
import org.truckroll.servicepoint.ServicePoint.Commodity;
import org.truckroll.servicepoint.ServicePoint.Phase;
import org.truckroll.servicepoint.ServicePoint.Supply;

/** The names of service-orders 6.2 and the qualifying read of 6.3 (SOM-06). */
class DerivationTest {

    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
    private static final Policies.Policy POLICY = new Policies.Policy(
            5, true, true, 10, false, BigDecimal.ZERO, "", 2, Duration.ofHours(24), Duration.ofHours(24), false, true);

    @Test
    void preparesExactlyTheNamesThatTablesMayUse() {
        assertThat(derive(point(Supply.ON, smart(SwitchPosition.OFF)), OrderFacts.NEW))
                .containsOnlyKeys(TableInputs.NAMES);
    }

    @Test
    void electricityMeterBehindAnOpenSupplyIsOutOfReach() {
        assertThat(derive(point(Supply.OFF_SOURCE, smart(SwitchPosition.OFF)), OrderFacts.NEW))
                .containsEntry("canCmd", true)
                .containsEntry("reachable", false)
                .containsEntry("canPing", false)
                .containsEntry("canConnect", true)
                .containsEntry("canReadScalar", false)
                .containsEntry("sup", "SRC");
    }

    @Test
    void whatWasTriedInVainIsNotPossibleAnyMore() {
        OrderFacts tried =
                OrderFacts.NEW.toBuilder().xSwitch(true).xRead(true).xPing(true).build();
        assertThat(derive(point(Supply.ON, smart(SwitchPosition.OFF)), tried))
                .containsEntry("canConnect", false)
                .containsEntry("canReadScalar", false)
                .containsEntry("canPing", false);
    }

    @Test
    void headEndOutOfServiceCommandsNothing() {
        Situation situation =
                situation(point(Supply.ON, smart(SwitchPosition.OFF)), OrderFacts.NEW, List.of(), false, null);
        assertThat(Derivation.derive(situation)).containsEntry("canCmd", false).containsEntry("canConnect", false);
    }

    @Test
    void smartMeterWithoutCapabilitiesIsAnUnknownFact() {
        Device bare = new Device("M-1", Kind.SMART, null, null, null, null, "simulator", null, null, null);
        assertThat(derive(point(Supply.ON, bare), OrderFacts.NEW)).containsEntry("factUnknown", true);
        assertThat(derive(point(null, null), OrderFacts.NEW)).containsEntry("factUnknown", true);
        assertThat(derive(point(Supply.ON, null), OrderFacts.NEW)).containsEntry("factUnknown", false);
    }

    @Test
    void startReadQualifiesOnlyInThePhaseOnAndWhenItStands() {
        ServicePoint on = point(Supply.ON, smart(SwitchPosition.ON));
        assertThat(readMissing(on, set("O-1", Phase.ON, true, true, NOW))).isFalse();
        assertThat(readMissing(on, set("O-1", Phase.OFF, true, true, NOW))).isTrue();
        assertThat(readMissing(on, set("O-1", Phase.ON, false, true, NOW))).isTrue();
        assertThat(readMissing(on, set("O-1", Phase.ON, true, false, NOW))).isTrue();
        assertThat(readMissing(point(Supply.ON, smart(SwitchPosition.OFF)), set("O-1", Phase.ON, true, true, NOW)))
                .isTrue();
    }

    @Test
    void readOfAnotherOrderQualifiesWithinToleranceOfTheServiceDate() {
        ServicePoint on = point(Supply.ON, smart(SwitchPosition.ON));
        assertThat(readMissing(on, set("other", Phase.ON, true, true, NOW.minus(Duration.ofDays(3)))))
                .isFalse();
        assertThat(readMissing(on, set("other", Phase.ON, true, true, NOW.minus(Duration.ofDays(5)))))
                .isTrue();
    }

    @Test
    void ownReadQualifiesHoweverFarTheServiceDateIs() {
        ServicePoint on = point(Supply.ON, smart(SwitchPosition.ON));
        Situation backdated = situation(
                on,
                OrderFacts.NEW,
                List.of(set("O-1", Phase.ON, true, true, NOW)),
                true,
                NOW.minus(Duration.ofDays(60)));
        assertThat(Derivation.derive(backdated)).containsEntry("readMissing", false);
    }

    @Test
    void scheduledReadIsNearWithinTheTolerance() {
        assertThat(scheduledNear(LocalDate.of(2026, 11, 24))).isTrue();
        assertThat(scheduledNear(LocalDate.of(2026, 11, 25))).isFalse();
        assertThat(scheduledNear(LocalDate.of(2026, 11, 20))).isFalse();
        assertThat(scheduledNear(null)).isFalse();
    }

    private static boolean scheduledNear(@Nullable LocalDate next) {
        return (boolean) derive(point(Supply.ON, smart(SwitchPosition.ON), next), OrderFacts.NEW)
                .get("scheduledNear");
    }

    private static boolean readMissing(ServicePoint point, ReadingSet set) {
        return (boolean) Derivation.derive(situation(point, OrderFacts.NEW, List.of(set), true, null))
                .get("readMissing");
    }

    private static Map<String, Object> derive(ServicePoint point, OrderFacts facts) {
        return Derivation.derive(situation(point, facts, List.of(), true, null));
    }

    private static Situation situation(
            ServicePoint point,
            OrderFacts facts,
            List<ReadingSet> sets,
            boolean headEnd,
            @Nullable Instant requestedDate) {
        ServiceOrder order = new ServiceOrder(
                "O-1",
                "SR-1",
                "cis",
                "ENABLE",
                point.id(),
                "north",
                OrderState.IN_PROGRESS,
                null,
                null,
                requestedDate,
                50,
                false,
                ServiceOrder.Collection.NONE,
                null,
                null,
                "",
                null,
                null,
                null,
                null,
                null,
                NOW,
                NOW,
                null);
        return new Situation(
                order,
                point,
                facts,
                sets,
                new Situation.Surroundings(id -> headEnd, false, false, false, POLICY, List.of()),
                NOW);
    }

    private static ServicePoint point(@Nullable Supply supply, @Nullable Device device) {
        return point(supply, device, null);
    }

    private static ServicePoint point(
            @Nullable Supply supply, @Nullable Device device, @Nullable LocalDate nextScheduledRead) {
        return new ServicePoint(
                "SP-1",
                "north",
                Category.METER,
                Commodity.ELECTRICITY,
                ServicePoint.Status.ACTIVE,
                supply,
                null,
                "north",
                ZoneId.of("Europe/Stockholm"),
                null,
                ServicePoint.Flags.NONE,
                nextScheduledRead,
                3,
                device,
                null,
                NOW,
                NOW,
                1);
    }

    private static Device smart(SwitchPosition position) {
        return new Device(
                "M-1",
                Kind.SMART,
                Condition.OK,
                Commission.COMMISSIONED,
                position,
                new Capabilities(SwitchControl.REMOTE, true, false, true, null),
                "simulator",
                null,
                List.of(),
                null);
    }

    private static ReadingSet set(String orderId, Phase phase, boolean complete, boolean standing, Instant at) {
        return new ReadingSet(
                "R-1",
                "SP-1",
                "M-1",
                ReadingSet.Source.FIELD,
                orderId,
                "A-1",
                at,
                at,
                complete,
                phase,
                standing,
                List.of());
    }
}
