// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.servicepoint.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.truckroll.serviceorder.OrderEvents;
import org.truckroll.serviceorder.OrderState;
import org.truckroll.serviceorder.ServiceOrder;
import org.truckroll.serviceorder.ServiceOrders;
import org.truckroll.servicepoint.Device;
import org.truckroll.servicepoint.Device.SwitchPosition;
import org.truckroll.servicepoint.Outages;
import org.truckroll.servicepoint.Reading;
import org.truckroll.servicepoint.ReadingIntake;
import org.truckroll.servicepoint.ReadingSet;
import org.truckroll.servicepoint.Readings;
import org.truckroll.servicepoint.ServicePoint;
import org.truckroll.servicepoint.ServicePoints;

/** What a partner may rely on (api.md 1, outages of 3), over real HTTP; run on each database. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ServicePointContract {

    private static final String POINTS = "/api/v1/service-points/";
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private PointsServer server;
    private String id;

    abstract String jdbcUrl() throws Exception;

    @BeforeAll
    void start() throws Exception {
        server = PointsServer.start(jdbcUrl(), "simulator");
    }

    @AfterAll
    void stop() {
        server.close();
    }

    @BeforeEach
    void freshPoint() {
        server.clock().set(PointsServer.NOON);
        id = "SP-" + NUMBER.incrementAndGet();
    }

    // Points

    @Test
    void createsAndReplacesThePointOfTheContract() {
        var created = server.put(POINTS + id, full());
        assertThat(created.status()).isEqualTo(201);
        assertThat(created.header("Location")).endsWith(POINTS + id);
        assertThat(created.header("ETag")).isEqualTo("\"1\"");

        var replaced =
                server.put(POINTS + id, full().replace("\"area\":\"north.city.hill\"", "\"area\":\"north.sea\""));
        assertThat(replaced.status()).isEqualTo(200);
        assertThat(replaced.header("ETag")).isEqualTo("\"2\"");
        assertThat(replaced.header("Location")).isEmpty();

        var read = server.get(POINTS + id);
        assertThat(read.status()).isEqualTo(200);
        assertThat(read.header("ETag")).isEqualTo("\"2\"");
        assertThat(read.json()).isEqualTo(replaced.json());
        assertThat(read.json().path("area").asText()).isEqualTo("north.sea");
        assertThat(read.json().path("version").asLong()).isEqualTo(2);
        assertThat(read.json().path("phase").asText()).isEqualTo("OFF");
    }

    @Test
    void givesBackWhatWasPut() throws Exception {
        server.put(POINTS + id, full());
        JsonNode wanted = PointsServer.JSON.readTree(full());
        JsonNode got = server.get(POINTS + id).json();
        wanted.fieldNames()
                .forEachRemaining(name -> assertThat(got.get(name)).as(name).isEqualTo(wanted.get(name)));
    }

    @Test
    void takesItsOwnAnswerBackUnchanged() {
        server.put(POINTS + id, full());
        var read = server.get(POINTS + id);
        var again = server.put(POINTS + id, read.json().toString(), "If-Match", read.header("ETag"));
        assertThat(again.status()).isEqualTo(200);
        assertThat(again.header("ETag")).isEqualTo("\"1\"");
        assertThat(again.json()).isEqualTo(read.json());
    }

    @Test
    void fillsDefaultsOfTheSmallestPoint() {
        var created = server.put(POINTS + id, small());
        assertThat(created.status()).isEqualTo(201);
        JsonNode point = created.json();
        assertThat(point.path("timeZone").asText()).isEqualTo("Europe/Stockholm");
        assertThat(point.path("readToleranceDays").asInt()).isEqualTo(3);
        assertThat(point.has("device")).isTrue();
        assertThat(point.path("device").isNull()).isTrue();
        assertThat(point.has("supply")).isTrue();
        assertThat(point.path("supply").isNull()).isTrue();
        assertThat(point.path("openOrders")).isEmpty();
    }

    @Test
    void refusesAnotherIdInTheBody() {
        var refused = server.put(POINTS + id, with("id", "\"SP-other\""));
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.pointers()).containsExactly("/id");
        assertThat(server.put(POINTS + id, with("id", "\"" + id + "\"")).status())
                .isEqualTo(201);
    }

    @Test
    void refusesAStaleVersion() {
        server.put(POINTS + id, small());
        server.put(POINTS + id, with("area", "\"north.b\""), "If-Match", "\"1\"");
        var stale = server.put(POINTS + id, with("area", "\"north.c\""), "If-Match", "\"1\"");
        assertThat(stale.status()).isEqualTo(412);
        assertThat(stale.problem()).isEqualTo("stale-version");
        assertThat(stale.json().path("version").asLong()).isEqualTo(2);
        assertThat(server.put(POINTS + id, small(), "If-Match", "W/\"2\"").status())
                .isEqualTo(412);
        assertThat(server.put(POINTS + id, small(), "If-Match", "\"9\", \"2\"").status())
                .isEqualTo(200);
        assertThat(server.put(POINTS + id, small(), "If-Match", "*").status()).isEqualTo(200);
    }

    @Test
    void refusesIfMatchOnAMissingPoint() {
        for (String tag : List.of("\"1\"", "*")) {
            var refused = server.put(POINTS + id, small(), "If-Match", tag);
            assertThat(refused.status()).isEqualTo(412);
            assertThat(refused.problem()).isEqualTo("stale-version");
        }
        assertThat(server.get(POINTS + id).status()).isEqualTo(404);
    }

    @Test
    void createsOnlyWhenAskedTo() {
        assertThat(server.put(POINTS + id, small(), "If-None-Match", "*").status())
                .isEqualTo(201);
        assertThat(server.put(POINTS + id, small(), "If-None-Match", "*").status())
                .isEqualTo(412);
    }

    @Test
    void sparesWhoHasTheVersionTheDocument() {
        server.put(POINTS + id, small());
        var unchanged = server.get(POINTS + id, "If-None-Match", "\"1\"");
        assertThat(unchanged.status()).isEqualTo(304);
        assertThat(unchanged.raw().body()).isEmpty();
        assertThat(server.get(POINTS + id, "If-None-Match", "\"0\"").status()).isEqualTo(200);
    }

    @Test
    void namesEveryFaultAtOnce() {
        var refused = server.put(POINTS + "-bad", """
                {"division":"east","category":"CLOCK","status":"GONE","supply":"MAYBE","area":"north..hill","timeZone":"Mars/Base",
                 "supplyLocation":"%s","readToleranceDays":61,"nextScheduledRead":"+99999-01-01","openEvent":"%s",
                 "address":{"installationId":"735999114007468439","postalCode":"%s"},
                 "flags":{"restrictions":[{"kind":"WINTER","from":"2027-01-02","to":"2027-01-01"},{"from":"2027-01-02"},null]},
                 "device":{"kind":"CLEVER","condition":"BENT","commission":"SOON","switch":"HALF","capabilities":{"switch":"LOCAL"},
                           "registers":[{"id":"1"},{"id":"1","kind":"ROUND"},{"kind":"SCALAR","digits":0,"multiplier":0},null]}}
                """.formatted("x".repeat(201), "y".repeat(201), "9".repeat(21)));
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.problem()).isEqualTo("invalid-service-point");
        assertThat(refused.pointers())
                .containsExactlyInAnyOrder(
                        "/id",
                        "/division",
                        "/category",
                        "/commodity",
                        "/status",
                        "/supply",
                        "/supplyLocation",
                        "/area",
                        "/timeZone",
                        "/readToleranceDays",
                        "/nextScheduledRead",
                        "/openEvent",
                        "/address/installationId",
                        "/address/postalCode",
                        "/flags/restrictions/0/to",
                        "/flags/restrictions/1/kind",
                        "/flags/restrictions/2",
                        "/device/kind",
                        "/device/condition",
                        "/device/commission",
                        "/device/switch",
                        "/device/capabilities/switch",
                        "/device/registers/1/id",
                        "/device/registers/1/kind",
                        "/device/registers/2/id",
                        "/device/registers/2/digits",
                        "/device/registers/2/multiplier",
                        "/device/registers/3");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    division          | null                          | /division
                    division          | "south"                       | /division
                    category          | null                          | /category
                    commodity         | "STEAM"                       | /commodity
                    status            | ""                            | /status
                    area              | "  "                          | /area
                    area              | ".north"                      | /area
                    timeZone          | "+01:00"                      | /timeZone
                    readToleranceDays | -1                            | /readToleranceDays
                    device            | {"kind":"MANUAL"}             | /device/id
                    device            | {"id":"M-1"}                  | /device/kind
                    device            | {"id":" M-1","kind":"MANUAL"} | /device/id
                    device            | {"id":"M-1","kind":"MANUAL","count":2} | /device/count
                    flags             | {"restrictions":[{"kind":" "}]} | /flags/restrictions/0/kind
                    flags             | {"medicalUntil":"0001-01-01"} | /flags/medicalUntil
                    address           | {"installationId":"12"}       | /address/installationId
                    """)
    void refusesWhatCannotBe(String field, String value, String pointer) {
        var refused = server.put(POINTS + id, with(field, value));
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.problem()).isEqualTo("invalid-service-point");
        assertThat(refused.pointers()).containsExactly(pointer);
        assertThat(server.get(POINTS + id).status()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    nextScheduledRead | "tomorrow"            | /nextScheduledRead
                    readToleranceDays | 2.5                   | /readToleranceDays
                    readToleranceDays | "3"                   | /readToleranceDays
                    color             | "red"                 | /color
                    device            | "M-1"                 | /device
                    device            | {"id":"M-1","knd":1}  | /device/knd
                    flags             | {"occupied":"maybe"}  | /flags/occupied
                    """)
    void refusesAMalformedDocument(String field, String value, String pointer) {
        var refused = server.put(POINTS + id, with(field, value));
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.problem()).isEqualTo("invalid-request");
        assertThat(refused.pointers()).containsExactly(pointer);
    }

    @Test
    void refusesWhatIsNoJson() {
        assertThat(server.put(POINTS + id, "{").status()).isEqualTo(400);
        assertThat(server.put(POINTS + id, "").status()).isEqualTo(400);
        assertThat(server.put(POINTS + id, "null").status()).isEqualTo(400);
        assertThat(server.put(POINTS + id, small(), "Content-Type", "text/plain")
                        .status())
                .isEqualTo(415);
    }

    @Test
    void countsUnitsOfAnUnbadgedPoint() {
        String lamps = small().replace("\"METER\"", "\"UNBADGED\"").replace("\"status\"", "\"device\":%s,\"status\"");
        assertThat(server.put(POINTS + id, lamps.formatted("{\"count\":-1}")).pointers())
                .containsExactly("/device/count");
        var none = server.put(POINTS + id, lamps.formatted("{\"count\":0}"));
        assertThat(none.status()).isEqualTo(201);
        assertThat(none.json().path("device").path("kind").asText()).isEqualTo("MANUAL");
        assertThat(none.json().path("derived").path("amiBillingReady").asText()).isEqualTo("nonMetered");
        var some = server.put(POINTS + id, lamps.formatted("{\"count\":12,\"switch\":\"ON\"}"));
        assertThat(some.json().path("derived").path("amiBillingReady").asText()).isEqualTo("nonAmi");
        assertThat(some.json().path("derived").path("connectionState").asText()).isEqualTo("connected");
    }

    @Test
    void hidesThePointsOfAnotherDivision() {
        server.put(POINTS + id, small());
        var south = small().replace("\"north\"", "\"south\"");
        assertThat(server.as("south", "GET", POINTS + id, "").status()).isEqualTo(404);
        assertThat(server.as("south", "PUT", POINTS + id, south).status()).isEqualTo(404);
        assertThat(server.as("south", "PUT", POINTS + id, south, "If-Match", "\"7\"")
                        .status())
                .isEqualTo(404);
        assertThat(server.as("south", "GET", POINTS + id + "/history", "").status())
                .isEqualTo(404);
        assertThat(server.as("south", "GET", POINTS + id + "/readings", "").status())
                .isEqualTo(404);
        assertThat(server.as("south", "POST", POINTS + id + "/readings", reading("M-1", "1", "2"))
                        .status())
                .isEqualTo(404);
        assertThat(server.get(POINTS + id).json().path("division").asText()).isEqualTo("north");
        assertThat(server.get(POINTS + "SP-nobody")
                        .json()
                        .path("detail")
                        .asText()
                        .replace("SP-nobody", id))
                .isEqualTo(server.as("south", "GET", POINTS + id, "")
                        .json()
                        .path("detail")
                        .asText());
    }

    @Test
    void movesAPointBetweenDivisionsOfOneCaller() {
        server.put(POINTS + id, small());
        var moved = server.as("north,south", "PUT", POINTS + id, small().replace("\"north\"", "\"south\""));
        assertThat(moved.status()).isEqualTo(200);
        assertThat(server.get(POINTS + id).status()).isEqualTo(404);
    }

    @Test
    void findsNothingUnderAnImpossibleId() {
        assertThat(server.get(POINTS + "a%00b").status()).isIn(400, 404);
        assertThat(server.get(POINTS + "%C3%A5").status()).isEqualTo(404);
        assertThat(server.get(POINTS + "%C3%A5/readings").status()).isEqualTo(404);
        assertThat(server.get("/api/v1/outages/%C3%A5").status()).isEqualTo(404);
    }

    @Test
    void letsOneOfManyCreatorsWin() {
        var answers = IntStream.range(0, 8)
                .mapToObj(i -> CompletableFuture.supplyAsync(
                        () -> server.put(POINTS + id, with("area", "\"north.a" + i + "\""))))
                .toList();
        var statuses = answers.stream().map(answer -> answer.join().status()).toList();
        assertThat(statuses)
                .containsOnlyOnce(201)
                .allMatch(status -> List.of(200, 201, 409).contains(status));
        long won = statuses.stream().filter(status -> status != 409).count();
        assertThat(server.get(POINTS + id).json().path("version").asLong()).isEqualTo(won);
    }

    @Test
    void letsOneOfManyEditorsOfOneVersionWin() {
        server.put(POINTS + id, small());
        var statuses = IntStream.range(0, 8)
                .mapToObj(i -> CompletableFuture.supplyAsync(
                        () -> server.put(POINTS + id, with("area", "\"north.a" + i + "\""), "If-Match", "\"1\"")))
                .toList()
                .stream()
                .map(answer -> answer.join().status())
                .toList();
        assertThat(statuses)
                .containsOnlyOnce(200)
                .allMatch(status -> List.of(200, 409, 412).contains(status));
        assertThat(server.get(POINTS + id).json().path("version").asLong()).isEqualTo(2);
    }

    @Test
    void tellsOfEveryChangedFact() {
        server.put(POINTS + id, full());
        server.clock().set(PointsServer.NOON.plusSeconds(60));
        server.put(POINTS + id, full().replace("\"switch\":\"OFF\"", "\"switch\":\"ON\""));
        var events = server.context.getBean(OrderEvents.class).of(id);
        assertThat(events).hasSize(1);
        assertThat(events.get(0).type()).isEqualTo("ServicePointChange");
        assertThat(events.get(0).data()).contains("\"device.switch\":\"ON\"");
        JsonNode point = server.get(POINTS + id).json();
        assertThat(point.path("phase").asText()).isEqualTo("ON");
        assertThat(point.path("phaseSince").asText()).isEqualTo("2026-11-21T12:01:00Z");
    }

    // Derived

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
                    ON         | SMART  | COMMISSIONED   | ON      | ACTIVE   | true  | true  | true  | connected              | operable
                    ON         | SMART  | COMMISSIONED   | UNKNOWN | ACTIVE   | true  | true  | true  | connected              | operable
                    ON         | SMART  | COMMISSIONED   | ON      | INACTIVE | false | true  | true  | connected              | operable
                    ON         | SMART  | COMMISSIONED   | OFF     | ACTIVE   | false | false | true  | logicallyDisconnected  | operable
                    ON         | SMART  | COMMISSIONED   | ARMED   | ACTIVE   | false | true  | true  | logicallyDisconnected  | operable
                    OFF_SOURCE | SMART  | COMMISSIONED   | ON      | ACTIVE   | false | false | true  | physicallyDisconnected | operable
                    OFF_METER  | SMART  | DECOMMISSIONED | ON      | ACTIVE   | false | false | false | physicallyDisconnected | amiDisabled
                    ON         | SMART  | PRE            | ON      | ACTIVE   | true  | true  | false | connected              | amiCapable
                    ON         | SMART  | FAILED         | ON      | ACTIVE   | true  | true  | false | connected              | amiCapable
                    ON         | MANUAL | COMMISSIONED   | ON      | ACTIVE   | true  | true  | false | connected              | nonAmi
                    -          | SMART  | COMMISSIONED   | ON      | ACTIVE   | false | false | true  | connected              | operable
                    """)
    void derivesWhatTheExportSays(
            String supply,
            String kind,
            String commission,
            String position,
            String status,
            boolean energised,
            boolean supplied,
            boolean canCmd,
            String connection,
            String billing) {
        String body = full().replace(
                        "\"supply\":\"ON\"", "\"supply\":" + (supply == null ? "null" : "\"" + supply + "\""))
                .replace("\"SMART\"", "\"" + kind + "\"")
                .replace("\"PRE\"", "\"" + commission + "\"")
                .replace("\"OFF\",", "\"" + position + "\",")
                .replace("\"ACTIVE\"", "\"" + status + "\"");
        JsonNode derived = server.put(POINTS + id, body).json().path("derived");
        assertThat(derived.path("energised").asBoolean()).isEqualTo(energised);
        assertThat(derived.path("supplied").asBoolean()).isEqualTo(supplied);
        assertThat(derived.path("canCmd").asBoolean()).isEqualTo(canCmd);
        assertThat(derived.path("connectionState").asText()).isEqualTo(connection);
        assertThat(derived.path("amiBillingReady").asText()).isEqualTo(billing);
    }

    @Test
    void derivesThatBillingIsApprovedOnceARead() {
        server.put(POINTS + id, full().replace("\"PRE\"", "\"COMMISSIONED\""));
        server.post(POINTS + id + "/readings", reading("M-77", "1", "12.3"));
        assertThat(server.get(POINTS + id)
                        .json()
                        .path("derived")
                        .path("amiBillingReady")
                        .asText())
                .isEqualTo("billingApproved");
        server.put(
                POINTS + id,
                full().replace("\"PRE\"", "\"COMMISSIONED\"")
                        .replace("\"headEnd\":\"simulator\"", "\"headEnd\":\"gone\""));
        assertThat(server.get(POINTS + id).json().path("derived").path("canCmd").asBoolean())
                .isFalse();
    }

    @Test
    void derivesAPointWithoutADevice() {
        JsonNode derived =
                server.put(POINTS + id, with("supply", "\"ON\"")).json().path("derived");
        assertThat(derived.path("supplied").asBoolean()).isTrue();
        assertThat(derived.path("energised").asBoolean()).isFalse();
        assertThat(derived.path("connectionState").asText()).isEqualTo("physicallyDisconnected");
        assertThat(derived.path("amiBillingReady").asText()).isEqualTo("nonMetered");
    }

    @Test
    void listsOpenOrders() {
        server.put(POINTS + id, small());
        var orders = server.context.getBean(ServiceOrders.class);
        orders.add(order("open-" + id, "north", OrderState.ACKNOWLEDGED), null);
        orders.add(order("done-" + id, "north", OrderState.COMPLETED), null);
        orders.add(order("alien-" + id, "south", OrderState.ACKNOWLEDGED), null);
        assertThat(server.get(POINTS + id).json().path("openOrders").toString())
                .isEqualTo("[{\"id\":\"open-" + id + "\",\"type\":\"ENABLE\",\"state\":\"acknowledged\"}]");
    }

    // History

    @Test
    void keepsTheHistoryOverTwoTimesInPages() {
        server.put(POINTS + id, small());
        for (int i = 1; i <= 5; i++) {
            server.clock().set(PointsServer.NOON.plusSeconds(i));
            server.put(POINTS + id, with("area", "\"north.a" + i + "\""));
        }
        List<String> values = new ArrayList<>();
        String next = POINTS + id + "/history?limit=2";
        while (next != null) {
            JsonNode page = server.get(next).json();
            assertThat(page.path("items").size()).isLessThanOrEqualTo(2);
            page.path("items")
                    .forEach(fact -> values.add(fact.path("fact").asText() + "="
                            + fact.path("value").asText()));
            next = page.path("next").isNull() ? null : page.path("next").asText();
        }
        assertThat(values)
                .containsExactly(
                        "status=ACTIVE",
                        "area=north.a1",
                        "area=north.a2",
                        "area=north.a3",
                        "area=north.a4",
                        "area=north.a5");
        JsonNode last =
                server.get(POINTS + id + "/history").json().path("items").path(5);
        assertThat(last.path("effectiveAt").asText()).isEqualTo("2026-11-21T12:00:05Z");
        assertThat(last.path("recordedAt").asText()).isEqualTo("2026-11-21T12:00:05Z");
        assertThat(last.path("source").asText()).isEqualTo("caller:cis");
    }

    @Test
    void refusesPagesThatCannotBe() {
        server.put(POINTS + id, small());
        for (String list : List.of("/history", "/readings")) {
            assertThat(server.get(POINTS + id + list + "?limit=0").status()).isEqualTo(400);
            assertThat(server.get(POINTS + id + list + "?limit=501").status()).isEqualTo(400);
            assertThat(server.get(POINTS + id + list + "?limit=x").status()).isEqualTo(400);
            assertThat(server.get(POINTS + id + list + "?cursor=%25").status()).isEqualTo(400);
            assertThat(server.get(POINTS + id + list + "?cursor=YQBi").status()).isEqualTo(400);
            assertThat(server.get(POINTS + id + list).status()).isEqualTo(200);
        }
    }

    @Test
    void keepsALongFactWhole() {
        String registers = IntStream.range(0, 100)
                .mapToObj(i -> "{\"id\":\"%s\",\"readingType\":\"%s\"}".formatted("r".repeat(60) + i, "t".repeat(100)))
                .collect(Collectors.joining(","));
        server.put(POINTS + id, full());
        String body = full().replaceFirst("\"registers\":\\[.*?]", "\"registers\":[" + registers + "]");
        assertThat(server.put(POINTS + id, body).status()).isEqualTo(200);
        assertThat(server.get(POINTS + id).json().path("device").path("registers"))
                .hasSize(100);
        assertThat(server.get(POINTS + id + "/history").json().path("items").findValuesAsText("fact"))
                .contains("device.registers");
    }

    // Readings

    @Test
    void storesScheduledReadingsAndTellsWhoWaits() {
        server.put(POINTS + id, full());
        var stored = server.post(POINTS + id + "/readings", reading("M-77", "1", "00012.30"));
        assertThat(stored.status()).isEqualTo(201);
        JsonNode set = stored.json();
        assertThat(set.path("source").asText()).isEqualTo("SCHEDULED");
        assertThat(set.path("complete").asBoolean()).isTrue();
        assertThat(set.path("standing").asBoolean()).isTrue();
        assertThat(set.path("phase").asText()).isEqualTo("OFF");
        assertThat(set.path("takenAt").asText()).isEqualTo("2026-11-21T12:00:00Z");
        assertThat(set.path("readings").path(0).path("value").asText()).isEqualTo("12.30");
        assertThat(server.arrivals().points).containsOnlyOnce(id);
        assertThat(server.get(POINTS + id + "/readings").json().path("items").path(0))
                .isEqualTo(set);
    }

    @Test
    void pagesReadingsNewestFirst() {
        server.put(POINTS + id, full());
        for (int i = 1; i <= 5; i++) {
            server.post(POINTS + id + "/readings", reading("M-77", "1", String.valueOf(i)));
        }
        List<String> values = new ArrayList<>();
        String next = POINTS + id + "/readings?limit=2";
        while (next != null) {
            JsonNode page = server.get(next).json();
            page.path("items")
                    .forEach(set -> values.add(
                            set.path("readings").path(0).path("value").asText()));
            next = page.path("next").isNull() ? null : page.path("next").asText();
        }
        assertThat(values).containsExactly("5", "4", "3", "2", "1");
    }

    @Test
    void countsOnlyWhatWasTakenInThePresentPhase() {
        server.put(POINTS + id, full());
        server.clock().set(PointsServer.NOON.plus(Duration.ofHours(1)));
        server.put(POINTS + id, full().replace("\"switch\":\"OFF\"", "\"switch\":\"ON\""));
        JsonNode before = server.post(POINTS + id + "/readings", reading("M-77", "1", "1", "2026-11-21T12:54:59Z"))
                .json();
        assertThat(before.path("standing").asBoolean()).isFalse();
        assertThat(before.path("phase").asText()).isEqualTo("OFF");
        JsonNode withinTolerance = server.post(
                        POINTS + id + "/readings", reading("M-77", "1", "1", "2026-11-21T12:55:00Z"))
                .json();
        assertThat(withinTolerance.path("standing").asBoolean()).isTrue();
        assertThat(withinTolerance.path("phase").asText()).isEqualTo("ON");
        JsonNode longAgo = server.post(POINTS + id + "/readings", reading("M-77", "1", "1", "2026-11-01T00:00:00Z"))
                .json();
        assertThat(longAgo.path("phase").asText()).isEqualTo("BETWEEN");
    }

    @Test
    void keepsReadingsOfAFormerDeviceWithoutCountingThem() {
        server.put(POINTS + id, full());
        server.put(POINTS + id, full().replace("M-77", "M-78"));
        JsonNode former = server.post(POINTS + id + "/readings", reading("M-77", "1", "5"))
                .json();
        assertThat(former.path("standing").asBoolean()).isFalse();
        assertThat(former.path("complete").asBoolean()).isFalse();
        assertThat(server.post(POINTS + id + "/readings", reading("M-99", "1", "5"))
                        .pointers())
                .containsExactly("/deviceId");
    }

    @Test
    void findsTheRegisterByReadingType() {
        server.put(POINTS + id, twoRegisters());
        JsonNode half = server.post(
                        POINTS + id + "/readings",
                        "{\"deviceId\":\"M-77\",\"readings\":[{\"readingType\":\"out\",\"value\":\"1\",\"at\":\"2026-11-21T11:59:00Z\"}]}")
                .json();
        assertThat(half.path("complete").asBoolean()).isFalse();
        assertThat(half.path("readings").path(0).path("registerId").asText()).isEqualTo("2");
        var nameless = server.post(
                POINTS + id + "/readings",
                "{\"deviceId\":\"M-77\",\"readings\":[{\"value\":\"1\",\"at\":\"2026-11-21T11:59:00Z\"}]}");
        assertThat(nameless.pointers()).containsExactly("/readings/0/registerId");
    }

    @Test
    void refusesReadingsThatCannotBe() {
        server.put(POINTS + id, full());
        var refused = server.post(POINTS + id + "/readings", """
                {"source":"FIELD","deviceId":"M-77","readings":[
                 {"registerId":"9","value":"1","at":"2026-11-21T12:00:00Z"},
                 {"registerId":"1","value":"x","at":"2026-11-21T12:00:00Z"},
                 {"registerId":"1","value":"1E+999999999","at":"2026-11-21T12:00:00Z"},
                 {"registerId":"1","value":"1","at":"2026-11-21T12:05:01Z"},
                 {"registerId":"1","value":"1","at":"1066-10-14T09:00:00Z"},
                 {"registerId":"1"},
                 null]}
                """);
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.problem()).isEqualTo("invalid-readings");
        assertThat(refused.pointers())
                .containsExactlyInAnyOrder(
                        "/source",
                        "/readings/0/registerId",
                        "/readings/1/value",
                        "/readings/2/value",
                        "/readings/3/at",
                        "/readings/4/at",
                        "/readings/5/value",
                        "/readings/5/at",
                        "/readings/6");
        assertThat(server.post(POINTS + id + "/readings", "{\"deviceId\":\"M-77\",\"readings\":[]}")
                        .pointers())
                .containsExactly("/readings");
        assertThat(server.post(
                                POINTS + id + "/readings",
                                "{\"readings\":[{\"value\":\"1\",\"at\":\"2026-11-21T12:00:00Z\"}]}")
                        .pointers())
                .containsExactly("/deviceId");
        assertThat(server.post(POINTS + id + "/readings", "{\"readings\":[{\"at\":\"noon\"}]}")
                        .status())
                .isEqualTo(400);
        assertThat(server.post(POINTS + "SP-nobody/readings", reading("M-77", "1", "1"))
                        .status())
                .isEqualTo(404);
        assertThat(server.get(POINTS + id + "/readings").json().path("items")).isEmpty();
        assertThat(server.arrivals().points).doesNotContain(id);
    }

    @Test
    void countsTheReadThatCameWithTheChange() {
        server.put(POINTS + id, full());
        var fresh = server.context.getBean(ServicePoints.class).get(id);
        ServicePoint point = server.context
                .getBean(ServicePoints.class)
                .save(
                        fresh,
                        fresh.withSupply(ServicePoint.Supply.ON)
                                .withDevice(fresh.device()
                                        .withSwitch(
                                                fresh.phase() == ServicePoint.Phase.ON
                                                        ? SwitchPosition.OFF
                                                        : SwitchPosition.ON)),
                        PointsServer.NOON,
                        ServicePoints.Source.caller("test"));
        ReadingIntake intake = server.context.getBean(ReadingIntake.class);
        var early = new Reading(null, null, new BigDecimal("7"), PointsServer.NOON.minusSeconds(3600), null);
        ReadingSet set = intake.store(
                point, point.device(), ReadingSet.Source.FIELD, "order-1", "activity-1", List.of(early), true);
        assertThat(set.standing()).isTrue();
        assertThat(set.values().get(0).registerId()).isEqualTo("1");
        ReadingSet stored = server.context.getBean(Readings.class).ofOrder("order-1").stream()
                .filter(one -> one.id().equals(set.id()))
                .findFirst()
                .orElseThrow();
        assertThat(stored.takenAt()).isCloseTo(early.at(), within(1, ChronoUnit.MICROS));
        ReadingSet old = intake.store(
                point, point.device(), ReadingSet.Source.ON_DEMAND, "order-1", "activity-2", List.of(early), false);
        assertThat(old.standing()).isFalse();
    }

    // Import

    @Test
    void keepsGoodLinesAndNamesBadOnes() {
        server.as("south", "PUT", POINTS + "S" + id, small().replace("\"north\"", "\"south\""));
        server.put(POINTS + "K" + id, small());
        List<String> lines = List.of(
                line("A" + id),
                "",
                "{\"id\":\"B" + id + "\",\"division\":\"north\"}",
                "not json",
                line("C" + id).replace("\"area\"", "\"aera\""),
                line("S" + id),
                line("D" + id).replace("\"north\"", "\"south\""),
                line("K" + id).replace("north.city", "north.sea"),
                "null",
                "[]",
                line("E" + id).replace("}", ",\"openEvent\":\"" + "x".repeat(70_000) + "\"}"),
                line("A" + id).replace("north.city", "north.twice"),
                line("F" + id).replace("\"id\":\"F" + id + "\",", ""),
                line("G" + id) + line("H" + id),
                line("I" + id));
        var answer = importLines(lines);
        assertThat(answer.status()).isEqualTo(200);
        JsonNode report = answer.json();
        assertThat(report.path("accepted").asLong()).isEqualTo(4);
        assertThat(report.path("rejectedCount").asLong()).isEqualTo(10);
        assertThat(report.path("rejected").findValuesAsText("line"))
                .containsExactly("3", "4", "5", "6", "7", "9", "10", "11", "13", "14");
        assertThat(report.path("rejected").path(0).findValuesAsText("pointer"))
                .containsExactly("/category", "/commodity", "/status", "/area");
        assertThat(report.path("rejected").path(2).findValuesAsText("pointer")).containsExactly("/aera");
        assertThat(report.path("rejected").path(3).findValuesAsText("pointer")).containsExactly("/id");
        assertThat(report.path("rejected").path(4).findValuesAsText("pointer")).containsExactly("/division");
        assertThat(report.toString()).doesNotContain("com.fasterxml", "org.truckroll");
        assertThat(server.get(POINTS + "A" + id).json().path("area").asText()).isEqualTo("north.twice");
        assertThat(server.get(POINTS + "K" + id).json().path("area").asText()).isEqualTo("north.sea");
        assertThat(server.get(POINTS + "I" + id).status()).isEqualTo(200);
        assertThat(server.as("south", "GET", POINTS + "S" + id, "")
                        .json()
                        .path("version")
                        .asLong())
                .isEqualTo(1);
    }

    @Test
    void namesAThousandBadLinesAndCountsTheRest() {
        JsonNode report = importLines(Collections.nCopies(1500, "x")).json();
        assertThat(report.path("accepted").asLong()).isZero();
        assertThat(report.path("rejectedCount").asLong()).isEqualTo(1500);
        assertThat(report.path("rejected")).hasSize(1000);
    }

    @Test
    void importsNothingFromAnEmptyFile() {
        assertThat(importLines(List.of()).json().toString())
                .isEqualTo("{\"accepted\":0,\"rejectedCount\":0,\"rejected\":[]}");
        assertThat(server.post("/api/v1/service-points:import", line(id)).status())
                .isEqualTo(415);
    }

    @Test
    void importsOneFileTwiceAtOnce() {
        List<String> lines =
                IntStream.range(0, 1200).mapToObj(i -> line(id + "-" + i)).toList();
        var both = IntStream.range(0, 2)
                .mapToObj(i ->
                        CompletableFuture.supplyAsync(() -> importLines(lines).json()))
                .toList();
        long accepted = both.stream()
                .mapToLong(report -> report.join().path("accepted").asLong())
                .sum();
        long rejected = both.stream()
                .mapToLong(report -> report.join().path("rejectedCount").asLong())
                .sum();
        assertThat(accepted + rejected).isEqualTo(2400);
        assertThat(accepted).isGreaterThanOrEqualTo(1200);
        assertThat(server.get(POINTS + id + "-1199").json().path("version").asLong())
                .isEqualTo(1);
        assertThat(importLines(lines).json().path("accepted").asLong()).isEqualTo(1200);
    }

    // Outages

    @Test
    void opensAndClearsAnOutage() {
        server.put(POINTS + id, small());
        String path = "/api/v1/outages/" + "O-" + id;
        String open =
                "{\"area\":\"north\",\"servicePointIds\":[\"%s\"],\"since\":\"2026-11-21T10:00:00Z\",\"clearedAt\":null}"
                        .formatted(id);
        var created = server.put(path, open);
        assertThat(created.status()).isEqualTo(201);
        assertThat(created.header("Location")).endsWith(path);
        assertThat(server.get(path).json()).isEqualTo(created.json());
        var outages = server.context.getBean(Outages.class);
        ServicePoint point = server.context.getBean(ServicePoints.class).get(id);
        assertThat(outages.openAt(point)).isTrue();
        var cleared = server.put(path, open.replace("null", "\"2026-11-21T11:00:00Z\""));
        assertThat(cleared.status()).isEqualTo(200);
        assertThat(cleared.json().path("clearedAt").asText()).isEqualTo("2026-11-21T11:00:00Z");
        assertThat(outages.openAt(point)).isFalse();
    }

    @Test
    void takesAnAreaForAPathAndNotForAPattern() {
        String area = "north.u" + id.replace("-", "_");
        server.put(POINTS + id, with("area", "\"" + area.replace('_', 'x') + ".hill\""));
        server.put(POINTS + id + "b", with("area", "\"" + area + ".hill\""));
        server.put("/api/v1/outages/O-" + id, "{\"area\":\"" + area + "\",\"since\":\"2026-11-21T10:00:00Z\"}");
        var outages = server.context.getBean(Outages.class);
        var points = server.context.getBean(ServicePoints.class);
        assertThat(outages.openAt(points.get(id))).isFalse();
        assertThat(outages.openAt(points.get(id + "b"))).isTrue();
    }

    @Test
    void refusesAnOutageThatCannotBe() {
        server.as(
                "south",
                "PUT",
                POINTS + "S" + id,
                small().replace("\"north\"", "\"south\"").replace("north.city", "south." + id));
        String path = "/api/v1/outages/O-" + id;
        assertThat(server.put(path, "{}").pointers()).containsExactly("/area", "/since");
        var refused = server.put(
                path,
                "{\"servicePointIds\":[\"S%s\",\"nobody\",null],\"since\":\"2026-11-21T10:00:00Z\",\"clearedAt\":\"2026-11-21T09:00:00Z\"}"
                        .formatted(id));
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.problem()).isEqualTo("invalid-outage");
        assertThat(refused.pointers())
                .containsExactly("/servicePointIds/0", "/servicePointIds/1", "/servicePointIds/2", "/clearedAt");
        assertThat(server.put(path, "{\"area\":\"north\",\"since\":\"2026-11-22T10:00:00Z\"}")
                        .pointers())
                .containsExactly("/since");
        assertThat(server.put(path, "{\"area\":\"south.%s\",\"since\":\"2026-11-21T10:00:00Z\"}".formatted(id))
                        .pointers())
                .containsExactly("/area");
        assertThat(server.put(path, "{\"id\":\"other\",\"area\":\"north\",\"since\":\"2026-11-21T10:00:00Z\"}")
                        .status())
                .isEqualTo(400);
        assertThat(server.put(path, "{\"area\":7.5,\"since\":\"now\"}").status())
                .isEqualTo(400);
        assertThat(server.put("/api/v1/outages/-x", "{\"area\":\"north\",\"since\":\"2026-11-21T10:00:00Z\"}")
                        .pointers())
                .containsExactly("/id");
        assertThat(server.get(path).status()).isEqualTo(404);
    }

    @Test
    void hidesAnOutageOfAnotherDivision() {
        server.put(POINTS + id, with("area", "\"n" + id + ".a\""));
        String path = "/api/v1/outages/O-" + id;
        String body = "{\"area\":\"n%s\",\"since\":\"2026-11-21T10:00:00Z\"}".formatted(id);
        assertThat(server.put(path, body).status()).isEqualTo(201);
        assertThat(server.as("south", "GET", path, "").status()).isEqualTo(404);
        assertThat(server.as("south", "PUT", path, body).status()).isEqualTo(404);
        assertThat(server.as("north,south", "GET", path, "").status()).isEqualTo(200);
    }

    @Test
    void letsOneOfManyReportersOpenAnOutage() {
        String path = "/api/v1/outages/O-" + id;
        server.put(POINTS + id, small());
        String body = "{\"servicePointIds\":[\"%s\"],\"since\":\"2026-11-21T10:00:00Z\"}".formatted(id);
        var statuses = IntStream.range(0, 8)
                .mapToObj(i -> CompletableFuture.supplyAsync(
                        () -> server.put(path, body).status()))
                .toList()
                .stream()
                .map(CompletableFuture::join)
                .toList();
        assertThat(statuses)
                .containsOnlyOnce(201)
                .allMatch(status -> List.of(200, 201, 409).contains(status));
    }

    private PointsServer.Answer importLines(List<String> lines) {
        return server.importLines(
                "north", new ByteArrayInputStream(String.join("\n", lines).getBytes(StandardCharsets.UTF_8)));
    }

    private static String line(String pointId) {
        return "{\"id\":\"" + pointId + "\"," + small().strip().substring(1);
    }

    private static String small() {
        return "{\"division\":\"north\",\"category\":\"METER\",\"commodity\":\"ELECTRICITY\",\"status\":\"ACTIVE\",\"area\":\"north.city\"}";
    }

    private static String with(String field, String value) {
        try {
            ObjectNode document = (ObjectNode) PointsServer.JSON.readTree(small());
            document.set(field, PointsServer.JSON.readTree(value));
            return document.toString();
        } catch (IOException e) {
            throw new IllegalArgumentException(value, e);
        }
    }

    private String full() {
        return """
                {"id":"%s","division":"north","category":"METER","commodity":"ELECTRICITY","status":"ACTIVE",
                 "supply":"ON","supplyLocation":null,"area":"north.city.hill","timeZone":"Europe/Stockholm",
                 "address":{"street":"Storgatan 1","postalCode":"90325","city":"Umeå","propertyDesignation":"Berget 1:2","installationId":"735999114007468438"},
                 "flags":{"lifeSupport":false,"sensitiveLoad":false,"occupied":true,"restrictions":[{"kind":"WINTER","from":"2026-12-01","to":"2027-03-31","legalRef":"…"}]},
                 "nextScheduledRead":"2026-12-01","readToleranceDays":3,
                 "device":{"id":"M-77","kind":"SMART","condition":"OK","commission":"PRE","switch":"OFF",
                   "capabilities":{"switch":"REMOTE","onDemandReadScalar":true,"onDemandReadInterval":false,"ping":true},
                   "headEnd":"simulator","headEndAddress":"M-77","registers":[{"id":"1","kind":"SCALAR","readingType":"0.0.0.1.1.1.12.0.0.0.0.0.0.0.0.3.72.0"}]}}
                """.formatted(id);
    }

    // Device models

    private static final String MODELS = "/api/v1/device-models/simulator/";
    private static final String CAPABLE =
            "{\"capabilities\":{\"switch\":\"ARM_ONLY\",\"onDemandReadScalar\":true,\"onDemandReadInterval\":false,\"ping\":true}}";

    @Test
    void deviceWithoutCapabilitiesStartsWithThoseOfItsModel() {
        String model = "E-" + id;
        assertThat(server.put(MODELS + model, CAPABLE).status()).isEqualTo(200);
        JsonNode device = server.put(POINTS + id, modelled(model, null)).json().path("device");
        assertThat(device.path("model").asText()).isEqualTo(model);
        assertThat(device.path("capabilities").path("switch").asText()).isEqualTo("ARM_ONLY");
        assertThat(device.path("capabilities").path("onDemandReadScalar").asBoolean())
                .isTrue();
        assertThat(server.get(POINTS + id + "/history").json().findValuesAsText("fact"))
                .contains("device.id");

        server.put(POINTS + id, modelled(model, "{\"switch\":\"NONE\"}"));
        JsonNode told = server.get(POINTS + id).json().path("device").path("capabilities");
        assertThat(told.path("switch").asText())
                .as("what is said of the device itself")
                .isEqualTo("NONE");
        assertThat(told.path("ping").asBoolean()).isTrue();

        JsonNode known = server.get(MODELS + model).json();
        assertThat(known.path("devices").asInt()).isEqualTo(1);
        assertThat(known.path("known").findValuesAsText("by")).containsOnly("DECLARED");
        assertThat(known.path("known").findValuesAsText("source")).containsOnly("cis");
    }

    @Test
    void importedDeviceStartsWithTheCapabilitiesOfItsModel() {
        String model = "E-" + id;
        server.put(MODELS + model, CAPABLE);
        String line = modelled(model, null).replace("\n", " ").replaceFirst("\\{", "{\"id\":\"" + id + "\",");
        var report =
                server.importLines("north", new ByteArrayInputStream((line + "\n").getBytes(StandardCharsets.UTF_8)));
        assertThat(report.json().path("accepted").asInt()).isEqualTo(1);
        assertThat(server.get(POINTS + id)
                        .json()
                        .path("device")
                        .path("capabilities")
                        .path("switch")
                        .asText())
                .isEqualTo("ARM_ONLY");
    }

    @Test
    void unknownModelLeavesCapabilitiesOpen() {
        JsonNode device =
                server.put(POINTS + id, modelled("E-" + id, null)).json().path("device");
        assertThat(device.has("capabilities")).isFalse();
        assertThat(server.get(MODELS + "E-" + id).json().path("devices").asInt())
                .isEqualTo(1);
        assertThat(server.get(MODELS + "nobody-has-it").status()).isEqualTo(404);
    }

    @Test
    void whatADeviceShowedCountsMoreThanWhatSomebodyTold() {
        String model = "E-" + id;
        server.models().told("simulator", model, can(Device.SwitchControl.REMOTE, true), "c-1");
        assertThat(known(model, "switch")).isEqualTo("REMOTE TOLD c-1");
        assertThat(known(model, "ping")).isEqualTo("true TOLD c-1");

        server.models().learned("simulator", model, "PING", "c-2");
        assertThat(known(model, "ping")).isEqualTo("false LEARNED c-2");
        assertThat(known(model, "switch")).as("only what was asked").isEqualTo("REMOTE TOLD c-1");

        server.models().told("simulator", model, can(Device.SwitchControl.ARM_ONLY, true), "c-3");
        assertThat(known(model, "ping")).isEqualTo("false LEARNED c-2");
        assertThat(known(model, "switch")).isEqualTo("ARM_ONLY TOLD c-3");

        server.put(MODELS + model, CAPABLE);
        assertThat(known(model, "ping")).isEqualTo("true DECLARED cis");
        server.models().learned("simulator", model, "REMOTE_DISCONNECT", "c-4");
        assertThat(known(model, "switch")).isEqualTo("NONE LEARNED c-4");
        server.models().learned("simulator", model, "COMMISSION", "c-5");
        assertThat(server.get(MODELS + model).json().path("known").findValuesAsText("source"))
                .doesNotContain("c-5");
    }

    @Test
    void manyRepliesTellTheSameModelAtOnce() {
        String model = "E-" + id;
        IntStream.range(0, 8)
                .mapToObj(number -> CompletableFuture.runAsync(() -> server.models()
                        .told("simulator", model, can(Device.SwitchControl.REMOTE, true), "c-" + number)))
                .toList()
                .forEach(CompletableFuture::join);
        assertThat(server.get(MODELS + model).json().path("known")).hasSize(2);
    }

    @Test
    void modelsAreListedPageByPage() {
        server.put("/api/v1/device-models/listed/A", CAPABLE);
        server.put("/api/v1/device-models/listed/B", CAPABLE);
        var first = server.get("/api/v1/device-models?headEnd=listed&limit=1").json();
        assertThat(first.path("items").findValuesAsText("model")).containsExactly("A");
        String next = first.path("next").asText();
        var second = server.get(next.substring(next.indexOf("/api/"))).json();
        assertThat(second.path("items").findValuesAsText("model")).containsExactly("B");
        assertThat(second.path("next").isNull()).isTrue();
        assertThat(server.get("/api/v1/device-models").status()).isEqualTo(200);
    }

    @Test
    void refusesADeclarationThatSaysNothing() {
        var empty = server.put(MODELS + "E", "{\"capabilities\":{}}");
        assertThat(empty.status()).isEqualTo(400);
        assertThat(empty.pointers()).containsExactly("/capabilities");
        var wrong = server.put(MODELS + "E", "{\"capabilities\":{\"switch\":\"MAYBE\"}}");
        assertThat(wrong.pointers()).contains("/capabilities/switch");
    }

    private static Device.Capabilities can(Device.SwitchControl control, boolean ping) {
        return new Device.Capabilities(control, null, null, ping, null);
    }

    private String known(String model, String capability) {
        for (JsonNode one : server.get(MODELS + model).json().path("known")) {
            if (one.path("capability").asText().equals(capability)) {
                return one.path("ability").asText() + " " + one.path("by").asText() + " "
                        + one.path("source").asText();
            }
        }
        return "unknown";
    }

    private String modelled(String model, String capabilities) {
        return """
                {"division":"north","category":"METER","commodity":"ELECTRICITY","status":"ACTIVE","supply":"ON","area":"north",
                 "device":{"id":"M-%s","kind":"SMART","commission":"PRE","headEnd":"simulator","model":"%s"%s}}
                """.formatted(id, model, capabilities == null ? "" : ",\"capabilities\":" + capabilities);
    }

    private String twoRegisters() {
        return full().replaceFirst(
                        "\"registers\":\\[.*?]",
                        "\"registers\":[{\"id\":\"1\",\"readingType\":\"in\"},{\"id\":\"2\",\"readingType\":\"out\"}]");
    }

    private static String reading(String device, String register, String value) {
        return reading(device, register, value, "2026-11-21T12:00:00Z");
    }

    private static String reading(String device, String register, String value, String at) {
        return "{\"deviceId\":\"%s\",\"source\":\"SCHEDULED\",\"readings\":[{\"registerId\":\"%s\",\"value\":\"%s\",\"at\":\"%s\"}]}"
                .formatted(device, register, value, at);
    }

    private ServiceOrder order(String orderId, String division, OrderState state) {
        Instant now = PointsServer.NOON;
        return new ServiceOrder(
                orderId,
                orderId,
                "cis",
                "ENABLE",
                id,
                division,
                state,
                null,
                null,
                now,
                50,
                false,
                new ServiceOrder.Collection(null, null, false, false, false, null),
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
    }
}
