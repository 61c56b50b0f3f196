// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.people;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.time.Clock;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.flywaydb.core.Flyway;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.truckroll.people.OnCall.Mode;
import org.truckroll.shared.Problem;

/** Who is ACTIVE at which moment, and who may say so (GEO-26, GEO-27, GEO-31 to GEO-35). */
class OnCallTest {

    private static final Instant NOW = Instant.parse("2026-03-03T12:00:00Z");
    private static final Caller PIA = caller("pia", People.PEOPLE_ADMINS + "north");
    private static final Caller ANNA = caller("anna", People.OPERATORS + "north");
    private static final Caller BO = caller("bo", People.OPERATORS + "north");

    private Instant now = NOW;
    private Persons persons;
    private OnCall onCall;
    private OnCallDesk desk;
    private OnCallPlans plans;
    private CalendarFeeds feeds;
    private final List<Object> published = new ArrayList<>();

    private static Caller caller(String id, String group) {
        return new Caller(id, Caller.Kind.PERSON, Set.of(group), Set.of("north"), Set.of());
    }

    @BeforeEach
    void begin() throws SQLException {
        JdbcDataSource database = new JdbcDataSource();
        database.setURL("jdbc:h2:mem:on-call-" + System.nanoTime() + ";DB_CLOSE_DELAY=-1");
        Flyway.configure()
                .dataSource(database)
                .locations("classpath:db/migration")
                .table("tr_schema_history")
                .load()
                .migrate();
        JdbcClient jdbc = JdbcClient.create(database);
        Clock clock = new Clock() {
            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return now;
            }
        };
        People people = new People(jdbc);
        persons = new Persons(jdbc, clock);
        OnCallRows rows = new OnCallRows(jdbc, clock);
        ZoneProperties zones = new ZoneProperties(
                ZoneId.of("UTC"), Map.of("north", ZoneId.of("Europe/Stockholm")), "ZZ", Map.of(), "en", Map.of());
        onCall = new OnCall(rows, persons, new UnitPath(new OrgUnits(jdbc, clock, database), zones), clock);
        OnCallChanges changes = new OnCallChanges(onCall, published::add);
        desk = new OnCallDesk(
                onCall,
                rows,
                persons,
                people,
                new Keepers(people),
                new OnCallProperties("Kit", Duration.ofHours(12)),
                changes,
                clock);
        plans = new OnCallPlans(onCall, desk, rows, changes);
        feeds = new CalendarFeeds(desk, onCall, rows, persons, clock);
        people.putDivision("north", "North");
        people.putDivision("south", "South");
        for (String id : List.of("anna", "bo", "cilla")) {
            add(id, People.OPERATORS + "north");
        }
        add("chief", People.ON_CALL);
        add("sven", People.OPERATORS + "south");
        add("pia", People.PEOPLE_ADMINS + "north");
    }

    private void add(String id, String group) {
        persons.insert(new Person(
                id,
                null,
                id,
                "Test",
                "sv",
                true,
                false,
                Person.LOCAL,
                null,
                NOW,
                List.of(
                        new ContactPoint(ContactPoint.Kind.PHONE, "+46 8 465 004 1", 1),
                        new ContactPoint(ContactPoint.Kind.MOBILE, "+46 70 174 06 50", 3),
                        new ContactPoint(ContactPoint.Kind.MOBILE, "+46 70 174 06 51", 2),
                        new ContactPoint(ContactPoint.Kind.EMAIL, id + "@example.org", 4)),
                Set.of(),
                Set.of()));
        persons.join(id, group);
    }

    private List<String> active(int step) {
        return onCall.active("north", step).stream()
                .map(OnCall.Operator::userId)
                .toList();
    }

    private void turn(Caller operator, Mode mode) {
        desk.turn("north", mode, null, operator);
    }

    private static Rota rota(int step, String... members) {
        return new Rota(
                "rota-" + step,
                "north",
                step,
                "Weeks",
                LocalDate.parse("2026-03-02"),
                7,
                LocalTime.parse("08:00"),
                LocalTime.parse("08:00"),
                EnumSet.allOf(DayOfWeek.class),
                List.of(members));
    }

    private static RosterEntry entry(String from, String to, RosterEntry.Kind kind) {
        return new RosterEntry(Instant.parse(from), Instant.parse(to), kind);
    }

    @Test
    void nobodyIsActiveWithoutSwitchAndShift() {
        assertThat(active(1)).isEmpty();
        assertThat(onCall.mayAct("anna", "north")).isFalse();
        assertThat(onCall.isOperator("anna", "north")).isTrue();
    }

    @Test
    void operatorIsReachedByTheFirstMobileAndTheMailAddress() {
        turn(ANNA, Mode.ACTIVE);

        assertThat(onCall.active("north", 1))
                .containsExactly(
                        new OnCall.Operator("anna", "anna Test", "anna@example.org", "+46 70 174 06 51", null, "sv"));
    }

    /** GEO-26: whom a plan does not name is called, all the same. */
    @Test
    void stepsReachEverybodyWhoIsActive() {
        plans.put(new Escalation("north", 0, List.of(new Escalation.Step(1, "First", 3, Duration.ofMinutes(5)))), PIA);
        desk.put("north", "anna", new OnCallDesk.Wish(4, Mode.ACTIVE, null), PIA);
        assertThat(onCall.escalation("north").steps()).hasSize(1);
        assertThat(onCall.steps("north")).isEqualTo(4);
        assertThat(active(4)).containsExactly("anna");
        assertThat(onCall.active("north")).extracting(OnCall.Operator::userId).containsExactly("anna");
    }

    @Test
    void standInMakesAStepOfItsOwn() {
        desk.standIn(new Standin("", "north", 3, "bo", null, NOW.minusSeconds(60), NOW.plusSeconds(60), "", ""), PIA);
        assertThat(active(3)).containsExactly("bo");
        assertThat(onCall.escalation("north").steps()).hasSize(3);
        assertThat(onCall.steps("north")).isEqualTo(3);
    }

    @Test
    void switchedOffOperatorIsNotActiveEvenDuringTheOwnShift() {
        persons.putRoster(
                "anna", List.of(entry("2026-03-03T06:00:00Z", "2026-03-04T06:00:00Z", RosterEntry.Kind.ON_CALL)));
        assertThat(active(1)).containsExactly("anna");

        assertThat(published).isEmpty();
        turn(ANNA, Mode.NOT_ACTIVE);
        assertThat(published).containsExactly(new OnCallSwitchedOff("north", "anna"));

        assertThat(active(1)).isEmpty();
        assertThat(onCall.mayAct("anna", "north")).isFalse();
        assertThat(onCall.isOperator("anna", "north")).isTrue();
    }

    /** GEO-33: as with the switch, whatever the reason. */
    @Test
    void whoIsActiveNoMoreByStandInRotaOrRosterIsTold() {
        turn(ANNA, Mode.ACTIVE);
        turn(ANNA, Mode.ROSTER);
        assertThat(published).as("switched back").containsExactly(new OnCallSwitchedOff("north", "anna"));
        plans.put(rota(1, "anna"), false, PIA);
        desk.standIn(
                new Standin("", "north", 2, "cilla", null, NOW.minusSeconds(60), NOW.plusSeconds(60), "", ""), PIA);
        assertThat(published).as("nobody went").hasSize(1);
        Standin standin = desk.standIn(
                new Standin("", "north", 1, "bo", "anna", NOW.minusSeconds(60), NOW.plusSeconds(60), "", ""), PIA);
        assertThat(published.remove(1)).as("stood in for").isEqualTo(new OnCallSwitchedOff("north", "anna"));
        desk.takeBack("north", standin.id(), PIA);
        assertThat(published.remove(1)).as("taken back").isEqualTo(new OnCallSwitchedOff("north", "bo"));
        plans.put(rota(1, "bo"), true, PIA);
        assertThat(published.remove(1)).as("another member").isEqualTo(new OnCallSwitchedOff("north", "anna"));
        plans.remove("north", "rota-1", PIA);
        assertThat(published.remove(1)).as("removed").isEqualTo(new OnCallSwitchedOff("north", "bo"));
        assertThat(published).hasSize(1);
    }

    @Test
    void switchFallsBackToTheRosterAtItsTime() {
        desk.turn("north", Mode.ACTIVE, NOW.plusSeconds(60), ANNA);
        now = NOW.plusSeconds(59);
        assertThat(active(1)).containsExactly("anna");

        now = NOW.plusSeconds(60);

        assertThat(active(1)).isEmpty();
        assertThat(desk.mine(now, now.plusSeconds(1), ANNA))
                .extracting(OnCallDesk.Mine::mode)
                .containsExactly(Mode.ROSTER);
    }

    @Test
    void dutyOnTheRosterIsNoShift() {
        persons.putRoster(
                "anna", List.of(entry("2026-03-03T06:00:00Z", "2026-03-04T06:00:00Z", RosterEntry.Kind.DUTY)));

        assertThat(active(1)).isEmpty();
    }

    @Test
    void rotaHandsOverAndAbsenceAndStandInChangeIt() {
        plans.put(rota(1, "anna", "bo"), false, PIA);
        assertThat(active(1)).containsExactly("anna");
        now = Instant.parse("2026-03-09T07:00:00Z");
        assertThat(active(1)).containsExactly("bo");

        persons.putRoster(
                "bo", List.of(entry("2026-03-10T00:00:00Z", "2026-03-11T00:00:00Z", RosterEntry.Kind.ABSENT)));
        desk.standIn(
                new Standin(
                        "",
                        "north",
                        1,
                        "cilla",
                        null,
                        Instant.parse("2026-03-10T00:00:00Z"),
                        Instant.parse("2026-03-11T00:00:00Z"),
                        "bo is away",
                        ""),
                PIA);

        now = Instant.parse("2026-03-10T12:00:00Z");
        assertThat(active(1)).containsExactly("cilla");
        now = Instant.parse("2026-03-11T12:00:00Z");
        assertThat(active(1)).containsExactly("bo");
    }

    @Test
    void stepsFollowFromOperatorsAndRotasUntilTheyAreEntered() {
        assertThat(onCall.steps("north")).isEqualTo(1);
        plans.put(rota(2, "bo"), false, PIA);
        desk.put("north", "cilla", new OnCallDesk.Wish(3, Mode.ACTIVE, null), PIA);
        turn(ANNA, Mode.ACTIVE);

        assertThat(onCall.steps("north")).isEqualTo(3);
        assertThat(List.of(active(1), active(2), active(3)))
                .containsExactly(List.of("anna"), List.of("bo"), List.of("cilla"));

        plans.put(
                new Escalation(
                        "north",
                        2,
                        List.of(
                                new Escalation.Step(1, "Watch", 3, Duration.ofMinutes(5)),
                                new Escalation.Step(2, "Chief", 10, Duration.ofMinutes(15)))),
                PIA);

        assertThat(onCall.escalation("north").steps()).hasSize(2);
        assertThat(onCall.steps("north")).as("Cilla is ACTIVE above them").isEqualTo(3);
        assertThat(onCall.escalation("north").repeats()).isEqualTo(2);
        assertThat(onCall.escalation("north").steps().get(1).every()).isEqualTo(Duration.ofMinutes(15));
        assertThat(onCall.steps("south")).isEqualTo(1);
    }

    @Test
    void whoLeavesTheGroupOrIsSwitchedOffIsNotCalledAnyMore() {
        turn(ANNA, Mode.ACTIVE);
        turn(BO, Mode.ACTIVE);
        persons.active("anna", false, false);
        persons.leave("bo", People.OPERATORS + "north");

        assertThat(active(1)).isEmpty();
    }

    @Test
    void operatorsOfTheWholeCompanyServeEveryDivisionAndOthersTheirOwn() {
        desk.turn("south", Mode.ACTIVE, null, caller("chief", People.ON_CALL));

        assertThat(onCall.mayAct("chief", "south")).isTrue();
        assertThat(onCall.mayAct("chief", "north")).isFalse();
        assertThat(onCall.isOperator("chief", "north")).isTrue();
        assertThat(onCall.isOperator("sven", "north")).isFalse();
        assertThatThrownBy(() -> desk.turn("south", Mode.ACTIVE, null, ANNA))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("no operator");
    }

    @Test
    void operatorTakesOverFromAnotherButPutsNobodyElseOnCall() {
        Standin bo = new Standin("", "north", 1, "bo", "anna", NOW, NOW.plusSeconds(3600), "", "");
        assertThatThrownBy(() -> desk.standIn(bo, ANNA)).hasMessageContaining("stand in for others");

        turn(ANNA, Mode.ROSTER);
        plans.put(rota(1, "anna"), false, PIA);
        Standin made = desk.standIn(bo, BO);

        assertThat(active(1)).containsExactly("bo");
        assertThatThrownBy(() -> desk.takeBack("north", made.id(), ANNA)).hasMessageContaining("what you entered");
        desk.takeBack("north", made.id(), BO);
        assertThat(active(1)).containsExactly("anna");
    }

    @Test
    void planIsKeptByPeopleAdminsOfTheDivisionOnly() {
        assertThatThrownBy(() -> plans.put(rota(1, "anna"), false, ANNA)).hasMessageContaining("may not change");
        assertThatThrownBy(() -> plans.put(rota(1, "sven"), false, PIA)).hasMessageContaining("cannot be entered");
        assertThatThrownBy(() -> desk.board("south", PIA)).hasMessageContaining("no division");
        assertThat(desk.board("north", ANNA).label()).isEqualTo("Kit");
    }

    @Test
    void feedIsReadByItsSecretUntilTheNextOneIsMade() {
        plans.put(rota(1, "anna", "bo"), false, PIA);
        String first = feeds.open(ANNA);
        assertThat(feeds.read(first).orElseThrow().shifts())
                .isNotEmpty()
                .allSatisfy(shift -> assertThat(shift.person()).isEqualTo("anna"));

        String second = feeds.open(ANNA);

        assertThat(second).hasSizeGreaterThan(40).isNotEqualTo(first);
        assertThat(feeds.read(first)).isEmpty();
        assertThat(feeds.read(second)).isPresent();
        persons.active("anna", false, false);
        assertThat(feeds.read(second)).isEmpty();
        persons.active("anna", true, false);
        feeds.close(ANNA);
        assertThat(feeds.read(second)).isEmpty();
        assertThatThrownBy(() -> feeds.open(PIA)).isInstanceOf(Problem.class);
    }
}
