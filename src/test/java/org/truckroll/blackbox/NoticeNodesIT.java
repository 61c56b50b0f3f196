// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Messages to people over two nodes and providers that keep their answers to themselves, die away and come back; one node is killed (-9) while all
 * its messages are at the providers (issue 6, GEO-45, 2.3 pitfalls 1 and 8). 300 messages in every build, {@code -Dnotices=2000} for more.
 */
class NoticeNodesIT {

    private static final Logger log = LoggerFactory.getLogger("notices");
    private static final int CONTACTS = 50;
    private static final int MESSAGES = Math.max(2, Integer.getInteger("notices", 300) / (3 * CONTACTS));
    private static final int EVENTS = 4;
    private static final int ENGINE_THREADS = 8;
    private static final Duration PATIENCE = Duration.ofMinutes(5).plusSeconds(MESSAGES * CONTACTS);
    private static final List<String> ON_CALL = List.of("oncall", "oncall2");

    /** What we say of one message. */
    private record Line(String id, String channel, String state, String lane, long seq) {}

    private final Database.Postgres database = Database.Postgres.start();
    private final List<String> messages = new ArrayList<>();
    private Carriers carriers;
    private Balancer balancer;
    private Server one;
    private Server two;

    @BeforeEach
    void start(@TempDir Path directory) throws Exception {
        carriers = new Carriers(directory);
        List<Integer> ports = List.of(Server.freePort(), Server.freePort());
        balancer = new Balancer(ports);
        one = node(directory, "one", ports.get(0));
        two = node(directory, "two", ports.get(1));
    }

    private Server node(Path directory, String name, int port) throws Exception {
        List<String> settings = new ArrayList<>(carriers.settings(name));
        settings.addAll(List.of(
                "--truckroll.public-base-url=http://127.0.0.1:" + balancer.port(),
                "--truckroll.notification.limits.sms=",
                "--truckroll.notification.quiet-hours.sms=none",
                "--truckroll.notification.quiet-hours.fax=none",
                "--truckroll.notification.retry-delays=PT1S,PT2S",
                "--truckroll.notification.retry-interval=PT4S",
                "--camunda.bpm.job-execution.max-wait=1000"));
        return new Server(
                Files.createDirectory(directory.resolve(name)), port, database, settings.toArray(String[]::new));
    }

    @AfterEach
    void stop() {
        one.close();
        two.close();
        balancer.close();
        carriers.close();
        database.close();
    }

    @Test
    void everyMessageArrivesOnceInOrderAndADoubtIsSeen() throws Exception {
        fillsAddressBook();
        ON_CALL.forEach(person -> one.http()
                .put(person, "/api/v1/my/on-call/north", Map.of("mode", "ACTIVE"))
                .is(200));
        List<String> events = IntStream.range(0, EVENTS).mapToObj(this::raises).toList();
        Until.within(PATIENCE, "an alert of each event", () -> carriers.sms.size() >= EVENTS);

        String bounced = deliveryOf(write("Nobody is there.", List.of("c-0"), List.of("MAIL")));
        Until.within(PATIENCE, "the mail that comes back", () -> sentBack(bounced));

        carriers.holdAnswers();
        writes(0, MESSAGES / 2);
        Until.within(
                PATIENCE,
                "both nodes with their hands full",
                () -> carriers.heldBy("one") == ENGINE_THREADS && carriers.heldBy("two") == ENGINE_THREADS);
        two.kill();
        Set<String> ofTheDead = Set.copyOf(carriers.held.get("two"));
        carriers.answerAgain();
        carriers.goDown();
        writes(MESSAGES / 2, MESSAGES);
        for (int round = 0; round < 3; round++) {
            events.forEach(this::takesAndGivesBack);
        }
        Until.within(PATIENCE, "some that were turned away", () -> carriers.refused.get() >= 5);
        carriers.comeBack();

        Until.within(
                PATIENCE,
                "the alert about the mail that came back",
                () -> database.rows(
                                        "select id from tr_notice where event = 'undelivered' and notice_key = 'undelivered:"
                                                + bounced + "'")
                                .size()
                        == 1);
        Until.within(PATIENCE, "the end of all messages", () -> lines().stream().noneMatch(NoticeNodesIT::open));
        assertThat(lines())
                .filteredOn(line -> line.channel().equals("SMS") && line.state().equals("DROPPED"))
                .as("alerts that nobody needed any more")
                .isNotEmpty();
        everyMessageIsThereOnce(ofTheDead);
        orderIsKept();
        nobodyIsForgotten();
        doubtIsSettledByTheProvidersWord(ofTheDead);
    }

    private void fillsAddressBook() {
        List<Map<String, Object>> contacts = IntStream.range(0, CONTACTS)
                .mapToObj(i -> Map.<String, Object>of(
                        "ref",
                        "c-" + i,
                        "name",
                        "Contact " + i,
                        "language",
                        "en",
                        "mail",
                        "c-" + i + "@contacts.example",
                        // Kept free for fiction.
                        "sms",
                        "+467017406%02d".formatted(30 + i),
                        "fax",
                        "+468465004%02d".formatted(i)))
                .toList();
        one.http()
                .post("people-admin", "/api/v1/contacts:import", Map.of("division", "north", "contacts", contacts))
                .is(200);
    }

    private String raises(int number) {
        Http.Answer answer = one.http()
                .post(
                        "cis",
                        "/api/v1/events",
                        Map.of(
                                "kind", "MACHINE",
                                "dedupeKey", "pump-" + number,
                                "division", "north",
                                "subject", "Pump " + number,
                                "text", "The pump has stopped."))
                .is(202);
        return answer.json().path("eventId").asText();
    }

    /** Everybody gets each message by mail, SMS and fax. */
    private void writes(int from, int to) {
        List<String> everybody =
                IntStream.range(0, CONTACTS).mapToObj(i -> "c-" + i).toList();
        for (int i = from; i < to; i++) {
            messages.add(write("Message number " + i + ".", everybody, List.of("MAIL", "SMS", "FAX")));
        }
    }

    private String write(String text, List<String> recipients, List<String> channels) {
        return one.http()
                .post(
                        "oncall",
                        "/api/v1/operator-messages",
                        Map.of("division", "north", "recipients", recipients, "channels", channels, "text", text))
                .is(201)
                .json()
                .path("id")
                .asText();
    }

    private JsonNode report(String message) {
        return one.http()
                .get("oncall", "/api/v1/operator-messages/" + message + "/report")
                .is(200)
                .json();
    }

    private String deliveryOf(String message) {
        return report(message).path("deliveries").get(0).path("id").asText();
    }

    private boolean sentBack(String delivery) {
        try {
            return carriers.sendsBack(delivery);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Its alerts are recalled, and begin anew. */
    private void takesAndGivesBack(String event) {
        String path = "/api/v1/inbound-events/" + event;
        one.http().post("oncall", path + "/take-charge", Map.of()).is(200);
        one.http().post("oncall", path + "/give-back", Map.of()).is(200);
    }

    private static boolean open(Line line) {
        return List.of("WAITING", "HELD", "SENDING").contains(line.state());
    }

    private List<Line> lines() {
        return database
                .rows("select id, channel, state, lane_id, seq from tr_delivery where lane_id is not null order by id")
                .stream()
                .map(row -> new Line(
                        (String) row.get(0),
                        (String) row.get(1),
                        (String) row.get(2),
                        (String) row.get(3),
                        ((Number) row.get(4)).longValue()))
                .toList();
    }

    private Map<String, List<String>> taken() {
        return Map.of(
                "SMS", carriers.sms.stream().map(Carriers.Sms::delivery).toList(),
                "FAX", carriers.faxes.stream().map(Carriers.Fax::id).toList(),
                "MAIL", carriers.mails());
    }

    private void everyMessageIsThereOnce(Set<String> ofTheDead) {
        Map<String, List<String>> taken = taken();
        List<Line> lines = lines();
        log.info(
                "Notices were carried: sms={} faxes={} mails={} refused={} ofTheDead={} states={}",
                taken.get("SMS").size(),
                taken.get("FAX").size(),
                taken.get("MAIL").size(),
                carriers.refused,
                ofTheDead.size(),
                lines.stream().collect(Collectors.groupingBy(Line::state, TreeMap::new, Collectors.counting())));
        assertThat(taken.get("SMS")).as("no key: once").doesNotHaveDuplicates();
        assertThat(taken.get("MAIL")).as("no key: once").doesNotHaveDuplicates();
        assertThat(carriers.faxes)
                .filteredOn(fax -> ofTheDead.contains(fax.id()))
                .as("followed up with the same id")
                .extracting(Carriers.Fax::node)
                .contains("one");
        for (Carriers.Fax fax : carriers.faxes) {
            assertThat(carriers.faxes)
                    .filteredOn(
                            other -> other.to().equals(fax.to()) && other.text().equals(fax.text()))
                    .as("one id, whatever was repeated")
                    .extracting(Carriers.Fax::id)
                    .containsOnly(fax.id());
        }
        Set<String> effects = taken.values().stream().flatMap(List::stream).collect(Collectors.toSet());
        assertThat(lines)
                .filteredOn(line -> !line.state().equals("DROPPED"))
                .as("everything that was told and not recalled")
                .extracting(Line::id)
                .containsExactlyInAnyOrderElementsOf(effects);
        assertThat(effects.size()).isGreaterThanOrEqualTo(MESSAGES * CONTACTS * 3);
        Set<String> doubtful = carriers.sms.stream()
                .map(Carriers.Sms::delivery)
                .filter(ofTheDead::contains)
                .collect(Collectors.toSet());
        assertThat(doubtful).as("no key, no answer").isNotEmpty();
        assertThat(lines)
                .filteredOn(line -> line.state().equals("UNCLEAR"))
                .extracting(Line::id)
                .containsExactlyInAnyOrderElementsOf(doubtful);
        assertThat(one.http()
                        .get("oncall", "/api/v1/notice-deliveries?state=UNCLEAR")
                        .is(200)
                        .items())
                .as("seen by those who have to know")
                .extracting(line -> line.path("id").asText())
                .containsExactlyInAnyOrderElementsOf(doubtful);
    }

    private void orderIsKept() {
        Map<String, Line> known = lines().stream().collect(Collectors.toMap(Line::id, line -> line));
        Map<String, Long> last = new HashMap<>();
        int followers = 0;
        for (List<String> arrived : taken().values()) {
            for (String id : new LinkedHashSet<>(arrived)) {
                Line line = known.get(id);
                Long before = last.put(line.lane(), line.seq());
                followers += before == null ? 0 : 1;
                assertThat(before == null ? 0 : before)
                        .as("order in lane %s", line.lane())
                        .isLessThan(line.seq());
            }
        }
        assertThat(followers).as("messages that came after another one").isPositive();
    }

    private void nobodyIsForgotten() {
        for (String message : messages) {
            JsonNode report = report(message);
            assertThat(report.path("deliveries")).hasSize(3 * CONTACTS);
            Set<String> recipients = new HashSet<>();
            report.path("deliveries")
                    .forEach(line -> recipients.add(line.path("channel").asText()
                            + line.path("recipient").asText()));
            assertThat(recipients).hasSize(3 * CONTACTS);
        }
        Until.within(
                PATIENCE,
                "the end of the processes",
                () -> one.http()
                        .get(
                                "admin",
                                "/engine-rest/process-instance?processDefinitionKey=notice-delivery&maxResults=10")
                        .is(200)
                        .items()
                        .isEmpty());
        assertThat(one.http()
                        .get("admin", "/engine-rest/incident?maxResults=10")
                        .is(200)
                        .items())
                .isEmpty();
    }

    private void doubtIsSettledByTheProvidersWord(Set<String> ofTheDead) throws Exception {
        List<Carriers.Sms> doubtful = carriers.sms.stream()
                .filter(sms -> ofTheDead.contains(sms.delivery()))
                .toList();
        for (Carriers.Sms sms : doubtful) {
            Map<String, String> fields = new TreeMap<>(
                    Map.of("MessageSid", sms.sid(), "MessageStatus", "delivered", "AccountSid", Carriers.ACCOUNT));
            assertThat(calls(sms, fields, "forged")).isEqualTo(403);
        }
        assertThat(lines()).filteredOn(line -> line.state().equals("UNCLEAR")).hasSameSizeAs(doubtful);
        for (Carriers.Sms sms : doubtful) {
            Map<String, String> fields = new TreeMap<>(
                    Map.of("MessageSid", sms.sid(), "MessageStatus", "delivered", "AccountSid", Carriers.ACCOUNT));
            assertThat(calls(sms, fields, Carriers.TOKEN)).isEqualTo(204);
        }
        assertThat(lines())
                .filteredOn(
                        line -> ofTheDead.contains(line.id()) && line.channel().equals("SMS"))
                .extracting(Line::state)
                .containsOnly("DELIVERED");
    }

    /** As a provider calls the address that it was given, through whatever stands before the nodes. */
    private int calls(Carriers.Sms sms, Map<String, String> fields, String token) throws GeneralSecurityException {
        String path = sms.callback().substring(sms.callback().indexOf("/hooks/"));
        String body = fields.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        String signed = Stream.concat(
                        Stream.of(sms.callback()),
                        fields.entrySet().stream().map(field -> field.getKey() + field.getValue()))
                .collect(Collectors.joining());
        Mac mac = Mac.getInstance("HmacSHA1");
        mac.init(new SecretKeySpec(token.getBytes(StandardCharsets.UTF_8), "HmacSHA1"));
        String signature = Base64.getEncoder().encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8)));
        return one.http()
                .send(
                        null,
                        one.http()
                                .request(path)
                                .setHeader("Content-Type", "application/x-www-form-urlencoded")
                                .header("X-Twilio-Signature", signature)
                                .POST(java.net.http.HttpRequest.BodyPublishers.ofString(body)))
                .status();
    }
}
