// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.truckroll.Assignments.Answer;

/** Orders by customer, telephone, state and days over HTTP (PTT-23, CALL-09), and every refusal. */
@ProcessTest
@ExtendWith(OutputCaptureExtension.class)
class OrderSearchContractTest {

    private static final AtomicInteger NUMBER = new AtomicInteger();

    @Autowired
    private Stories stories;

    @LocalServerPort
    private int port;

    private Assignments doors;
    /** A family name that only this test has. */
    private String family;

    private String phone;

    @BeforeEach
    void begin() {
        stories.begin();
        doors = stories.doors(port);
        int number = NUMBER.incrementAndGet();
        family = "Quist" + (char) ('a' + number / 26) + (char) ('a' + number % 26) + "ö";
        phone = "070-174 1" + String.format("%03d", number);
    }

    private Story order(String division) {
        ObjectNode contact = Stories.object("{contact: {email: 'someone@example.org'}}");
        ((ObjectNode) contact.path("contact")).put("name", "Åsa " + family).put("phone", phone);
        return stories.at("{\"division\":\"" + division + "\",\"device\":{\"kind\":\"MANUAL\"}}")
                .asked("ENABLE", contact);
    }

    private Answer find(String user, String query) {
        return doors.call(user, "GET", "/api/v1/service-orders?" + query, null);
    }

    private static List<String> ids(Answer answer) {
        List<String> ids = new ArrayList<>();
        answer.is(200)
                .body()
                .path("items")
                .forEach(item -> ids.add(item.path("id").asText()));
        return ids;
    }

    private static String word(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    @Test
    void findsByTheNameOfTheCustomer() {
        String id = order("north").orderId();
        for (String name : List.of(
                family,
                family.toUpperCase(),
                "asa " + family.replace('ö', 'o'),
                family + " ås",
                family.substring(0, 7))) {
            assertThat(ids(find("dispatcher", "name=" + word(name)))).as(name).containsExactly(id);
        }
        assertThat(ids(find("dispatcher", "name=" + word(family.substring(1))))).isEmpty();
        assertThat(ids(find("dispatcher", "name=" + word("bo " + family)))).isEmpty();
        assertThat(ids(find("cis", "name=" + word(family)))).containsExactly(id);
        assertThat(ids(find("leader", "name=" + word(family)))).containsExactly(id);
    }

    @Test
    void findsByTelephoneHoweverItIsWritten() {
        String id = order("north").orderId();
        String national = phone.replaceAll("\\D", "");
        String international = "+46" + national.substring(1);
        for (String typed : List.of(
                phone, national, international, "0046" + national.substring(1), "+46 (0)" + national.substring(1))) {
            assertThat(ids(find("dispatcher", "phone=" + word(typed))))
                    .as(typed)
                    .containsExactly(id);
        }
        assertThat(ids(find("dispatcher", "phone=" + international)))
                .as("a + that nobody has encoded")
                .containsExactly(id);
        assertThat(ids(find("dispatcher", "phone=" + word("070-174 9999")))).isEmpty();
    }

    @Test
    void findsByStateAndDaysOfTheDivision() {
        // 23:30 in Stockholm, and 00:30 on the day after.
        ClockUtil.setCurrentTime(Date.from(Instant.parse("2026-03-05T22:30:00Z")));
        String fifth = order("north").orderId();
        ClockUtil.setCurrentTime(Date.from(Instant.parse("2026-03-05T23:30:00Z")));
        Story late = order("north");
        String sixth = late.orderId();
        String mine = "name=" + word(family);
        assertThat(ids(find("dispatcher", mine + "&from=2026-03-05&to=2026-03-05")))
                .containsExactly(fifth);
        assertThat(ids(find("dispatcher", mine + "&from=2026-03-06"))).containsExactly(sixth);
        assertThat(ids(find("dispatcher", mine + "&to=2026-03-05"))).containsExactly(fifth);
        assertThat(ids(find("dispatcher", mine + "&from=2026-03-05&to=2026-03-06")))
                .containsExactly(sixth, fifth);
        assertThat(ids(find("dispatcher", "from=2026-03-06&to=2026-03-06&limit=500")))
                .contains(sixth)
                .doesNotContain(fifth);

        late.assess("E15", "TURN_ON_METER");
        assertThat(ids(find("dispatcher", mine + "&state=inProgress"))).containsExactly(sixth);
        assertThat(ids(find("dispatcher", mine + "&state=acknowledged"))).containsExactly(fifth);
        assertThat(ids(find("dispatcher", mine + "&type=CUT"))).isEmpty();
        assertThat(ids(find("dispatcher", "from=2026-03-06&to=2026-03-06&state=inProgress&limit=500")))
                .contains(sixth);
    }

    @Test
    void foreignDivisionFindsNothing() {
        String north = order("north").orderId();
        String south = order("south").orderId();
        String mine = "name=" + word(family);
        assertThat(ids(find("dispatcher", mine))).containsExactly(north);
        assertThat(ids(find("dispatcher-south", mine))).containsExactly(south);
        assertThat(ids(find("dispatcher", "phone=" + word(phone)))).containsExactly(north);
        assertThat(ids(find("dispatcher", mine + "&division=south"))).isEmpty();
        assertThat(ids(find("dispatcher", "phone=" + word(phone) + "&division=south")))
                .isEmpty();
        assertThat(ids(find("admin", mine))).containsExactly(south, north);
        assertThat(find("dispatcher", "from=2026-03-01&to=2026-03-31&limit=500")
                        .body()
                        .path("items")
                        .findValuesAsText("division"))
                .containsOnly("north");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "phone=",
                "phone=07",
                "phone=call+me",
                "phone=%2B999+123456",
                "name=",
                "name=--",
                "from=2026-03-06&to=2026-03-05",
                "from=yesterday",
                "to=2026-02-30",
                "name=a&state=lost",
                "name=a&expand=facts",
                "name=a&limit=501",
                "name=a&cursor=YWJj"
            })
    void questionThatMakesNoSenseIsRefused(String query) {
        find("dispatcher", query).isProblem(400, "invalid-request");
    }

    @Test
    void tooLongNameIsRefused() {
        find("dispatcher", "name=" + "x".repeat(201)).isProblem(400, "invalid-request");
    }

    /** Who does not speak with customers neither searches for them nor reads who they are. */
    @ParameterizedTest
    @CsvSource({"analyst,403", "approver,403", "crew,403", "meter-shop,403", "nobody,401"})
    void customersAreForThoseWhoServeThem(String user, int status) {
        String id = order("north").orderId();
        find(user, "name=" + word(family)).is(status);
        find(user, "phone=" + word(phone)).is(status);
        find(user, "from=2026-03-01&expand=contact").is(status);
        doors.call(user, "GET", "/api/v1/service-orders/" + id + "?expand=contact", null)
                .is(status);
    }

    @Test
    void contactIsToldWhenAskedFor() {
        String id = order("north").orderId();
        JsonNode found = find("dispatcher", "name=" + word(family) + "&expand=contact")
                .is(200)
                .body()
                .at("/items/0");
        assertThat(found.at("/contact/name").asText()).isEqualTo("Åsa " + family);
        assertThat(found.at("/contact/phone").asText()).isEqualTo(phone);
        assertThat(find("dispatcher", "name=" + word(family))
                        .body()
                        .at("/items/0")
                        .has("contact"))
                .isFalse();
        JsonNode one = doors.call("leader", "GET", "/api/v1/service-orders/" + id + "?expand=contact", null)
                .is(200)
                .body();
        assertThat(one.at("/contact/email").asText()).isEqualTo("someone@example.org");
        doors.call("dispatcher-south", "GET", "/api/v1/service-orders/" + id + "?expand=contact", null)
                .is(404);
    }

    @Test
    void pagesFollowEachOther() {
        List<String> all = List.of(
                order("north").orderId(),
                order("north").orderId(),
                order("north").orderId());
        String path = "/api/v1/service-orders?limit=2&name=" + word(family);
        List<String> found = new ArrayList<>();
        while (path != null) {
            Answer page = doors.call("dispatcher", "GET", path, null);
            found.addAll(ids(page));
            String next = page.body().path("next").asText(null);
            path = next == null ? null : next.substring(next.indexOf("/api/"));
        }
        assertThat(found).containsExactly(all.get(2), all.get(1), all.get(0));
    }

    /** Another contact takes the place of the one before; none leaves nothing to be found (and nothing of either is logged). */
    @Test
    void followsWhatTheRequesterAmendsAndLogsNothingOfIt(CapturedOutput output) {
        String id = order("north").orderId();
        doors.call(
                        "cis",
                        "PATCH",
                        "/api/v1/service-orders/" + id,
                        "{\"contact\":{\"name\":\"Bo " + family + "x\",\"phone\":null,\"email\":null}}")
                .is(200);
        assertThat(ids(find("dispatcher", "name=" + word("asa " + family)))).isEmpty();
        assertThat(ids(find("dispatcher", "phone=" + word(phone)))).isEmpty();
        assertThat(ids(find("dispatcher", "name=" + word("bo " + family)))).containsExactly(id);
        doors.call("cis", "PATCH", "/api/v1/service-orders/" + id, "{\"contact\":null}")
                .is(200);
        assertThat(ids(find("dispatcher", "name=" + word("bo " + family)))).isEmpty();
        assertThat(output.getAll()).doesNotContainIgnoringCase(family).doesNotContain(phone);
    }
}
