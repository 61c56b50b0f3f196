// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.truckroll.assessment.Decision;
import org.truckroll.intake.Intake;
import org.truckroll.serviceorder.Activity;
import org.truckroll.serviceorder.OrderPreview;

/**
 * A preview tells what comes (service-orders 7.9): for every type and many states of a point the real order, in which everything goes well, takes
 * the same way to the same end. The states are a product, thinned by a fixed seed.
 */
@ProcessTest
class PreviewTest {

    private static final List<String> TYPES = List.of(
            "ENABLE",
            "DISABLE",
            "CUT",
            "RECONNECT",
            "EXCHANGE",
            "BACK_TO_BACK",
            "INVESTIGATE",
            "READ",
            "INSTALL",
            "REMOVE",
            "PING",
            "COMMISSION",
            "DECOMMISSION",
            "MAINTAIN",
            "UPGRADE");

    private static final int STATES_PER_TYPE = 22;
    private static final long SEED = 641;

    /** An order for a point in some state. */
    record Case(int number, String type, String point, String asked, boolean outage, boolean alreadyRead) {

        @Override
        public String toString() {
            return number + " " + type + " " + asked + " at " + point + (outage ? " in an outage" : "")
                    + (alreadyRead ? ", read today" : "");
        }
    }

    /** One random state; what is listed twice comes twice as often. */
    private static final class States {

        private final Random random;

        /** Each state has a seed of its own: more of them leave the first ones as they are. */
        private States(int type, int state) {
            // Multiplied: neighbouring seeds begin alike.
            random = new Random((SEED + 1000L * type + state) * 0x9E3779B97F4A7C15L);
        }

        private String one(String... values) {
            return values[random.nextInt(values.length)];
        }

        private String extra() {
            return one(
                    "",
                    "",
                    "",
                    "",
                    "life support",
                    "restriction",
                    "event",
                    "scheduled",
                    "scheduled",
                    "outage",
                    "date",
                    "read",
                    "unknown",
                    "abandoned");
        }

        private Case next(int number, String type) {
            String category = one("METER", "METER", "METER", "METER", "METER", "METER", "ITEM", "UNBADGED");
            Set<String> extra = Set.copyOf(List.of(extra(), random.nextInt(3) == 0 ? extra() : ""));
            List<String> point = new ArrayList<>();
            point.add("category:'" + category + "'");
            point.add("status:'"
                    + (extra.contains("abandoned") ? "ABANDONED" : one("ACTIVE", "ACTIVE", "INACTIVE", "PLANNED"))
                    + "'");
            boolean unknown = extra.contains("unknown");
            boolean supplyUnknown = unknown && random.nextBoolean();
            point.add("supply:"
                    + (supplyUnknown ? "null" : "'" + one("ON", "ON", "ON", "OFF_SOURCE", "OFF_METER") + "'"));
            point.add("commodity:'" + one("ELECTRICITY", "ELECTRICITY", "GAS") + "'");
            String device = device(category, unknown && !supplyUnknown);
            if (!device.isEmpty()) {
                point.add("device:" + device);
            }
            List<String> flags = new ArrayList<>();
            if (extra.contains("life support")) {
                flags.add("lifeSupport:true");
            }
            if (extra.contains("restriction")) {
                flags.add("restrictions:[{kind:'WINTER',from:'2026-03-01',to:'2026-03-04'}]");
            }
            point.add("flags:{" + String.join(",", flags) + "}");
            if (extra.contains("event")) {
                point.add("openEvent:'tamper'");
            }
            if (extra.contains("scheduled")) {
                point.add("nextScheduledRead:'2026-03-04'");
            }
            return new Case(
                    number,
                    type,
                    "{" + String.join(",", point) + "}",
                    asked(type, extra.contains("date")),
                    extra.contains("outage"),
                    extra.contains("read") && category.equals("METER") && !device.isEmpty());
        }

        private String asked(String type, boolean ahead) {
            List<String> asked = new ArrayList<>();
            if (ahead) {
                asked.add("requestedDate:'2026-03-03T09:30:00Z'");
            }
            if (type.equals("DISABLE")) {
                asked.add("permanent:" + random.nextBoolean());
            }
            if (type.equals("CUT")) {
                asked.add("collection:{"
                        + one(
                                "noticeGivenAt:'2026-02-01'",
                                "noticeGivenAt:'2026-02-01'",
                                "noticeGivenAt:'2026-02-01'",
                                "noticeGivenAt:'2026-02-27'",
                                "amountDue:99",
                                "paid:true",
                                "noticeGivenAt:'2026-02-01',disputed:true")
                        + "}");
            }
            return "{" + String.join(",", asked) + "}";
        }

        private String device(String category, boolean capabilitiesUnknown) {
            String kind = one("", "MANUAL", "SMART", "SMART", "SMART", "SMART");
            if (kind.isEmpty() && !capabilitiesUnknown) {
                return "";
            }
            String switched = "switch:'" + one("ON", "ON", "OFF", "OFF", "UNKNOWN") + "'";
            String condition = "condition:'" + one("OK", "OK", "OK", "OK", "SUSPECT", "DEFECTIVE") + "'";
            if (!category.equals("METER") || kind.equals("MANUAL") && !capabilitiesUnknown) {
                return "{kind:'MANUAL'," + switched + "," + condition
                        + (category.equals("METER") ? "" : ",registers:[]")
                        + (category.equals("UNBADGED") ? ",count:3" : "") + "}";
            }
            String reads =
                    one("", "", "", "onDemandReadScalar:false,onDemandReadInterval:true", "onDemandReadScalar:false");
            return "{" + one(switched, switched, switched, switched, "switch:'ARMED'") + "," + condition
                    + ",commission:'"
                    + one("PRE", "COMMISSIONED", "COMMISSIONED", "COMMISSIONED", "DECOMMISSIONED", "FAILED")
                    + "',headEnd:'" + one("scripted", "scripted", "scripted", "scripted", "closed") + "'"
                    + (reads.contains("Interval") ? ",registers:[{id:'1',kind:'INTERVAL'}]" : "")
                    + ",capabilities:"
                    + (capabilitiesUnknown
                            ? "null"
                            : "{" + reads + (reads.isEmpty() ? "" : ",") + "ping:" + one("true", "true", "false")
                                    + ",switch:'" + one("REMOTE", "REMOTE", "REMOTE", "ARM_ONLY", "NONE") + "'}")
                    + "}";
        }
    }

    static List<Case> cases() {
        List<Case> cases = new ArrayList<>();
        for (int type = 0; type < TYPES.size(); type++) {
            for (int state = 0; state < STATES_PER_TYPE; state++) {
                cases.add(new States(type, state).next(cases.size() + 1, TYPES.get(type)));
            }
        }
        return cases;
    }

    @Autowired
    private Stories stories;

    @Autowired
    private JdbcClient jdbc;

    @BeforeEach
    void begin() {
        stories.begin();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void tellsTheWayThatTheOrderTakesWhenAllGoesWell(Case one) {
        Story story = stories.at(one.point());
        if (one.outage()) {
            story.outage(true);
        }
        if (one.alreadyRead()) {
            story.happens("READ");
        }
        String rowsBefore = rows();
        Intake.Foreseen foreseen =
                stories.intake().preview(story.request(one.type(), Stories.object(one.asked())), Stories.CIS);
        assertThat(rows()).as("rows after a preview").isEqualTo(rowsBefore);
        assertThat(foreseen.conflicts()).isEmpty();

        NormalWalk.of(story.asked(one.type(), Stories.object(one.asked())));

        OrderPreview.Preview preview = foreseen.preview();
        List<Decision> decisions = story.decisions();
        assertThat(preview.path().stream().map(step -> step.rule() + " " + step.action() + " " + step.channel()))
                .isEqualTo(decisions.stream()
                        .map(made -> made.rule() + " " + made.action() + " " + made.channel())
                        .toList());
        assertThat(preview.path()).allSatisfy(step -> assertThat(step.reason()).isNotBlank());
        assertThat(preview.visits()).isEqualTo(done(story, Activity.Kind.FIELD));
        assertThat(preview.commands()).isEqualTo(done(story, Activity.Kind.COMMAND));
        if (decisions.get(decisions.size() - 1).channel().equals("END")) {
            assertThat(preview.outcome()).isEqualTo(story.order().outcome());
            assertThat(preview.earliestFinish()).isBetween(Stories.NOW, Stories.now());
            Goals.met(story);
        } else {
            assertThat(preview.outcome()).isNull();
            assertThat(preview.earliestFinish()).isNull();
            NormalWalk.giveUp(story);
        }
        if (one.outage()) {
            story.outage(false);
        }
    }

    private static long done(Story story, Activity.Kind kind) {
        return story.activities().stream()
                .filter(activity -> activity.kind() == kind)
                .count();
    }

    /** How many rows each of our tables has, and what the engine runs. */
    private String rows() {
        List<String> tables = jdbc.sql("""
                        select table_name from information_schema.tables
                        where table_schema = 'PUBLIC' and (table_name like 'TR!_%' escape '!' or table_name like 'ACT!_RU!_%' escape '!')
                        order by table_name
                        """).query(String.class).list();
        assertThat(tables).hasSizeGreaterThan(20);
        return jdbc.sql(tables.stream()
                        .map(table -> "select '" + table + "=' || count(*) from " + table)
                        .collect(Collectors.joining(" union all ")))
                .query(String.class)
                .list()
                .toString();
    }
}
