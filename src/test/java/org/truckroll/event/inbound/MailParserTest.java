// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.event.inbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.truckroll.event.Inbound;
import org.truckroll.event.inbound.AwkwardMails.Awkward;

/** A thousand awkward mails, and each comes to what the catalogue says (GEO-01, GEO-09, GEO-12). */
class MailParserTest {

    /** Long on a busy machine, and nothing against the hours that a second look at every letter takes. */
    private static final Duration AWHILE = Duration.ofSeconds(30);

    private static final Instant AT = Instant.parse("2026-11-22T10:00:00Z");
    private static final int TEXT = 100_000;

    private final MailParser parser = new MailParser(
            new MailSigns(
                    Set.of("truckroll.utility.example"),
                    Set.of("utility.example"),
                    Set.of("noreply@utility.example"),
                    Set.of("*@machines.example")),
            TEXT);

    @Test
    void everyAwkwardMailComesToWhatTheCatalogueSays() {
        SoftAssertions softly = new SoftAssertions();
        Set<String> ids = new HashSet<>();
        for (Awkward mail : AwkwardMails.make(AwkwardMails.SEED, 1000)) {
            ReadMail read = parser.read(mail.raw(), AT);
            if (!mail.sender().equals("*")) {
                softly.assertThat(read.sender()).as("sender of %s", mail).isEqualTo(mail.sender());
                softly.assertThat(read.automatic().orElse(null))
                        .as("sign of %s", mail)
                        .isEqualTo(mail.automatic());
            }
            if (mail.subject() != null) {
                softly.assertThat(read.subject()).as("subject of %s", mail).isEqualTo(mail.subject());
            }
            if (mail.text() != null) {
                softly.assertThat(read.text()).as("text of %s", mail).contains(mail.text());
            }
            if (mail.files() >= 0) {
                softly.assertThat(read.parts()).as("files of %s", mail).hasSize(mail.files());
            }
            fitsTheTables(softly, mail, read);
            ids.add(read.messageId());
        }
        softly.assertAll();
        // "Nothing at all" and "only line breaks" are the same mail each time.
        int same = 2 * (1000 / AwkwardMails.kinds().size());
        assertThat(ids).hasSizeBetween(1000 - same, 1000);
    }

    private static void fitsTheTables(SoftAssertions softly, Awkward mail, ReadMail read) {
        softly.assertThat(read.messageId()).as("id of %s", mail).hasSizeBetween(1, 200);
        softly.assertThat(read.sender()).as("sender of %s", mail).hasSizeBetween(1, 254);
        softly.assertThat(read.subject()).as("subject of %s", mail).hasSizeLessThanOrEqualTo(1000);
        softly.assertThat(read.text()).as("text of %s", mail).hasSizeLessThanOrEqualTo(TEXT + 100);
        softly.assertThat(read.sender() + read.subject() + read.text() + read.messageId())
                .as("letters of %s", mail)
                .doesNotContain("\u0000")
                .doesNotContain("\u202e");
        softly.assertThat(read.parts()).as("files of %s", mail).allSatisfy(part -> {
            assertThat(part.name()).hasSizeBetween(1, 255).doesNotContain("/", "\\", "\u202e", "..");
            assertThat(part.mediaType()).hasSizeLessThanOrEqualTo(100).contains("/");
        });
    }

    @Test
    void theSameSeedMakesTheSameMails() {
        List<Awkward> one = AwkwardMails.make(AwkwardMails.SEED, 200);
        List<Awkward> two = AwkwardMails.make(AwkwardMails.SEED, 200);
        for (int i = 0; i < one.size(); i++) {
            assertThat(one.get(i).raw()).isEqualTo(two.get(i).raw());
        }
    }

    /** Whatever is cut off or turned in a mail, it is read. */
    @Test
    void noByteThatIsLostOrChangedBreaksTheReading() {
        Random random = new Random(7);
        for (Awkward mail : AwkwardMails.make(3, AwkwardMails.kinds().size())) {
            byte[] raw = mail.raw().length > 20_000 ? java.util.Arrays.copyOf(mail.raw(), 20_000) : mail.raw();
            for (int i = 0; i < 5 && raw.length > 0; i++) {
                byte[] hurt = java.util.Arrays.copyOf(raw, 1 + random.nextInt(raw.length));
                for (int change = 0; change < 20; change++) {
                    hurt[random.nextInt(hurt.length)] = (byte) random.nextInt(256);
                }
                assertThat(parser.read(hurt, AT).messageId()).as(mail.kind()).isNotBlank();
            }
        }
    }

    @Test
    void theSameMailOnAnotherWayIsTheSame() {
        String mail = "Message-ID: <1@plant.example>\r\nFrom: a@plant.example\r\nSubject: alarm\r\n\r\nlevel low\r\n";
        assertThat(id("Received: by mx1; now\r\n" + mail)).isEqualTo(id("Received: by mx2; later\r\n" + mail));
    }

    /** Devices that number their mails anew at each start must not lose an alarm. */
    @Test
    void theSameMessageIdWithOtherWordsIsAnotherMail() {
        String head = "Message-ID: <1@plant.example>\r\nFrom: a@plant.example\r\nSubject: alarm\r\n\r\n";
        assertThat(id(head + "level low")).isNotEqualTo(id(head + "level high"));
    }

    @Test
    void withoutMessageIdTheTimeOfArrivalTellsTwoEqualMailsApart() {
        byte[] mail = "From: a@plant.example\r\nSubject: alarm\r\n\r\nlevel low".getBytes(StandardCharsets.UTF_8);
        assertThat(parser.read(mail, AT).messageId())
                .isEqualTo(parser.read(mail, AT).messageId())
                .isNotEqualTo(parser.read(mail, AT.plusSeconds(60)).messageId());
    }

    @Test
    void namesOfFilesAreReadInEveryForm() {
        assertThat(file("Content-Disposition: attachment; filename*0*=UTF-8''p%C3%A4; filename*1=\"rm.tif\""))
                .isEqualTo("pärm.tif");
        assertThat(file("Content-Disposition: attachment; filename=\"=?utf-8?Q?p=C3=A4rm.tif?=\""))
                .isEqualTo("pärm.tif");
        assertThat(file("Content-Disposition: attachment; filename=\"..\\\\..\\\\a.exe\""))
                .isEqualTo("a.exe");
        assertThat(file("Content-Disposition: attachment; filename=\"..\"")).isEqualTo("part-1.tif");
        assertThat(file("X-Nothing: here")).isEqualTo("part-1.tif");
    }

    /** One mail of a stranger must not hold a mailbox, nor burn the node. */
    @ParameterizedTest
    @ValueSource(strings = {"<", "<a", "< ", "</", "<!--", "<script>", "<p", "&", "&#", " \n", "<script", "\u00a0"})
    void whatIsRepeatedAMillionTimesIsReadInAMoment(String repeated) {
        String hostile = repeated.repeat(6_000_000 / repeated.length()) + ">";
        byte[] mail =
                ("From: a@plant.example\r\nContent-Type: text/html\r\n\r\n" + hostile).getBytes(StandardCharsets.UTF_8);
        assertTimeoutPreemptively(AWHILE, () -> parser.read(mail, AT));
        assertTimeoutPreemptively(AWHILE, () -> HtmlText.of(repeated.repeat(1_000_000 / repeated.length()) + ">"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "(", "<", "\"", ",", "a@", "=?", "=?x?q?", "\\"})
    void aSenderOfManyLettersIsReadInAMoment(String repeated) {
        String mail = "From: " + repeated.repeat(60_000) + "\r\nSubject: " + repeated.repeat(60_000) + "\r\n\r\nx";
        assertTimeoutPreemptively(AWHILE, () -> parser.read(mail.getBytes(StandardCharsets.UTF_8), AT));
    }

    @Test
    void wordsAfterALongStyleAndSignsThatAreNoTagsAreRead() {
        String html =
                "<html><head><style>" + "b{}".repeat(300_000) + "</style></head><p>level &lt; 3 < 4 & > 1</p>the < end";
        assertThat(parser.read(
                                ("From: a@plant.example\r\nContent-Type: text/html\r\n\r\n" + html)
                                        .getBytes(StandardCharsets.UTF_8),
                                AT)
                        .text())
                .isEqualTo("level < 3 < 4 & > 1\nthe < end");
    }

    private String id(String mail) {
        return parser.read(mail.getBytes(StandardCharsets.UTF_8), AT).messageId();
    }

    private String file(String header) {
        String mail = "From: a@plant.example\r\nContent-Type: image/tiff\r\n" + header + "\r\n\r\nII*";
        List<Inbound.Part> parts =
                parser.read(mail.getBytes(StandardCharsets.UTF_8), AT).parts();
        assertThat(parts).hasSize(1);
        return parts.get(0).name();
    }
}
