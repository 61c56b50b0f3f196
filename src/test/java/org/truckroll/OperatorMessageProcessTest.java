// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.camunda.bpm.engine.HistoryService;
import org.camunda.bpm.engine.history.HistoricVariableInstance;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.truckroll.Assignments.Answer;
import org.truckroll.event.Inbound.Kind;
import org.truckroll.event.InboundEvent;
import org.truckroll.event.InboundEvent.State;
import org.truckroll.event.InboundEvents;
import org.truckroll.event.InboundRules;
import org.truckroll.event.messages.OperatorMessages;
import org.truckroll.serviceorder.Activity;
import org.truckroll.serviceorder.Withdrawal;
import org.truckroll.shared.Json;

/** What operators send, by REST and by the form, to whom, and what becomes of the event that they forward (GEO-06, GEO-33, GEO-34, GEO-37 to GEO-43). */
@ProcessTest
@WalksDiagram("operator-message.bpmn")
class OperatorMessageProcessTest {

    private static final String CONTACTS = "/api/v1/contacts";
    private static final String MESSAGES = "/api/v1/operator-messages";
    private static final String START = "/engine-rest/process-definition/key/operator-message/start";
    private static final AtomicInteger NUMBER = new AtomicInteger();

    @Autowired
    private Stories stories;

    @Autowired
    private InboundEvents events;

    @Autowired
    private InboundRules rules;

    @Autowired
    private HistoryService history;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private List<Withdrawal> withdrawals;

    @Autowired
    private Json json;

    @LocalServerPort
    private int port;

    private Operators on;
    private Assignments doors;
    /** Short names of this test's own contacts. */
    private String brigade;

    private String plumber;

    @BeforeEach
    void begin() {
        stories.begin();
        on = new Operators(jdbc, rules);
        on.offAll();
        on.call("oncall", 1);
        Withdrawal withdrawal = withdrawals.stream()
                .filter(known -> known.kind() == Activity.Kind.FIELD)
                .findFirst()
                .orElseThrow();
        doors = new Assignments(stories, jdbc, withdrawal, json, port);
        int number = NUMBER.incrementAndGet();
        brigade = "brigade-" + number;
        plumber = "plumber-" + number;
        call(
                        "people-admin",
                        "POST",
                        CONTACTS + ":import",
                        "{\"division\":\"north\",\"contacts\":["
                                + entry(brigade, "\"mail\":\"Brigade@Example.org\",\"fax\":\"+46 8 465 004 20\"") + ","
                                + entry(plumber, "\"sms\":\"070-174 06 60\",\"language\":\"sv\"") + "]}")
                .is(200);
    }

    @AfterEach
    void end() {
        on.offAll();
    }

    private static String entry(String ref, String more) {
        return "{\"ref\":\"" + ref + "\",\"name\":\"Contact " + ref + "\"," + more + "}";
    }

    private Answer call(String login, String method, String path, String body) {
        return doors.call(login, method, path, body);
    }

    private Answer send(String login, String body) {
        return call(login, "POST", MESSAGES, body);
    }

    private String to(String... refs) {
        return "\"recipients\":[\"" + String.join("\",\"", refs) + "\"]";
    }

    private String pending(Kind kind) {
        String id = on.receive(events, kind, "somebody@example.com", "Alarm", "Pump 7 stands still");
        Token.of(stories.engine(), InboundEvents.PROCESS, id).runJob("serviceTask_readEvent");
        return id;
    }

    private InboundEvent event(String id) {
        return events.get(id, Operators.EVERYWHERE).event();
    }

    /** Channel and address of what was told. */
    private List<String> told(String messageId) {
        return jdbc.sql("""
                        select d.channel, d.recipient from tr_delivery d join tr_notice n on n.id = d.notice_id
                        where n.notice_key = :key order by d.channel, d.recipient
                        """)
                .param("key", OperatorMessages.key(messageId))
                .query((rs, row) -> rs.getString("channel") + " " + rs.getString("recipient"))
                .list();
    }

    private long messages() {
        return jdbc.sql("select count(*) from tr_operator_message")
                .query(Long.class)
                .single();
    }

    /** GEO-06, GEO-43: each contact by every chosen way that the address book has. */
    @Test
    void newMessageGoesToTheAddressBookAndIsAnEventOfItsOwn() {
        JsonNode sent = send(
                        "oncall",
                        "{" + to(brigade, plumber)
                                + ",\"channels\":[\"MAIL\",\"SMS\"],\"title\":\"Water\",\"text\":\"Main valve is closed\"}")
                .is(201)
                .body();
        String id = sent.path("id").asText();

        assertThat(told(id)).containsExactly("MAIL brigade@example.org", "SMS +46701740660");
        InboundEvent event = event(id);
        assertThat(event.kind()).isEqualTo(Kind.OPERATOR_MESSAGE);
        assertThat(event.state()).isEqualTo(State.ACK);
        assertThat(event.sender()).isEqualTo("oncall");
        assertThat(event.text()).isEqualTo("Main valve is closed");
        assertThat(on.noticesOf(id)).as("nobody is alerted of it").isEqualTo(1);
        Token.of(stories.engine(), OperatorMessages.PROCESS, id).hasPassed("endEvent_messageSent");
        assertThat(call("dispatcher", "GET", MESSAGES + "/" + id, null)
                        .is(200)
                        .body()
                        .path("recipients"))
                .hasSize(2);
        call("dispatcher-south", "GET", MESSAGES + "/" + id, null).is(404);
        JsonNode report = call("oncall", "GET", MESSAGES + "/" + id + "/report", null)
                .is(200)
                .body();
        List<String> lines = new ArrayList<>();
        report.path("deliveries")
                .forEach(line -> lines.add(
                        line.path("channel").asText() + " " + line.path("state").asText()));
        assertThat(lines).as("a line for each recipient and way (GEO-45)").hasSize(2);
    }

    /** GEO-37 to GEO-40, GEO-42: the original by mail and fax, the text by SMS; the event is archived in the same transaction. */
    @Test
    void forwardingArchivesTheEventAndTakesTheOriginalAlong() {
        String fax = pending(Kind.FAX);
        JsonNode sent = send(
                        "oncall",
                        "{\"eventId\":\"" + fax + "\"," + to(brigade, plumber)
                                + ",\"channels\":[\"MAIL\",\"SMS\"],\"note\":\"for the brigade\"}")
                .is(201)
                .body();
        String id = sent.path("id").asText();

        assertThat(told(id)).containsExactly("MAIL brigade@example.org", "SMS +46701740660");
        assertThat(sent.path("text").asText()).isEqualTo("Pump 7 stands still");
        assertThat(on.attachments(id, OperatorMessages.NOTICE)).containsExactly("page.pdf application/pdf");
        InboundEvent event = event(fax);
        assertThat(event.state()).isEqualTo(State.ACK);
        assertThat(event.ackedBy()).isEqualTo("oncall");
        assertThat(event.note()).isEqualTo("for the brigade");
        assertThat(events.get(fax, Operators.EVERYWHERE).log()).anySatisfy(entry -> {
            assertThat(entry.kind()).isEqualTo("FORWARDED");
            assertThat(entry.detail()).isEqualTo(id);
        });
        assertThat(Token.of(stories.engine(), InboundEvents.PROCESS, fax).waitsAt())
                .isEmpty();
        send("oncall", "{\"eventId\":\"" + fax + "\"," + to(brigade) + ",\"channels\":[\"MAIL\"]}")
                .isProblem(409, "already-archived");
    }

    /** GEO-38: other words, without the original. */
    @Test
    void forwardedMailMayBeWrittenAnew() {
        String mail = pending(Kind.MAIL);
        String id = send(
                        "oncall",
                        "{\"eventId\":\"" + mail + "\"," + to(brigade)
                                + ",\"channels\":[\"MAIL\"],\"text\":\"Come to pump 7\",\"original\":false}")
                .is(201)
                .body()
                .path("id")
                .asText();

        assertThat(event(id).text()).isEqualTo("Come to pump 7");
        assertThat(event(id).subject()).isEqualTo("Alarm");
        assertThat(on.attachments(id, OperatorMessages.NOTICE)).isEmpty();
        assertThat(event(mail).state()).isEqualTo(State.ACK);
    }

    /** Providers take so much in one SMS: of what came the beginning goes, what the operator writes is never cut. */
    @Test
    void smsIsShort() {
        String text = "Pump 7 stands still. ".repeat(40).strip();
        String mail = on.receive(events, Kind.MAIL, "somebody@example.com", "Alarm", text);
        Token.of(stories.engine(), InboundEvents.PROCESS, mail).runJob("serviceTask_readEvent");
        String body = to(plumber) + ",\"channels\":[\"SMS\"]";
        send("oncall", "{" + body + ",\"text\":\"" + text + "\"}").isProblem(422, "invalid-message");

        String id = send("oncall", "{\"eventId\":\"" + mail + "\"," + body + "}")
                .is(201)
                .body()
                .path("id")
                .asText();

        assertThat(jdbc.sql("""
                        select d.body from tr_delivery d join tr_notice n on n.id = d.notice_id where n.notice_key = :key
                        """)
                        .param("key", OperatorMessages.key(id))
                        .query(String.class)
                        .single())
                .hasSize(700)
                .startsWith("Pump 7 stands still. Pump")
                .endsWith("…");
        assertThat(event(id).text()).isEqualTo(text);
    }

    /** GEO-41: nothing is sent, and the event stands as it was. */
    @Test
    void recipientsAreThoseOfTheAddressBookOnly() {
        String mail = pending(Kind.MAIL);
        long before = messages();
        for (String recipient : List.of("stranger@example.com", "+46701740699", "nobody", plumber)) {
            send("oncall", "{\"eventId\":\"" + mail + "\"," + to(brigade, recipient) + ",\"channels\":[\"MAIL\"]}")
                    .isProblem(422, "invalid-message");
        }
        send("oncall", "{" + to(brigade) + ",\"channels\":[\"PAGE\"],\"text\":\"x\"}")
                .isProblem(422, "invalid-message");
        send("oncall", "{" + to(brigade) + ",\"channels\":[\"MAIL\"]}").isProblem(422, "invalid-message");

        assertThat(messages()).isEqualTo(before);
        assertThat(event(mail).state()).isEqualTo(State.PENDING);
    }

    /** Somebody would be left out unnoticed (GEO-44). */
    @Test
    void whatNobodyCarriesForTheDivisionIsRefused() {
        String mail = pending(Kind.MAIL);
        send("oncall", "{\"eventId\":\"" + mail + "\"," + to(brigade, plumber) + ",\"channels\":[\"SMS\",\"FAX\"]}")
                .isProblem(422, "invalid-message");
        assertThat(event(mail).state()).isEqualTo(State.PENDING);
        send("oncall", "{" + to(plumber) + ",\"channels\":[\"SMS\",\"FAX\"],\"text\":\"Who has no fax misses none\"}")
                .is(201);
    }

    /** GEO-33, GEO-34 */
    @Test
    void whoIsNotActiveSendsNewMessagesButActsOnNoEvent() {
        call("oncall", "PUT", "/api/v1/my/on-call/north", "{\"mode\":\"NOT_ACTIVE\"}")
                .is(200);
        on.call("crew", 1);
        String mail = pending(Kind.MAIL);
        long before = messages();

        send("oncall", "{\"eventId\":\"" + mail + "\"," + to(brigade) + ",\"channels\":[\"MAIL\"]}")
                .isProblem(403, "not-active");
        assertThat(messages()).as("all or nothing").isEqualTo(before);
        assertThat(event(mail).state()).isEqualTo(State.PENDING);
        send("oncall", "{" + to(brigade) + ",\"channels\":[\"MAIL\"],\"text\":\"I am on the way\"}")
                .is(201);
    }

    @Test
    void onlyOperatorsSend() {
        String body = "{\"division\":\"north\"," + to(brigade) + ",\"channels\":[\"MAIL\"],\"text\":\"x\"}";
        send("dispatcher", body).is(403);
        on.off("oncall");
        send("oncall", body).isProblem(403, "no-operator");
        send("oncall2", body.replace("north", "south")).is(404);
    }

    /** The same by the form of Tasklist, which starts the process; what was written does not stay in it. */
    @Test
    void formSendsToo() {
        String mail = pending(Kind.MAIL);
        String form = "{\"variables\":{" + variable("eventId", "\"" + mail + "\"") + ","
                + variable("recipients", "\"" + brigade + ", " + plumber + "\"") + "," + variable("byMail", "true")
                + ","
                + variable("bySms", "true") + "," + variable("message", "\"Come quickly\"") + ","
                + variable("withOriginal", "true") + "}}";
        call("dispatcher", "POST", START, form).is(403);
        String instance =
                call("oncall", "POST", START, form).is(200).body().path("id").asText();

        String id = history.createHistoricProcessInstanceQuery()
                .processInstanceId(instance)
                .singleResult()
                .getBusinessKey();
        assertThat(told(id)).containsExactly("MAIL brigade@example.org", "SMS +46701740660");
        assertThat(on.attachments(id, OperatorMessages.NOTICE)).containsExactly("original.eml message/rfc822");
        assertThat(event(mail).state()).isEqualTo(State.ACK);
        assertThat(history.createHistoricVariableInstanceQuery()
                        .processInstanceId(instance)
                        .list())
                .extracting(HistoricVariableInstance::getName)
                .containsExactly("forwards");
        assertThat(history.createHistoricVariableInstanceQuery()
                        .processInstanceId(instance)
                        .includeDeleted()
                        .list())
                .as("history keeps what was removed")
                .extracting(HistoricVariableInstance::getValue)
                .doesNotContain("Come quickly", brigade + ", " + plumber);
    }

    private static String variable(String name, String value) {
        return "\"" + name + "\":{\"value\":" + value + "}";
    }

    @Test
    void addressBookIsImportedAsAWholeOrNotAtAll() {
        String good = entry(brigade, "\"mail\":\"new@example.org\"");
        String list = "{\"division\":\"north\",\"contacts\":[" + good + ",";
        JsonNode refused = call(
                        "people-admin",
                        "POST",
                        CONTACTS + ":import",
                        list + "{\"ref\":\"a b\",\"name\":\"\"}," + entry("x1", "\"sms\":\"12\"") + ","
                                + entry(brigade, "\"mail\":\"no\"") + "]}")
                .isProblem(422, "invalid-contact")
                .body();
        List<String> places = new ArrayList<>();
        refused.path("errors").forEach(error -> places.add(error.path("pointer").asText()));
        assertThat(places)
                .containsExactlyInAnyOrder(
                        "/contacts/1/ref",
                        "/contacts/1/name",
                        "/contacts/1/mail",
                        "/contacts/2/sms",
                        "/contacts/3/ref",
                        "/contacts/3/mail");
        assertThat(mailOf(brigade)).isEqualTo("brigade@example.org");

        JsonNode done = call(
                        "people-admin",
                        "POST",
                        CONTACTS + ":import",
                        list + entry(plumber, "\"sms\":\"+46701740660\",\"language\":\"sv\"") + ","
                                + entry("third-" + brigade, "\"fax\":\"+46 8 465 004 21\"") + "]}")
                .is(200)
                .body();
        assertThat(List.of(
                        done.path("added").asInt(),
                        done.path("changed").asInt(),
                        done.path("unchanged").asInt()))
                .containsExactly(1, 1, 1);
        assertThat(mailOf(brigade)).isEqualTo("new@example.org");
    }

    private String mailOf(String ref) {
        return jdbc.sql("select mail from tr_contact where ref = :ref")
                .param("ref", ref)
                .query(String.class)
                .single();
    }

    @Test
    void addressBookIsKeptByPeopleAdminsAndReadByOperatorsOfTheDivision() {
        String body = "{\"division\":\"north\",\"ref\":\"own-" + brigade
                + "\",\"name\":\"Own\",\"mail\":\"own@example.org\"}";
        call("oncall", "POST", CONTACTS, body).is(403);
        String id = call("people-admin", "POST", CONTACTS, body)
                .is(201)
                .body()
                .path("id")
                .asText();
        call("people-admin", "POST", CONTACTS, body).isProblem(409, "ref-taken");
        call("people-admin", "POST", CONTACTS, body.replace("north", "south")).is(404);
        call("people-admin", "PUT", CONTACTS + "/" + id, body.replace("own@", "two@"))
                .is(200);

        assertThat(call("oncall", "GET", CONTACTS + "/" + id, null)
                        .is(200)
                        .body()
                        .path("mail")
                        .asText())
                .isEqualTo("two@example.org");
        assertThat(call("oncall", "GET", CONTACTS + "?q=own-" + brigade, null)
                        .is(200)
                        .body()
                        .path("items"))
                .hasSize(1);
        on.off("oncall");
        call("oncall", "GET", CONTACTS + "/" + id, null).is(404);
        call("people-admin", "DELETE", CONTACTS + "/" + id, null).is(204);
        call("people-admin", "GET", CONTACTS + "/" + id, null).is(404);
    }
}
