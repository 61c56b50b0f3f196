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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.truckroll.lifecycle.Policies;
import org.truckroll.serviceorder.OrderFacts;
import org.truckroll.serviceorder.OrderState;
import org.truckroll.serviceorder.ServiceOrder;
import org.truckroll.servicepoint.ServicePoint;

/** When a cut is forbidden, why, and until when (guard G07, SOM-02): the law's calendar, the point's restrictions, the division's hours. */
class RestrictionsTest {

    private static final ZoneId ZONE = ZoneId.of("Europe/Stockholm");
    private static final Restrictions.Period WINTER =
            new Restrictions.Period("WINTER", "11-01", "03-31", "invented act, 7");

    @ParameterizedTest
    @CsvSource({
        "2026-10-31T12:00:00Z,",
        "2026-11-01T12:00:00Z,2027-03-31T22:00:00Z",
        "2027-01-15T12:00:00Z,2027-03-31T22:00:00Z",
        "2027-03-31T21:59:00Z,2027-03-31T22:00:00Z",
        "2027-03-31T22:00:00Z,"
    })
    void moratoriumOfEveryWinterRunsOverNewYear(Instant now, Instant until) {
        var forbidden = Restrictions.now(situation(now, "", List.of(WINTER), List.of()));
        assertThat(forbidden.map(Restrictions.Forbidden::until).orElse(null)).isEqualTo(until);
        forbidden.ifPresent(found -> assertThat(found.why()).isEqualTo("WINTER (invented act, 7)"));
    }

    @Test
    void periodWithAYearHoldsOnce() {
        Restrictions.Period once = new Restrictions.Period("HEAT", "2026-07-01", "2026-07-03", "");
        assertThat(Restrictions.now(situation(Instant.parse("2026-07-02T12:00:00Z"), "", List.of(once), List.of())))
                .hasValue(new Restrictions.Forbidden("HEAT", Instant.parse("2026-07-03T22:00:00Z")));
        assertThat(Restrictions.now(situation(Instant.parse("2027-07-02T12:00:00Z"), "", List.of(once), List.of())))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        // A Monday.
        "2026-06-01T07:00:00Z,",
        "2026-06-01T05:59:00Z,2026-06-01T06:00:00Z",
        "2026-06-01T13:00:00Z,2026-06-02T06:00:00Z",
        // A Friday: shorter.
        "2026-06-05T09:59:00Z,",
        "2026-06-05T10:00:00Z,2026-06-08T06:00:00Z",
        "2026-06-06T12:00:00Z,2026-06-08T06:00:00Z"
    })
    void cutHoursHoldInTheTimeZoneOfThePoint(Instant now, Instant until) {
        var forbidden = Restrictions.now(situation(now, "MON-THU 08:00-15:00; FRI 08:00-12:00", List.of(), List.of()));
        assertThat(forbidden.map(Restrictions.Forbidden::until).orElse(null)).isEqualTo(until);
    }

    @Test
    void restrictionsThatFollowEachOtherAreOneWait() {
        ServicePoint.Restriction medical = new ServicePoint.Restriction(
                "MEDICAL", LocalDate.of(2027, 3, 20), LocalDate.of(2027, 4, 2), "letter of 3 March");
        var forbidden = Restrictions.now(situation(
                Instant.parse("2027-02-01T12:00:00Z"), "MON-FRI 08:00-15:00", List.of(WINTER), List.of(medical)));
        // The winter ends on a Wednesday, the letter on Friday 2 April; the next hour for cuts is on Monday.
        assertThat(forbidden)
                .hasValue(
                        new Restrictions.Forbidden("WINTER (invented act, 7)", Instant.parse("2027-04-05T06:00:00Z")));
    }

    @Test
    void restrictionWithoutAnEndIsLookedAtAgainTomorrow() {
        ServicePoint.Restriction open = new ServicePoint.Restriction("MEDICAL", null, null, null);
        assertThat(Restrictions.now(situation(Instant.parse("2026-06-01T12:00:00Z"), "", List.of(), List.of(open))))
                .hasValue(new Restrictions.Forbidden("MEDICAL", Instant.parse("2026-06-01T22:00:00Z")));
    }

    private static Situation situation(
            Instant now, String cutHours, List<Restrictions.Period> calendar, List<ServicePoint.Restriction> own) {
        ServicePoint point = new ServicePoint(
                "SP-1",
                "north",
                ServicePoint.Category.METER,
                ServicePoint.Commodity.ELECTRICITY,
                ServicePoint.Status.ACTIVE,
                ServicePoint.Supply.ON,
                null,
                "north",
                ZONE,
                null,
                new ServicePoint.Flags(null, null, null, null, null, null, own),
                null,
                3,
                null,
                null,
                Instant.EPOCH,
                now,
                1);
        ServiceOrder order = new ServiceOrder(
                "O-1",
                "SR-1",
                "cis",
                "CUT",
                "SP-1",
                "north",
                OrderState.IN_PROGRESS,
                null,
                null,
                null,
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
                now,
                now,
                null);
        Policies.Policy policy = new Policies.Policy(
                5,
                true,
                true,
                10,
                false,
                BigDecimal.ZERO,
                cutHours,
                2,
                Duration.ofHours(24),
                Duration.ofHours(24),
                false,
                true);
        return new Situation(
                order,
                point,
                OrderFacts.NEW,
                List.of(),
                new Situation.Surroundings(id -> true, false, false, false, policy, calendar),
                now);
    }
}
