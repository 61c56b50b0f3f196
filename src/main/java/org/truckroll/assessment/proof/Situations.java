// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.assessment.proof;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.truckroll.assessment.Restrictions;
import org.truckroll.assessment.Situation;
import org.truckroll.lifecycle.Policies;
import org.truckroll.serviceorder.OrderFacts;
import org.truckroll.serviceorder.OrderState;
import org.truckroll.serviceorder.ServiceOrder;
import org.truckroll.servicepoint.Device;
import org.truckroll.servicepoint.Reading;
import org.truckroll.servicepoint.ReadingSet;
import org.truckroll.servicepoint.ServicePoint;

/** Makes a situation of facts, and reads the facts off a situation: two situations with the same facts are the same state of the walk. */
final class Situations {

    static final Instant NOW = Instant.parse("2026-03-02T10:00:00Z");
    static final String IN_SERVICE = "head-end";
    static final String IN_PLACE = "in-place";
    static final String TAKEN_OUT = "taken-out";

    /** A device that comes new, by a visit or by a person's correction. */
    static final String FRESH = "fresh";

    static final int FIELD_LIMIT = 2;

    private static final String OUT_OF_SERVICE = "silent-head-end";
    private static final String DIVISION = "division";
    private static final String ORDER = "order";
    private static final String POINT = "point";
    private static final Instant EARLIER = NOW.minus(Duration.ofDays(90));
    private static final LocalDate TODAY = LocalDate.ofInstant(NOW, ZoneOffset.UTC);
    private static final Duration MONTHS = Duration.ofDays(60);
    private static final Predicate<@Nullable String> IS_IN_SERVICE = IN_SERVICE::equals;

    /** The defaults of the paper (7): 5 days, leave on, notice of 10 days, no debt threshold, two visits, 24 hours. */
    private static final Policies.Policy BY_MESSAGE = policy(false, false);

    private static final Policies.Policy BY_VISIT = policy(true, false);

    private static final Policies.Policy VERIFYING_BY_MESSAGE = policy(false, true);

    private static final Policies.Policy VERIFYING_BY_VISIT = policy(true, true);

    private static final List<Device.Register> REGISTERS = List.of(register("1"), register("2"));

    private static final List<OrderFacts.TakenOut.Register> REGISTERS_OUT = REGISTERS.stream()
            .map(register -> new OrderFacts.TakenOut.Register(register.id(), true, null))
            .toList();

    private static final ServicePoint.Flags LIFE_SUPPORT =
            new ServicePoint.Flags(true, null, null, null, null, null, null);
    private static final List<ServicePoint.Restriction> RESTRICTION =
            List.of(new ServicePoint.Restriction("HEAT", TODAY, TODAY, null));
    private static final ServicePoint.Flags RESTRICTED =
            new ServicePoint.Flags(null, null, null, null, null, null, RESTRICTION);
    private static final ServicePoint.Flags BOTH =
            new ServicePoint.Flags(true, null, null, null, null, null, RESTRICTION);

    private final String type;

    Situations(String type) {
        this.type = type;
    }

    private static Policies.Policy policy(boolean byVisit, boolean verifying) {
        return new Policies.Policy(
                5,
                true,
                true,
                10,
                byVisit,
                BigDecimal.ZERO,
                "",
                FIELD_LIMIT,
                Duration.ofHours(24),
                Duration.ofHours(24),
                verifying,
                true);
    }

    private static Device.Register register(String id) {
        return new Device.Register(id, Device.RegisterKind.SCALAR, null, null, null);
    }

    Situation of(int[] f) {
        ServiceOrder order = order(f);
        ServicePoint point = point(f);
        return new Situation(
                order,
                point,
                facts(f),
                sets(f, point),
                new Situation.Surroundings(
                        IS_IN_SERVICE,
                        yes(Fact.OUTAGE, f),
                        yes(Fact.CHILD, f),
                        yes(Fact.START_NEAR, f),
                        policy(f),
                        List.<Restrictions.Period>of()),
                NOW);
    }

    private static Policies.Policy policy(int[] f) {
        boolean byVisit = yes(Fact.NOTICE_BY, f);
        return yes(Fact.VERIFYING, f)
                ? byVisit ? VERIFYING_BY_VISIT : VERIFYING_BY_MESSAGE
                : byVisit ? BY_VISIT : BY_MESSAGE;
    }

    /** As it is before the first assessment. */
    Situation unbegun(int[] f) {
        Situation situation = of(f);
        return situation.with(
                situation.order(),
                situation.point(),
                situation.facts().toBuilder().was(null).build(),
                situation.sets());
    }

    private static boolean yes(Fact fact, int[] facts) {
        return fact.of(facts) == 1;
    }

    private ServiceOrder order(int[] f) {
        int settled = Fact.SETTLED.of(f);
        Instant notice = switch (Fact.NOTICE.of(f)) {
            case 0 -> NOW.minus(MONTHS);
            case 1 -> null;
            default -> NOW.minus(Duration.ofDays(1));
        };
        ServiceOrder.Collection collection = new ServiceOrder.Collection(
                settled == 3 ? BigDecimal.ZERO : BigDecimal.TEN,
                "EUR",
                settled == 1,
                settled == 2,
                yes(Fact.DISPUTED, f),
                notice);
        boolean converted = yes(Fact.CONVERTED, f);
        return new ServiceOrder(
                ORDER,
                ORDER,
                "cis",
                converted ? "BACK_TO_BACK" : type,
                POINT,
                DIVISION,
                OrderState.IN_PROGRESS,
                null,
                null,
                yes(Fact.DATE, f) ? NOW.plus(Duration.ofDays(1)) : null,
                50,
                yes(Fact.PERMANENT, f),
                collection,
                null,
                null,
                "",
                null,
                null,
                null,
                null,
                converted ? type : null,
                NOW,
                NOW,
                null);
    }

    private static ServicePoint point(int[] f) {
        boolean lifeSupport = yes(Fact.LIFE_SUPPORT, f);
        boolean restricted = yes(Fact.RESTRICTED, f);
        ServicePoint.Flags flags = lifeSupport && restricted
                ? BOTH
                : lifeSupport ? LIFE_SUPPORT : restricted ? RESTRICTED : ServicePoint.Flags.NONE;
        return new ServicePoint(
                POINT,
                yes(Fact.DIVISION, f) ? "another" : DIVISION,
                ServicePoint.Category.values()[Fact.CATEGORY.of(f)],
                Fact.COMMODITY.of(f) == 0 ? ServicePoint.Commodity.ELECTRICITY : ServicePoint.Commodity.GAS,
                switch (Fact.STATUS.of(f)) {
                    case 0 -> ServicePoint.Status.ACTIVE;
                    case 1 -> ServicePoint.Status.PLANNED;
                    case 2 -> ServicePoint.Status.INACTIVE;
                    default -> ServicePoint.Status.ABANDONED;
                },
                supply(Fact.SUPPLY.of(f)),
                null,
                "",
                ZoneOffset.UTC,
                null,
                flags,
                yes(Fact.SCHEDULED, f) ? TODAY.plusDays(2) : null,
                3,
                device(f, IN_PLACE),
                yes(Fact.EVENT, f) ? "COVER_OPEN" : null,
                EARLIER,
                EARLIER,
                1);
    }

    static ServicePoint.@Nullable Supply supply(int value) {
        return switch (value) {
            case 0 -> ServicePoint.Supply.ON;
            case 1 -> ServicePoint.Supply.OFF_SOURCE;
            case 2 -> ServicePoint.Supply.OFF_METER;
            default -> null;
        };
    }

    static @Nullable Device device(int[] f, String id) {
        int category = Fact.CATEGORY.of(f);
        int kind = Fact.DEVICE.of(f);
        Integer count = category == 2 ? (Integer) (kind == 0 ? 0 : 3) : null;
        if (kind == 0) {
            // A count of 0 is no device (6.1).
            return count == null
                    ? null
                    : new Device(id, Device.Kind.MANUAL, null, null, null, null, null, null, null, count);
        }
        return new Device(
                id,
                kind == 1 ? Device.Kind.MANUAL : Device.Kind.SMART,
                Device.Condition.values()[Fact.CONDITION.of(f)],
                kind == 1 ? null : commission(Fact.COMMISSION.of(f)),
                Device.SwitchPosition.values()[Fact.SWITCH.of(f)],
                kind == 1 ? null : capabilities(f),
                kind == 1 ? null : yes(Fact.HEAD_END, f) ? OUT_OF_SERVICE : IN_SERVICE,
                null,
                category == 0 ? REGISTERS : null,
                count);
    }

    private static Device.Commission commission(int value) {
        return value == 0 ? Device.Commission.PRE : Device.Commission.COMMISSIONED;
    }

    static Device.@Nullable Capabilities capabilities(int[] f) {
        return switch (Fact.CONTROL.of(f)) {
            case 3 -> null;
            default ->
                new Device.Capabilities(
                        Device.SwitchControl.values()[Fact.CONTROL.of(f)],
                        yes(Fact.READS_SCALAR, f),
                        yes(Fact.READS_INTERVAL, f),
                        yes(Fact.PINGS, f),
                        null);
        };
    }

    private OrderFacts facts(int[] f) {
        OrderFacts.TakenOut out = Fact.TAKEN_OUT.of(f) == 0
                ? null
                : new OrderFacts.TakenOut(
                        TAKEN_OUT,
                        Fact.TAKEN_OUT.of(f) > 1,
                        Fact.TAKEN_OUT.of(f) > 1,
                        Fact.TAKEN_OUT.of(f) == 3 ? OUT_OF_SERVICE : IN_SERVICE,
                        null,
                        REGISTERS_OUT);
        return OrderFacts.NEW.toBuilder()
                .xCommission(yes(Fact.X_COMMISSION, f))
                .xSwitch(yes(Fact.X_SWITCH, f))
                .xRead(yes(Fact.X_READ, f))
                .xPing(yes(Fact.X_PING, f))
                .xDecom(yes(Fact.X_DECOM, f))
                .xScheduled(yes(Fact.X_SCHEDULED, f))
                .fieldFailures(Fact.FAILURES.of(f))
                .mismatch(yes(Fact.MISMATCH, f))
                .sourceTried(yes(Fact.SOURCE_TRIED, f))
                .followUp(yes(Fact.FOLLOW_UP, f))
                .approved(yes(Fact.APPROVED, f))
                .exchange(OrderFacts.Exchange.values()[Fact.EXCHANGE.of(f)])
                .notEnrolledOnce(yes(Fact.NOT_ENROLLED, f))
                .outageWaited(yes(Fact.OUTAGE_WAITED, f))
                .verified(yes(Fact.VERIFIED, f))
                .answered(yes(Fact.ANSWERED, f))
                .investigated(yes(Fact.INVESTIGATED, f))
                .visitWanted(yes(Fact.VISIT_WANTED, f))
                .disconnected(yes(Fact.DISCONNECTED, f))
                .takenOut(out)
                .was(was(f))
                .newIn(yes(Fact.NEW_IN, f))
                .cancel(OrderFacts.Cancel.values()[Fact.CANCEL.of(f)])
                .build();
    }

    /** It is taken down when the supply is known (6.1). */
    private @Nullable Boolean was(int[] f) {
        return "EXCHANGE".equals(type) && (Fact.SUPPLY.of(f) != 3 || yes(Fact.NEW_IN, f)) ? yes(Fact.WAS, f) : null;
    }

    private static List<ReadingSet> sets(int[] f, ServicePoint point) {
        List<ReadingSet> sets = new ArrayList<>(2);
        if (Fact.READ.of(f) > 0) {
            sets.add(set(IN_PLACE, Fact.READ.of(f) == 2, point));
        }
        if (Fact.READ_OUT.of(f) > 0) {
            sets.add(set(TAKEN_OUT, Fact.READ_OUT.of(f) == 2, point));
        }
        return sets;
    }

    private static ReadingSet set(String device, boolean own, ServicePoint point) {
        return new ReadingSet(
                device,
                POINT,
                device,
                own ? ReadingSet.Source.FIELD : ReadingSet.Source.SCHEDULED,
                own ? ORDER : null,
                null,
                NOW,
                NOW,
                true,
                point.phase(),
                true,
                List.of());
    }

    /** A reading of every register. */
    static List<Reading> complete(Device device) {
        return REGISTERS.stream()
                .map(register -> new Reading(register.id(), null, BigDecimal.ONE, NOW, device.id()))
                .toList();
    }

    /** A reading of one register of two. */
    static List<Reading> incomplete(Device device) {
        return List.of(new Reading("1", null, BigDecimal.ONE, NOW, device.id()));
    }

    /**
     * The facts of a situation that the rules have made.
     *
     * @param readVisited the last visit was to read the meter (7.8 ESTIMATE)
     */
    int[] facts(Situation s, boolean readVisited) {
        int[] f = new int[Fact.COUNT];
        ServicePoint point = s.point();
        ServiceOrder order = s.order();
        OrderFacts facts = s.facts();
        Fact.CATEGORY.set(f, point.category().ordinal());
        Fact.STATUS.set(
                f,
                switch (point.status()) {
                    case ACTIVE -> 0;
                    case PLANNED -> 1;
                    case INACTIVE -> 2;
                    case ABANDONED -> 3;
                });
        Fact.SUPPLY.set(f, supply(point.supply()));
        Fact.COMMODITY.set(f, point.commodity() == ServicePoint.Commodity.ELECTRICITY ? 0 : 1);
        set(Fact.EVENT, f, point.openEvent() != null);
        set(Fact.LIFE_SUPPORT, f, point.flags().lifeSupported());
        set(
                Fact.RESTRICTED,
                f,
                point.flags().restrictionList().stream()
                        .anyMatch(restriction -> restriction.covers(LocalDate.ofInstant(s.now(), ZoneOffset.UTC))));
        set(Fact.SCHEDULED, f, point.nextScheduledRead() != null);
        set(Fact.DIVISION, f, !point.division().equals(order.division()));
        device(point.hasDevice() ? point.device() : null, f);
        OrderFacts.TakenOut out = facts.takenOut();
        if (out != null) {
            Fact.TAKEN_OUT.set(f, !out.commissioned() ? 1 : IN_SERVICE.equals(out.headEnd()) ? 2 : 3);
        }
        reads(s, f);
        set(Fact.CONVERTED, f, !type.equals(order.type()));
        set(Fact.PERMANENT, f, order.permanent());
        set(Fact.DATE, f, order.requestedDate() != null && order.requestedDate().isAfter(s.now()));
        collection(order.collection(), s, f);
        set(Fact.NOTICE_BY, f, s.around().policy().noticeByVisit());
        set(Fact.VERIFYING, f, s.around().policy().verifyDisconnect());
        set(Fact.OUTAGE, f, s.around().outageOpen());
        set(Fact.CHILD, f, s.around().childOpen());
        set(Fact.START_NEAR, f, s.around().startNear());
        remembered(facts, f);
        set(Fact.READ_VISITED, f, readVisited && facts.fieldFailures() > 0);
        return f;
    }

    private static void set(Fact fact, int[] f, boolean value) {
        fact.set(f, value ? 1 : 0);
    }

    static int supply(ServicePoint.@Nullable Supply supply) {
        if (supply == null) {
            return 3;
        }
        return switch (supply) {
            case ON -> 0;
            case OFF_SOURCE -> 1;
            case OFF_METER -> 2;
        };
    }

    /** The facts of a device alone. */
    static int[] facts(Device device) {
        int[] facts = new int[Fact.COUNT];
        device(device, facts);
        return facts;
    }

    private static void device(@Nullable Device device, int[] f) {
        if (device == null) {
            return;
        }
        Fact.DEVICE.set(f, device.smart() ? 2 : 1);
        Fact.CONDITION.set(f, device.conditionState().ordinal());
        Fact.SWITCH.set(f, device.position().ordinal());
        if (!device.smart()) {
            return;
        }
        set(Fact.COMMISSION, f, device.commissionState() == Device.Commission.COMMISSIONED);
        set(Fact.HEAD_END, f, !IN_SERVICE.equals(device.headEnd()));
        Device.Capabilities can = device.capabilities();
        if (can == null || can.switchControl() == null) {
            Fact.CONTROL.set(f, 3);
        } else {
            Fact.CONTROL.set(f, can.switchControl().ordinal());
            set(Fact.READS_SCALAR, f, Boolean.TRUE.equals(can.onDemandReadScalar()));
            set(Fact.READS_INTERVAL, f, Boolean.TRUE.equals(can.onDemandReadInterval()));
            set(Fact.PINGS, f, Boolean.TRUE.equals(can.ping()));
        }
    }

    /** Only sets that can still prove something: complete, and standing unless it is an EXCHANGE (6.3). */
    private void reads(Situation s, int[] f) {
        Device inPlace = s.point().hasDevice() ? s.point().device() : null;
        OrderFacts.TakenOut out = s.facts().takenOut();
        for (ReadingSet set : s.sets()) {
            boolean own = ORDER.equals(set.orderId());
            boolean counts = set.complete()
                    && (set.standing() || "EXCHANGE".equals(type))
                    && (own || set.source() != ReadingSet.Source.ESTIMATE);
            if (counts && inPlace != null && Objects.equals(inPlace.id(), set.deviceId())) {
                Fact.READ.set(f, Math.max(Fact.READ.of(f), own ? 2 : 1));
            } else if (counts && out != null && out.deviceId().equals(set.deviceId())) {
                Fact.READ_OUT.set(f, Math.max(Fact.READ_OUT.of(f), own ? 2 : 1));
            }
        }
    }

    private static void collection(ServiceOrder.Collection collection, Situation s, int[] f) {
        Fact.SETTLED.set(
                f,
                collection.paid()
                        ? 1
                        : collection.arrangement() ? 2 : BigDecimal.ZERO.equals(collection.amountDue()) ? 3 : 0);
        set(Fact.DISPUTED, f, collection.disputed());
        Instant given = collection.noticeGivenAt();
        Fact.NOTICE.set(
                f,
                given == null
                        ? 1
                        : given.plus(Duration.ofDays(s.around().policy().noticeDays()))
                                        .isAfter(s.now())
                                ? 2
                                : 0);
    }

    private static void remembered(OrderFacts facts, int[] f) {
        set(Fact.X_COMMISSION, f, facts.xCommission());
        set(Fact.X_SWITCH, f, facts.xSwitch());
        set(Fact.X_READ, f, facts.xRead());
        set(Fact.X_PING, f, facts.xPing());
        set(Fact.X_DECOM, f, facts.xDecom());
        set(Fact.X_SCHEDULED, f, facts.xScheduled());
        Fact.FAILURES.set(f, Math.min(facts.fieldFailures(), Fact.FAILURES.size() - 1));
        set(Fact.MISMATCH, f, facts.mismatch());
        set(Fact.SOURCE_TRIED, f, facts.sourceTried());
        set(Fact.FOLLOW_UP, f, facts.followUp());
        set(Fact.APPROVED, f, facts.approved());
        Fact.EXCHANGE.set(f, facts.exchange().ordinal());
        set(Fact.NOT_ENROLLED, f, facts.notEnrolledOnce());
        set(Fact.OUTAGE_WAITED, f, facts.outageWaited());
        set(Fact.VERIFIED, f, facts.verified());
        set(Fact.ANSWERED, f, facts.answered());
        set(Fact.INVESTIGATED, f, facts.investigated());
        set(Fact.VISIT_WANTED, f, facts.visitWanted());
        set(Fact.DISCONNECTED, f, facts.disconnected());
        set(Fact.WAS, f, Boolean.TRUE.equals(facts.was()));
        set(Fact.NEW_IN, f, facts.newIn());
        Fact.CANCEL.set(f, facts.cancel().ordinal());
    }
}
