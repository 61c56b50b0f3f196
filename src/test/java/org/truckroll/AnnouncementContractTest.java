// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.truckroll.Assignments.Answer;

/** What happens to orders and visits is told by the rows of {@code notice-rule}, seen from outside (EVADO-17, EVADO-21, SOL24-09, SOL24-14 to SOL24-17). */
@ProcessTest
class AnnouncementContractTest {

    private static final String MANUAL = "{\"address\":{\"street\":\"Provgatan 5\"},\"device\":{\"kind\":\"MANUAL\"}}";
    private static final String CRITICAL =
            "{\"flags\":{\"sensitiveLoad\":true},\"device\":{\"kind\":\"MANUAL\",\"switch\":\"ON\"}}";
    private static final String CONTACT =
            "{contact:{name:'Kim Exempel',phone:'070-174 06 02',email:'kim2@example.org'}}";

    @Autowired
    private Stories stories;

    @Autowired
    private JdbcClient jdbc;

    @LocalServerPort
    private int port;

    @BeforeEach
    void begin() {
        stories.begin();
    }

    private Answer call(String user, String method, String path, String body) {
        return stories.doors(port).call(user, method, "/api/v1" + path, body);
    }

    /** Maria of the field is entered as responsible for the point. */
    private Story responsible(String point) {
        Story story = stories.at(point);
        call(
                        "dispatcher",
                        "PUT",
                        "/responsibles/" + story.pointId,
                        "{\"division\":\"north\",\"parties\":[{\"person\":\"crew\"}]}")
                .is(200);
        return story;
    }

    /** event, severity, and for each recipient channel and address; the oldest first. */
    private List<String> reports(Story story) {
        List<String> reports = new ArrayList<>();
        JsonNode told = call("dispatcher", "GET", "/notices?subject=" + story.orderId(), null)
                .is(200)
                .body()
                .path("items");
        told.forEach(notice -> {
            JsonNode report = call(
                            "dispatcher", "GET", "/notices/" + notice.path("id").asText() + "/report", null)
                    .is(200)
                    .body();
            reports.add(
                    0,
                    notice.path("event").asText() + " "
                            + notice.path("severity").asText()
                            + StreamSupport.stream(report.path("deliveries").spliterator(), false)
                                    .map(line -> " " + line.path("channel").asText() + " "
                                            + line.path("recipient").asText())
                                    .sorted()
                                    .reduce("", String::concat));
        });
        return reports;
    }

    @Test
    void orderIsToldToThoseResponsibleAndItsEndToTheCustomerAsWell() {
        Story story = responsible(MANUAL).asked("ENABLE", Stories.object(CONTACT));
        assertThat(reports(story)).containsExactly("order-received IMPORTANT MAIL " + mailOfCrew() + " PAGE crew");

        story.assess("E15", "TURN_ON_METER");
        story.visit("TURNED_ON", Map.of("read", ""));
        story.assess("E20", "DONE");
        story.token().runJob("serviceTask_closeOrder");

        assertThat(reports(story))
                .containsExactlyInAnyOrder(
                        "order-received IMPORTANT MAIL " + mailOfCrew() + " PAGE crew",
                        "order-ended IMPORTANT MAIL " + mailOfCrew() + " PAGE crew",
                        "order-done STANDARD MAIL kim2@example.org");
    }

    private String mailOfCrew() {
        return jdbc.sql("select address from tr_contact_point where person = 'crew' and kind = 'EMAIL'")
                .query(String.class)
                .single();
    }

    /** SOL24-15, SOL24-17: what must run day and night is urgent to those who work for it. */
    @Test
    void pointThatMustRunDayAndNightIsUrgent() {
        Story story = responsible(CRITICAL).asked("INVESTIGATE", Stories.object(CONTACT));
        assertThat(reports(story)).hasSize(1).allMatch(line -> line.startsWith("order-received URGENT MAIL"));
        assertThat(reports(story).get(0)).contains(" SMS ");
    }

    /** Nobody hears of what never was. */
    @Test
    void nothingIsToldOfWhatIsRolledBack() {
        Story story = responsible(MANUAL);
        long before = notices();
        assertThatThrownBy(() -> stories.inTransaction(() -> {
                    story.asked("ENABLE", Stories.object(CONTACT));
                    assertThat(notices()).isGreaterThan(before);
                    throw new IllegalStateException("the power fails");
                }))
                .hasMessage("the power fails");
        assertThat(notices()).isEqualTo(before);
    }

    private long notices() {
        return jdbc.sql("select count(*) from tr_notice").query(Long.class).single();
    }

    @Test
    void orderWithoutContactAndPointWithoutResponsiblesTellNobody() {
        Story story = stories.at(MANUAL).ordered("ENABLE");
        story.assess("E15", "TURN_ON_METER");
        story.visit("TURNED_ON", Map.of("read", ""));
        assertThat(reports(story)).isEmpty();
    }

    @Test
    void customerHearsWhatTheHouseChangesAndTheCrewWhatTheCustomerChanges() throws Exception {
        Reminded visit = Reminded.of(stories, jdbc, port, MANUAL).appointed("2026-03-05T17:00:00Z");
        assertThat(visit.told("visit-planned")).as("not as shipped").isZero();
        visit.appointed("2026-03-06T17:00:00Z");
        assertThat(visit.deliveries("visit-moved")).containsExactly("MAIL WAITING", "SMS WAITING");
        assertThat(visit.text("visit-moved", "MAIL"))
                .contains("2026-03-05, 18:00–19:00", "2026-03-06, 18:00–19:00", "Provgatan 5");

        String page = visit.call("dispatcher", "customer-link", "{}")
                .is(201)
                .body()
                .path("url")
                .asText();
        HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .build()
                .send(
                        HttpRequest.newBuilder(URI.create(page))
                                .header("Content-Type", "application/x-www-form-urlencoded")
                                .POST(BodyPublishers.ofString("lang=en&wish=cancel"))
                                .build(),
                        BodyHandlers.ofString());
        assertThat(visit.deliveries("visit-called-off"))
                .as("he knows; the crew reads it on its page")
                .isNotEmpty()
                .allMatch(delivery -> delivery.equals("PAGE SENT"));
    }
}
