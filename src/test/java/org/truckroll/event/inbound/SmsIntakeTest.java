// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.event.inbound;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.h2.jdbcx.JdbcDataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;
import org.truckroll.event.Inbound;
import org.truckroll.event.inbound.SmsIntake.Outcome;

/** SMS by webhook: what is signed is taken once, and what is not is refused (GEO-10, field notes 2.6). */
class SmsIntakeTest {

    private static final AtomicInteger DATABASES = new AtomicInteger();
    private static final String SECRET = "0123456789abcdef0123456789abcdef";
    private static final String SID = "SM0123456789abcdef0123456789abcdef";
    private static final String PUBLIC = "https://truckroll.example/base";

    private MailWorld world;
    private JdbcDataSource source;

    @BeforeEach
    void begin() {
        source = new JdbcDataSource();
        source.setURL("jdbc:h2:mem:sms" + DATABASES.incrementAndGet() + ";DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=10000");
        world = new MailWorld(source);
    }

    @AfterEach
    void end() {
        world.close();
    }

    private SmsIntake intake(Set<Inbound.Kind> off, int perSender) {
        InboundProperties settings = new InboundProperties(
                off,
                Set.of(),
                Set.of(),
                Set.of(),
                DataSize.ofMegabytes(25),
                5000,
                perSender,
                Map.of(),
                Map.of("desk", new InboundProperties.SmsNumber("north", SECRET)),
                Map.of());
        return new SmsIntake(
                settings,
                world.door(settings),
                MailWorld.divisions(settings),
                path -> URI.create(PUBLIC + path),
                world.time);
    }

    private static Map<String, String> sms(String text) {
        Map<String, String> fields = new TreeMap<>();
        fields.put("MessageSid", SID);
        fields.put("AccountSid", "AC0123456789abcdef0123456789abcdef");
        fields.put("From", "+46701740605");
        fields.put("To", "+46701740699");
        fields.put("Body", text);
        fields.put("NumMedia", "0");
        return fields;
    }

    private static String form(Map<String, String> fields) {
        return fields.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }

    /** As Twilio documents it: HMAC-SHA1 over the address and the sorted fields. */
    private static String signature(String url, Map<String, String> fields, String secret) throws Exception {
        StringBuilder text = new StringBuilder(url);
        new TreeMap<>(fields).forEach((name, value) -> text.append(name).append(value));
        Mac mac = Mac.getInstance("HmacSHA1");
        mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA1"));
        return Base64.getEncoder().encodeToString(mac.doFinal(text.toString().getBytes(StandardCharsets.UTF_8)));
    }

    private Outcome send(SmsIntake intake, Map<String, String> fields) throws Exception {
        return send(intake, "desk", null, fields);
    }

    private Outcome send(SmsIntake intake, String name, @Nullable String query, Map<String, String> fields)
            throws Exception {
        String url = PUBLIC + "/hooks/sms/" + name + (query == null ? "" : "?" + query);
        return intake.take(name, query, form(fields), signature(url, fields, SECRET));
    }

    @Test
    void aSignedSmsIsTakenOnceHoweverOftenItIsPlayedBack() throws Exception {
        SmsIntake intake = intake(Set.of(), 60);
        for (int i = 0; i < 3; i++) {
            assertThat(send(intake, sms("  Pump 4 stands & smells: åäö ✓ "))).isEqualTo(Outcome.TAKEN);
            world.time.later(java.time.Duration.ofHours(7));
        }
        assertThat(world.taken).hasSize(1);
        Inbound sms = world.taken.get(0);
        assertThat(sms.kind()).isEqualTo(Inbound.Kind.SMS);
        assertThat(sms.sender()).isEqualTo("+46701740605");
        assertThat(sms.text()).isEqualTo("Pump 4 stands & smells: åäö ✓");
        assertThat(sms.division()).isEqualTo("north");
        assertThat(sms.messageId()).isEqualTo(SID);
    }

    @Test
    void theQueryOfTheAddressIsSignedToo() throws Exception {
        assertThat(send(intake(Set.of(), 60), "desk", "a=1&b=%20", sms("x"))).isEqualTo(Outcome.TAKEN);
    }

    @Test
    void whatIsNotSignedSoIsRefusedAndLeavesNothing() throws Exception {
        SmsIntake intake = intake(Set.of(), 60);
        Map<String, String> sms = sms("12a");
        String url = PUBLIC + "/hooks/sms/desk";
        String right = signature(url, sms, SECRET);
        assertThat(intake.take("desk", null, form(sms), "")).isEqualTo(Outcome.REFUSED);
        assertThat(intake.take("desk", null, form(sms), signature(url, sms, SECRET + "x")))
                .isEqualTo(Outcome.REFUSED);
        assertThat(intake.take("desk", null, form(sms("12c")), right))
                .as("another text")
                .isEqualTo(Outcome.REFUSED);
        Map<String, String> more = sms("12a");
        more.put("From", "+46701740600");
        assertThat(intake.take("desk", null, form(more), right))
                .as("another sender")
                .isEqualTo(Outcome.REFUSED);
        assertThat(intake.take("desk", "x=1", form(sms), right))
                .as("another address")
                .isEqualTo(Outcome.REFUSED);
        assertThat(intake.take("desk", null, form(sms), signature("http://127.0.0.1:8080/hooks/sms/desk", sms, SECRET)))
                .as("signed for the address behind the proxy")
                .isEqualTo(Outcome.REFUSED);
        assertThat(send(intake, "other", null, sms)).as("no such number").isEqualTo(Outcome.REFUSED);
        assertThat(intake.take("desk", null, "%zz=1", right)).as("no form").isEqualTo(Outcome.REFUSED);
        assertThat(world.taken).isEmpty();
    }

    @Test
    void aSignedRequestThatIsNoSmsIsMalformed() throws Exception {
        Map<String, String> noSid = sms("x");
        noSid.put("MessageSid", "1");
        assertThat(send(intake(Set.of(), 60), noSid)).isEqualTo(Outcome.MALFORMED);
        Map<String, String> nobody = sms("x");
        nobody.remove("From");
        assertThat(send(intake(Set.of(), 60), nobody)).isEqualTo(Outcome.MALFORMED);
        assertThat(world.taken).isEmpty();
    }

    @Test
    void smsThatAreOffAreNotTaken() throws Exception {
        assertThat(send(intake(Set.of(Inbound.Kind.SMS), 60), sms("x"))).isEqualTo(Outcome.OFF);
        assertThat(world.taken).isEmpty();
    }

    @Test
    void picturesAreToldAndNotFetched() throws Exception {
        Map<String, String> sms = sms("see");
        sms.put("NumMedia", "2");
        sms.put("MediaUrl0", "http://127.0.0.1/internal");
        send(intake(Set.of(), 60), sms);
        assertThat(world.taken.get(0).text()).startsWith("see\n[2 pictures");
        assertThat(world.taken.get(0).parts()).isEmpty();
    }

    @Test
    void aSenderBeyondTheLimitAlertsNobody() throws Exception {
        SmsIntake intake = intake(Set.of(), 2);
        for (int i = 0; i < 4; i++) {
            Map<String, String> sms = sms("x");
            sms.put("MessageSid", SID.substring(0, SID.length() - 1) + i);
            send(intake, sms);
        }
        assertThat(world.taken).extracting(Inbound::automatic).containsExactly(false, false, true, true);
    }
}
