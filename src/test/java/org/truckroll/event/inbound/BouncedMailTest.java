// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.event.inbound;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.truckroll.notification.DeliveryState;

/** Reports of mail servers about mails of ours, as they are met (RFC 3464, GEO-44). */
class BouncedMailTest {

    private static final String OURS = "<0199b0e6-0000-7abc-8def-0123456789ab@truckroll.utility.example>";

    private static String report(String action, String status, String last) {
        return """
                From: MAILER-DAEMON@mx.example (Mail Delivery System)
                To: orders@utility.example
                Subject: Undelivered Mail Returned to Sender
                Auto-Submitted: auto-replied
                MIME-Version: 1.0
                Content-Type: multipart/report; report-type=delivery-status;
                \tboundary="B/mx.example"
                Message-Id: <20261122@mx.example>

                This is a MIME-encapsulated message.

                --B/mx.example
                Content-Description: Notification
                Content-Type: text/plain; charset=us-ascii

                I'm sorry to have to inform you that your message could not be delivered.

                --B/mx.example
                Content-Description: Delivery report
                Content-Type: message/delivery-status

                Reporting-MTA: dns; mx.example
                X-Postfix-Queue-ID: 4XyZ
                Arrival-Date: Sun, 22 Nov 2026 10:00:00 +0000 (UTC)

                Final-Recipient: rfc822; somebody@contacts.example
                Action: %s
                Status: %s
                Diagnostic-Code: smtp; 550 5.1.1 <somebody@contacts.example>: Recipient address rejected

                %s
                --B/mx.example--
                """.formatted(action, status, last);
    }

    private static String returned(String type) {
        return "--B/mx.example\nContent-Description: Undelivered Message\nContent-Type: " + type
                + "\n\nReceived: from app\nFrom: orders@utility.example\nMessage-ID: " + OURS
                + "\nSubject: x\n\nText\n";
    }

    private static BouncedMail read(String mail) {
        return BouncedMail.read(MimePart.read(mail.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8)))
                .orElse(null);
    }

    @ParameterizedTest
    @ValueSource(strings = {"message/rfc822", "text/rfc822-headers", "message/global", "message/global-headers"})
    void namesTheMailThatCameBackAndWhyWithoutItsAddress(String type) {
        assertThat(read(report("failed", "5.1.1", returned(type))))
                .isEqualTo(new BouncedMail(
                        OURS, DeliveryState.UNDELIVERED, "Report of a mail server: failed, status 5.1.1"));
    }

    @ParameterizedTest
    @CsvSource({"failed, UNDELIVERED", "Failed, UNDELIVERED", "delivered, DELIVERED"})
    void tellsWhatBecameOfIt(String action, DeliveryState state) {
        assertThat(read(report(action, "5.0.0", returned("message/rfc822"))).state())
                .isEqualTo(state);
    }

    @ParameterizedTest
    @ValueSource(strings = {"delayed", "relayed", "expanded", "", "of tomorrow"})
    void takesNoNewsForNoNews(String action) {
        assertThat(read(report(action, "4.4.1", returned("message/rfc822")))).isNull();
    }

    /** Of several recipients one that failed is what people must know. */
    @Test
    void oneFailureCounts() {
        String both = report("delivered", "2.0.0", returned("message/rfc822"))
                .replace(
                        "Diagnostic-Code:",
                        "X-Note: x\n\nFinal-Recipient: rfc822; b@x.example\nAction: failed\nX-Note:");
        assertThat(read(both).state()).isEqualTo(DeliveryState.UNDELIVERED);
    }

    @Test
    void findsTheIdWhereNoMailCameBack() {
        String named =
                report("failed", "5.2.2", "").replace("X-Postfix-Queue-ID: 4XyZ", "Original-Message-ID: " + OURS);
        assertThat(read(named).messageId()).isEqualTo(OURS);
        String answered =
                report("failed", "5.2.2", "").replace("MIME-Version", "In-Reply-To: " + OURS + "\nMIME-Version");
        assertThat(read(answered).messageId()).isEqualTo(OURS);
        assertThat(read(report("failed", "5.2.2", ""))).as("of which mail?").isNull();
    }

    @Test
    void readsOneThatWasCutOff() {
        String whole = report("failed", "5.1.1", returned("message/rfc822"));
        assertThat(read(whole.substring(0, whole.indexOf("Subject: x"))).messageId())
                .isEqualTo(OURS);
    }

    @Test
    void isNoReportWithoutItsPart() {
        assertThat(read("From: a@b.example\nMessage-ID: " + OURS + "\nSubject: Undelivered\n\nAction: failed\n"))
                .isNull();
        assertThat(read(returned("message/rfc822"))).isNull();
    }

    /** Eighteen million empty lines were as many records. */
    @Test
    void readsNoMoreBlocksThanAReportHas() {
        String body = "Action: failed\nStatus: 5.1.1\nOriginal-Message-ID: " + OURS + "\n" + "\n".repeat(10_000_000)
                + "Action: delivered\n";
        String mail = "Content-Type: multipart/report; boundary=b\n\n--b\nContent-Type: message/delivery-status\n\n"
                + body + "--b--\n";
        MimePart read = MimePart.read(mail.getBytes(StandardCharsets.UTF_8));
        assertThat(BouncedMail.blocks(read.children().get(0))).hasSize(1);
        assertThat(BouncedMail.read(read).orElseThrow().messageId()).isEqualTo(OURS);

        String many = mail.replace(body, "A: b\n\n".repeat(100_000));
        assertThat(BouncedMail.blocks(MimePart.read(many.getBytes(StandardCharsets.UTF_8))
                        .children()
                        .get(0)))
                .hasSize(500);
    }
}
