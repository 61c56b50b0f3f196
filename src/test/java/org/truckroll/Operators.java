// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.truckroll.event.Inbound;
import org.truckroll.event.Inbound.Kind;
import org.truckroll.event.InboundEvents;
import org.truckroll.event.InboundRules;
import org.truckroll.people.Caller;

/** Who is on call in division north while a test runs, what they are sent, and what they were told. */
final class Operators {

    static final String PHONE_OF_CREW = "+46701740609";
    static final String PHONE_OF_DISPATCHER = "+46701740605";
    static final Caller CREW = operator("crew");
    static final Caller DISPATCHER = operator("dispatcher");
    static final Caller EVERYWHERE = new Caller(
            "admin", Caller.Kind.PERSON, Set.of("camunda-admin"), Set.of("north", "south", "example"), Set.of());

    /** {@code example} is the one for which the table {@code inbound-rule} shows how rows are written. */
    private static final List<String> DIVISIONS = List.of("north", "example");

    private record Membership(String person, String group) {}

    /** What tests have added, on any of their databases: nobody has it by himself. */
    private static final Set<Membership> JOINED = ConcurrentHashMap.newKeySet();

    /** What tests have taken away from those who have it by themselves. */
    private static final Set<Membership> LEFT = ConcurrentHashMap.newKeySet();

    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final JdbcClient jdbc;
    private final InboundRules rules;

    Operators(JdbcClient jdbc, InboundRules rules) {
        this.jdbc = jdbc;
        this.rules = rules;
    }

    private static Caller operator(String id) {
        return new Caller(id, Caller.Kind.PERSON, Set.of("operators-north"), Set.of("north", "example"), Set.of());
    }

    /** Switched to ACTIVE at this step. */
    void call(String person, int step) {
        off(person);
        DIVISIONS.forEach(division -> callIn(division, person, step));
    }

    void callIn(String division, String person, int step) {
        join(person, "operators-" + division);
        jdbc.sql("""
                            insert into tr_operator (division, person, step_no, mode, changed_by, changed_at)
                            values (:division, :person, :step, 'ACTIVE', 'test', current_timestamp)
                            """)
                .param("division", division)
                .param("person", person)
                .param("step", step)
                .update();
    }

    void off(String person) {
        jdbc.sql("delete from tr_operator where person = :person")
                .param("person", person)
                .update();
        jdbc.sql("select group_id from tr_person_group where person = :person and group_id like 'operators-%'")
                .param("person", person)
                .query((rs, row) -> new Membership(person, rs.getString("group_id")))
                .list()
                .forEach(one -> {
                    if (!JOINED.contains(one)) {
                        LEFT.add(one);
                    }
                    leave(one);
                });
    }

    private void join(String person, String group) {
        if (entered(person, group)) {
            JOINED.add(new Membership(person, group));
        }
    }

    /** False for who is an operator already. */
    private boolean entered(String person, String group) {
        return jdbc.sql("""
                        insert into tr_person_group (person, group_id) select cast(:person as varchar(64)), cast(:group as varchar(60))
                        where not exists (select 1 from tr_person_group where person = :person and group_id = :group)
                        """).param("person", person).param("group", group).update() == 1;
    }

    private void leave(Membership one) {
        jdbc.sql("delete from tr_person_group where person = :person and group_id = :group")
                .param("person", one.person())
                .param("group", one.group())
                .update();
    }

    /** Entered as responsible for an object (SOL24-16). */
    void responsible(String objectId, String division, String person) {
        jdbc.sql("""
                        insert into tr_object_responsible (object_id, kind, principal, division)
                        values (:object, 'PERSON', :person, :division)
                        """)
                .param("object", objectId)
                .param("person", person)
                .param("division", division)
                .update();
    }

    /** Nobody is on call any more, and the escalation is as it comes. Who is an operator by himself is one again. */
    void offAll() {
        jdbc.sql("delete from tr_operator").update();
        JOINED.forEach(this::leave);
        LEFT.forEach(one -> entered(one.person(), one.group()));
        jdbc.sql("delete from tr_on_call_step where division = 'north'").update();
        jdbc.sql("delete from tr_on_call_plan where division = 'north'").update();
    }

    void escalation(int alerts, Duration every, int steps) {
        for (int step = 1; step <= steps; step++) {
            jdbc.sql("""
                            insert into tr_on_call_step (division, step_no, name, alerts, every_s)
                            values ('north', :step, :name, :alerts, :every)
                            """)
                    .param("step", step)
                    .param("name", "Step " + step)
                    .param("alerts", alerts)
                    .param("every", every.toSeconds())
                    .update();
        }
    }

    String receive(InboundEvents events, Kind kind, String sender, @Nullable String subject, String text) {
        return receive(events, "north", kind, sender, subject, text);
    }

    String receive(
            InboundEvents events, String division, Kind kind, String sender, @Nullable String subject, String text) {
        return events.receive(inbound(division, kind, sender, subject, text, "message-" + NUMBER.incrementAndGet()))
                .eventId();
    }

    static Inbound inbound(
            String division, Kind kind, String sender, @Nullable String subject, String text, String messageId) {
        return new Inbound(
                kind,
                "test",
                messageId,
                division,
                sender,
                subject,
                text,
                kind == Kind.FAX
                        ? List.of(
                                new Inbound.Part("page.pdf", "application/pdf", new byte[] {'%', 'P', 'D', 'F'}),
                                new Inbound.Part("page.tif", "image/tiff", new byte[] {'I', 'I', 42, 0}))
                        : List.of(),
                ("Subject: " + subject + "\r\n\r\n" + text).getBytes(StandardCharsets.UTF_8),
                false,
                Stories.now());
    }

    String receiveAutomatic(InboundEvents events) {
        return events.receive(new Inbound(
                        Kind.MAIL,
                        "test",
                        "message-" + NUMBER.incrementAndGet(),
                        "north",
                        "crew@example.com",
                        "Out of office",
                        "I am away",
                        List.of(),
                        null,
                        true,
                        Stories.now()))
                .eventId();
    }

    Map<String, Object> names(String eventId) {
        return rules.names(eventId);
    }

    /** On whose pages a notice of this event stands, in the order of telling. */
    List<String> told(String eventId, String notice) {
        return jdbc.sql("""
                        select d.person from tr_delivery d join tr_notice n on n.id = d.notice_id
                        where n.subject = :subject and n.event = :event and d.channel = 'PAGE' order by n.id, d.person
                        """)
                .param("subject", eventId)
                .param("event", notice)
                .query(String.class)
                .list();
    }

    /** As if a carrier had it still to take; whether it went, one sees afterwards. */
    void onItsWay(String eventId, String notice) {
        jdbc.sql("""
                        update tr_delivery set state = 'WAITING', detail = null, ended_at = null where channel = 'SMS' and notice_id in
                        (select id from tr_notice where subject = :subject and event = :event)
                        """).param("subject", eventId).param("event", notice).update();
    }

    List<String> sms(String eventId, String notice) {
        return jdbc.sql("""
                        select d.state || ' ' || d.detail from tr_delivery d join tr_notice n on n.id = d.notice_id
                        where n.subject = :subject and n.event = :event and d.channel = 'SMS'
                        """)
                .param("subject", eventId)
                .param("event", notice)
                .query(String.class)
                .list();
    }

    /** What stands on the pages. */
    List<String> texts(String eventId, String notice) {
        return texts(eventId, notice, "PAGE");
    }

    List<String> texts(String eventId, String notice, String channel) {
        return jdbc.sql("""
                        select d.body from tr_delivery d join tr_notice n on n.id = d.notice_id
                        where n.subject = :subject and n.event = :event and d.channel = :channel order by n.id
                        """)
                .param("subject", eventId)
                .param("event", notice)
                .param("channel", channel)
                .query(String.class)
                .list();
    }

    long noticesOf(String eventId) {
        return jdbc.sql("select count(*) from tr_notice where subject = :subject")
                .param("subject", eventId)
                .query(Long.class)
                .single();
    }

    /** Name and type of what goes with a notice. */
    List<String> attachments(String eventId, String notice) {
        return jdbc.sql("""
                        select a.name, a.media_type from tr_notice_attachment a join tr_notice n on n.id = a.notice_id
                        where n.subject = :subject and n.event = :event order by a.no
                        """)
                .param("subject", eventId)
                .param("event", notice)
                .query((rs, row) -> rs.getString("name") + " " + rs.getString("media_type"))
                .list();
    }
}
