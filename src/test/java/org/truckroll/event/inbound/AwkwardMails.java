// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.event.inbound;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Our own collection of awkward mails: made from a seed and a catalogue of faults, each with what must come of it. The same seed makes the same
 * mails, byte for byte.
 */
final class AwkwardMails {

    static final long SEED = 20261122;

    /**
     * A mail and what is expected of it.
     *
     * @param kind the fault, as the catalogue names it
     * @param text must be part of the text that people read; null when nothing is asked of it
     * @param automatic the sign by which it is known; null for a message
     */
    record Awkward(
            String kind,
            byte[] raw,
            String sender,
            @Nullable String subject,
            @Nullable String text,
            int files,
            MailSigns.@Nullable Sign automatic) {

        @Override
        public String toString() {
            return kind;
        }
    }

    /** One row of the catalogue. */
    private record Fault(String kind, Function<Mail, Awkward> make) {}

    private final Random random;
    private int number;

    private AwkwardMails(long seed) {
        this.random = new Random(seed);
    }

    /** That many, every fault about equally often. */
    static List<Awkward> make(long seed, int count) {
        AwkwardMails mails = new AwkwardMails(seed);
        List<Fault> faults = CATALOGUE;
        List<Awkward> made = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            made.add(faults.get(i % faults.size())
                    .make()
                    .apply(mails.mail(faults.get(i % faults.size()).kind())));
        }
        return made;
    }

    static List<String> kinds() {
        return CATALOGUE.stream().map(Fault::kind).toList();
    }

    private Mail mail(String kind) {
        number++;
        return new Mail(kind, number, random);
    }

    /** A mail in the making: headers in their order, then the body. */
    private static final class Mail {

        private static final List<String> WORDS = List.of(
                "pump", "station", "alarm", "feeder", "valve", "meter", "cabinet", "level", "voltage", "harbour");

        private final String kind;
        private final Random random;
        private final List<String> headers = new ArrayList<>();
        private final String mark;
        private final int number;
        private byte[] body = new byte[0];
        private String sender;
        private @Nullable String subject;
        private String end = "\r\n";

        Mail(String kind, int number, Random random) {
            this.kind = kind;
            this.number = number;
            this.random = random;
            this.mark = "mark" + number;
            this.sender = "sender" + number + "@plant.example";
            this.subject = words(3) + " " + number;
        }

        String words(int count) {
            List<String> words = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                words.add(WORDS.get(random.nextInt(WORDS.size())));
            }
            return String.join(" ", words);
        }

        String text() {
            return mark + " " + words(2 + random.nextInt(8));
        }

        Mail usual() {
            return header("From: Plant <" + sender + ">")
                    .header("To: faults@utility.example")
                    .header("Date: Sun, 22 Nov 2026 10:" + (10 + number % 50) + ":00 +0000")
                    .header("Message-ID: <" + kind + "." + number + "@plant.example>")
                    .header("Subject: " + subject);
        }

        Mail mime(String type) {
            return header("MIME-Version: 1.0").header("Content-Type: " + type);
        }

        Mail header(String line) {
            headers.add(line);
            return this;
        }

        Mail without(String name) {
            headers.removeIf(line -> line.startsWith(name + ":"));
            return this;
        }

        Mail instead(String name, String line) {
            return without(name).header(line);
        }

        Mail body(String text) {
            body = text.getBytes(StandardCharsets.UTF_8);
            return this;
        }

        Mail body(byte[] bytes) {
            body = bytes;
            return this;
        }

        Mail ends(String lineEnd) {
            end = lineEnd;
            return this;
        }

        Awkward is(@Nullable String text, int files, MailSigns.@Nullable Sign automatic) {
            ByteArrayOutputStream raw = new ByteArrayOutputStream();
            for (String line : headers) {
                raw.writeBytes((line + end).getBytes(StandardCharsets.UTF_8));
            }
            raw.writeBytes(end.getBytes(StandardCharsets.UTF_8));
            raw.writeBytes(body);
            return new Awkward(kind, raw.toByteArray(), sender, subject, text, files, automatic);
        }

        Awkward message(String text) {
            return is(text, 0, null);
        }
    }

    private static String base64(byte[] bytes) {
        return Base64.getMimeEncoder().encodeToString(bytes);
    }

    private static String base64(String text) {
        return base64(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String word(String charset, String text) {
        return "=?" + charset + "?B?" + Base64.getEncoder().encodeToString(text.getBytes(Charset.forName(charset)))
                + "?=";
    }

    private static String file(String type, String name, byte[] content) {
        return "Content-Type: " + type + "; name=\"" + name + "\"\r\nContent-Disposition: attachment; filename=\""
                + name + "\"\r\nContent-Transfer-Encoding: base64\r\n\r\n" + base64(content);
    }

    private static String parts(String boundary, String... parts) {
        StringBuilder body = new StringBuilder("This is a multi-part message.\r\n");
        for (String part : parts) {
            body.append("--").append(boundary).append("\r\n").append(part).append("\r\n");
        }
        return body.append("--").append(boundary).append("--\r\n").toString();
    }

    private static byte[] noise(Mail mail, int size) {
        byte[] bytes = new byte[size];
        mail.random.nextBytes(bytes);
        return bytes;
    }

    private static Fault fault(String kind, Function<Mail, Awkward> make) {
        return new Fault(kind, make);
    }

    private static Awkward charset(Mail mail, String said, String really, String text) {
        return mail.usual()
                .mime("text/plain; charset=" + said)
                .header("Content-Transfer-Encoding: 8bit")
                .body((mail.mark + " " + text).getBytes(Charset.forName(really)))
                .message(mail.mark + " " + text);
    }

    private static Awkward signed(Mail mail, String header, MailSigns.Sign sign) {
        String text = mail.text();
        return mail.usual().header(header).body(text).is(text, 0, sign);
    }

    private static final List<Fault> CATALOGUE = List.of(
            // As it should be
            fault("plain", mail -> {
                String text = mail.text();
                return mail.usual().body(text).message(text);
            }),
            fault(
                    "quoted-printable",
                    mail -> mail.usual()
                            .mime("text/plain; charset=UTF-8")
                            .header("Content-Transfer-Encoding: quoted-printable")
                            .body("F=C3=B6rs=\r\nening " + mail.mark + "=20=\r\n")
                            .message("Försening " + mail.mark)),
            fault(
                    "alternative",
                    mail -> mail.usual()
                            .mime("multipart/alternative; boundary=b1")
                            .body(parts(
                                    "b1",
                                    "Content-Type: text/plain\r\n\r\nplain " + mail.mark,
                                    "Content-Type: text/html\r\n\r\n<b>html</b>"))
                            .message("plain " + mail.mark)),
            fault(
                    "html only",
                    mail -> mail.usual()
                            .mime("text/html; charset=utf-8")
                            .body(
                                    "<html><head><title>t</title><style>b{}</style></head><body><script>alert(1)</script><p>Pump &amp; "
                                            + mail.mark + "</p><img src=http://track.example/p.gif></body></html>")
                            .message("Pump & " + mail.mark)),
            // Broken MIME
            fault(
                    "no end boundary",
                    mail -> mail.usual()
                            .mime("multipart/mixed; boundary=\"b2\"")
                            .body("--b2\r\nContent-Type: text/plain\r\n\r\n" + mail.mark + "\r\n--b2\r\n"
                                    + file("image/png", "a.png", noise(mail, 50)))
                            .is(mail.mark, 1, null)),
            fault(
                    "no boundary parameter",
                    mail -> mail.usual()
                            .mime("multipart/mixed")
                            .body(parts("b3", "\r\n" + mail.mark, file("application/pdf", "a.pdf", noise(mail, 50))))
                            .is(mail.mark, 1, null)),
            fault(
                    "boundary that never comes",
                    mail -> mail.usual()
                            .mime("multipart/mixed; boundary=missing")
                            .body(mail.mark + " just text")
                            .message(mail.mark + " just text")),
            fault(
                    "empty boundary",
                    mail -> mail.usual()
                            .mime("multipart/mixed; boundary=\"\"")
                            .body(mail.mark)
                            .message(mail.mark)),
            fault(
                    "boundary is the start of the inner one",
                    mail -> mail.usual()
                            .mime("multipart/mixed; boundary=b")
                            .body(parts(
                                    "b",
                                    "Content-Type: multipart/alternative; boundary=b-inner\r\n\r\n"
                                            + parts("b-inner", "Content-Type: text/plain\r\n\r\n" + mail.mark),
                                    file("image/png", "x.png", noise(mail, 10))))
                            .is(mail.mark, 1, null)),
            fault(
                    "same boundary inside",
                    mail -> mail.usual()
                            .mime("multipart/mixed; boundary=b4")
                            .body(parts(
                                    "b4", "Content-Type: multipart/alternative; boundary=b4\r\n", "\r\n" + mail.mark))
                            .message(mail.mark)),
            fault(
                    "no blank line after the header",
                    mail -> mail.usual()
                            .body("")
                            .header("this is no header " + mail.mark)
                            .message(mail.mark)),
            fault("header only", mail -> mail.usual().message("")),
            fault("nothing at all", mail -> new Awkward(mail.kind, new byte[0], "unknown", "", "", 0, null)),
            fault(
                    "only line breaks",
                    mail -> new Awkward(
                            mail.kind, "\r\n\r\n\r\n".getBytes(StandardCharsets.UTF_8), "unknown", "", "", 0, null)),
            fault(
                    "no header at all",
                    mail -> new Awkward(
                            mail.kind,
                            (mail.mark + " hello there\r\nworld").getBytes(StandardCharsets.UTF_8),
                            "unknown",
                            "",
                            mail.mark + " hello there\nworld",
                            0,
                            null)),
            fault(
                    "line feeds only",
                    mail -> mail.usual().ends("\n").body(mail.mark + "\nsecond").message(mail.mark + "\nsecond")),
            fault(
                    "carriage returns only",
                    mail -> mail.usual().ends("\r").body(mail.mark + "\rsecond").message(mail.mark + "\nsecond")),
            fault("mbox line first", mail -> {
                mail.header("From sender@plant.example Sun Nov 22 10:00:00 2026");
                return mail.usual().body(mail.mark).message(mail.mark);
            }),
            fault(
                    "broken content type",
                    mail -> mail.usual()
                            .mime(";;; =/ \"unfinished")
                            .body(mail.mark)
                            .message(mail.mark)),
            fault(
                    "content type of one word",
                    mail -> mail.usual().mime("text").body(mail.mark).message(mail.mark)),
            fault(
                    "unknown content type",
                    mail -> mail.usual()
                            .mime("x-plant/telemetry")
                            .body(mail.mark)
                            .is("", 1, null)),
            fault(
                    "unknown transfer encoding",
                    mail -> mail.usual()
                            .mime("text/plain")
                            .header("Content-Transfer-Encoding: x-unknown")
                            .body(mail.mark)
                            .message(mail.mark)),
            fault(
                    "bad base64",
                    mail -> mail.usual()
                            .mime("text/plain; charset=utf-8")
                            .header("Content-Transfer-Encoding: base64")
                            .body("!!" + base64(mail.mark + " and more words").replace("=", "") + "*\u0001-")
                            .message(mail.mark + " and more")),
            fault(
                    "base64 cut off",
                    mail -> mail.usual()
                            .mime("text/plain; charset=utf-8")
                            .header("Content-Transfer-Encoding: base64")
                            .body(base64(mail.mark + " and more words than we get")
                                    .substring(0, 17))
                            .message(mail.mark.substring(0, 5))),
            fault(
                    "two base64 texts",
                    mail -> mail.usual()
                            .mime("text/plain; charset=utf-8")
                            .header("Content-Transfer-Encoding: base64")
                            .body(base64(mail.mark + " a") + "\r\n" + base64(" second"))
                            .message("second")),
            fault(
                    "bad quoted-printable",
                    mail -> mail.usual()
                            .mime("text/plain; charset=utf-8")
                            .header("Content-Transfer-Encoding: quoted-printable")
                            .body(mail.mark + " =ZZ 100= % =3")
                            .message(mail.mark + " =ZZ 100= % =3")),
            fault(
                    "two content types",
                    mail -> mail.usual()
                            .mime("text/plain")
                            .header("Content-Type: text/html")
                            .body(mail.mark)
                            .message(mail.mark)),
            // Charsets
            fault("says ASCII, is UTF-8", mail -> charset(mail, "us-ascii", "UTF-8", "pompa nieczynna: żółć")),
            fault("says UTF-8, is Windows", mail -> charset(mail, "utf-8", "windows-1252", "låg nivå")),
            fault("says Latin 1, is Windows", mail -> charset(mail, "iso-8859-1", "windows-1252", "„level” – low €")),
            fault("unknown charset", mail -> charset(mail, "x-nobody-knows", "UTF-8", "pressão baixa")),
            fault("charset in quotes twice", mail -> charset(mail, "\"'utf-8'\"", "UTF-8", "livello è basso")),
            fault("chinese as gb2312", mail -> charset(mail, "gb2312", "GBK", "水泵停机")),
            fault(
                    "no charset, 8 bit",
                    mail -> mail.usual()
                            .body((mail.mark + " nivå").getBytes(StandardCharsets.ISO_8859_1))
                            .message(mail.mark + " nivå")),
            fault("UTF-16", mail -> charset(mail, "utf-16", "UTF-16", "wide " + mail.number)),
            fault(
                    "half a letter at the end",
                    mail -> mail.usual()
                            .mime("text/plain; charset=utf-8")
                            .body((mail.mark + " \u00c3").getBytes(StandardCharsets.ISO_8859_1))
                            .message(mail.mark)),
            fault(
                    "NUL bytes",
                    mail -> mail.usual().body(mail.mark + "\u0000\u0000 after").message(mail.mark + " after")),
            fault(
                    "control letters",
                    mail -> mail.usual()
                            .body(mail.mark + "\u0007\u001b[2J\u0008 end")
                            .message(mail.mark + "[2J end")),
            fault(
                    "direction marks",
                    mail -> mail.usual()
                            .mime("multipart/mixed; boundary=b5")
                            .body(parts(
                                    "b5",
                                    "Content-Type: text/plain; charset=utf-8\r\n\r\n" + mail.mark + " \u202egnp.exe",
                                    file("image/png", "invoice\u202egnp.exe", noise(mail, 9))))
                            .is(mail.mark + " gnp.exe", 1, null)),
            fault("hebrew and arabic", mail -> charset(mail, "utf-8", "UTF-8", "תקלה במשאבה عطل")),
            fault("emoji", mail -> charset(mail, "utf-8", "UTF-8", "\uD83D\uDEA8 fire")),
            // Headers
            fault("encoded subject in two words", mail -> {
                mail.subject = "Störung an der Pumpe";
                return mail.usual()
                        .instead(
                                "Subject",
                                "Subject: " + word("UTF-8", "Störung an ") + "\r\n " + word("UTF-8", "der Pumpe"))
                        .body(mail.mark)
                        .message(mail.mark);
            }),
            fault("letter cut between two words", mail -> {
                byte[] bytes = "nivå".getBytes(StandardCharsets.UTF_8);
                mail.subject = "nivå";
                return mail.usual()
                        .instead(
                                "Subject",
                                "Subject: =?utf-8?B?"
                                        + Base64.getEncoder().encodeToString(java.util.Arrays.copyOf(bytes, 4))
                                        + "?= =?utf-8?B?"
                                        + Base64.getEncoder().encodeToString(java.util.Arrays.copyOfRange(bytes, 4, 5))
                                        + "?=")
                        .body(mail.mark)
                        .message(mail.mark);
            }),
            fault("broken encoded word", mail -> {
                mail.subject = "=?utf-8?X?abc?= and =?utf-8?B?";
                return mail.usual().body(mail.mark).message(mail.mark);
            }),
            fault("encoded word of unknown charset", mail -> {
                mail.subject = "tryck";
                return mail.usual()
                        .instead("Subject", "Subject: =?x-none?Q?tryck?=")
                        .body(mail.mark)
                        .message(mail.mark);
            }),
            fault("quoted encoded word", mail -> {
                mail.subject = "låg nivå";
                return mail.usual()
                        .instead("Subject", "Subject: =?iso-8859-1?q?l=E5g_niv=E5?=")
                        .body(mail.mark)
                        .message(mail.mark);
            }),
            fault("raw UTF-8 in the header", mail -> {
                mail.subject = "Usterka łącza";
                return mail.usual().body(mail.mark).message(mail.mark);
            }),
            fault("no subject", mail -> {
                mail.subject = "";
                return mail.usual().without("Subject").body(mail.mark).message(mail.mark);
            }),
            fault(
                    "no message id",
                    mail -> mail.usual().without("Message-ID").body(mail.mark).message(mail.mark)),
            fault(
                    "empty message id",
                    mail -> mail.usual()
                            .instead("Message-ID", "Message-ID: <>")
                            .body(mail.mark)
                            .message(mail.mark)),
            fault(
                    "endless message id",
                    mail -> mail.usual()
                            .instead("Message-ID", "Message-ID: <" + "x".repeat(5000) + mail.mark + "@plant.example>")
                            .body(mail.mark)
                            .message(mail.mark)),
            fault(
                    "no date",
                    mail -> mail.usual().without("Date").body(mail.mark).message(mail.mark)),
            fault(
                    "nonsense date",
                    mail -> mail.usual()
                            .instead("Date", "Date: yesterday")
                            .body(mail.mark)
                            .message(mail.mark)),
            fault("no sender", mail -> {
                mail.sender = "unknown";
                return mail.usual().without("From").body(mail.mark).message(mail.mark);
            }),
            fault(
                    "sender in Sender only",
                    mail -> mail.usual()
                            .instead("From", "Sender: " + mail.sender)
                            .body(mail.mark)
                            .message(mail.mark)),
            fault("sender that is no address", mail -> {
                mail.sender = "fax 0701740605";
                return mail.usual()
                        .instead("From", "From: Fax 0701740605")
                        .body(mail.mark)
                        .message(mail.mark);
            }),
            fault(
                    "sender with comma",
                    mail -> mail.usual()
                            .instead("From", "From: Plant, North <" + mail.sender + ">")
                            .body(mail.mark)
                            .message(mail.mark)),
            fault(
                    "two senders",
                    mail -> mail.usual()
                            .instead("From", "From: " + mail.sender + ", other@plant.example")
                            .body(mail.mark)
                            .message(mail.mark)),
            fault(
                    "sender in capitals",
                    mail -> mail.usual()
                            .instead("From", "From: SENDER" + mail.number + "@Plant.EXAMPLE")
                            .body(mail.mark)
                            .message(mail.mark)),
            fault("endless sender", mail -> {
                String local = "s".repeat(400);
                mail.sender = PlainText.line(local + "@plant.example", MailParser.LONGEST_ADDRESS);
                return mail.usual()
                        .instead("From", "From: " + local + "@plant.example")
                        .body(mail.mark)
                        .message(mail.mark);
            }),
            fault("header injection", mail -> {
                mail.subject = "alarm Bcc: victim@plant.example";
                return mail.usual()
                        .instead("Subject", "Subject: " + word("UTF-8", "alarm\r\nBcc: victim@plant.example"))
                        .body(mail.mark)
                        .message(mail.mark);
            }),
            fault(
                    "huge header",
                    mail -> mail.usual()
                            .header("X-Spam-Report: " + "y".repeat(200_000))
                            .body(mail.mark)
                            .message(mail.mark)),
            fault("thousands of headers", mail -> {
                mail.usual();
                for (int i = 0; i < 3000; i++) {
                    mail.header("X-Filler-" + i + ": " + i);
                }
                return mail.body(mail.mark).message(mail.mark);
            }),
            fault("endless subject", mail -> {
                mail.subject = PlainText.line(("long ".repeat(3000)).strip(), MailParser.LONGEST_SUBJECT);
                return mail.usual()
                        .instead("Subject", "Subject: " + "long ".repeat(3000))
                        .body(mail.mark)
                        .message(mail.mark);
            }),
            fault("folded everywhere", mail -> {
                mail.subject = "one two three";
                return mail.usual()
                        .instead("Subject", "Subject:\r\n one\r\n\ttwo\r\n three")
                        .body(mail.mark)
                        .message(mail.mark);
            }),
            fault(
                    "very long line",
                    mail -> mail.usual().body(mail.mark + "z".repeat(2_000_000)).message(mail.mark + "zzz")),
            // Files
            fault("many files", mail -> {
                String[] files = new String[70];
                for (int i = 0; i < files.length; i++) {
                    files[i] = file("image/png", i + ".png", noise(mail, 8));
                }
                return mail.usual()
                        .mime("multipart/mixed; boundary=b6")
                        .body(parts("b6", files))
                        .is("20 more files", MailParser.MOST_FILES, null);
            }),
            fault(
                    "empty file",
                    mail -> mail.usual()
                            .mime("multipart/mixed; boundary=b7")
                            .body(parts("b7", "\r\n" + mail.mark, file("image/png", "a.png", new byte[0])))
                            .message(mail.mark)),
            fault(
                    "file with a path",
                    mail -> mail.usual()
                            .mime("multipart/mixed; boundary=b8")
                            .body(parts(
                                    "b8", "\r\n" + mail.mark, file("image/png", "../../etc/passwd", noise(mail, 9))))
                            .is(mail.mark, 1, null)),
            fault(
                    "file without a name",
                    mail -> mail.usual()
                            .mime("multipart/mixed; boundary=b9")
                            .body(parts("b9", "\r\n" + mail.mark, "Content-Type: application/pdf\r\n\r\n%PDF-1.4"))
                            .is(mail.mark, 1, null)),
            fault(
                    "file name in pieces",
                    mail -> mail.usual()
                            .mime("multipart/mixed; boundary=b10")
                            .body(parts(
                                    "b10",
                                    "\r\n" + mail.mark,
                                    "Content-Type: image/tiff\r\nContent-Disposition: attachment; filename*0*=UTF-8''p%C3%A4;"
                                            + " filename*1=\"rm.tif\"\r\n\r\nII*"))
                            .is(mail.mark, 1, null)),
            fault(
                    "text as a file",
                    mail -> mail.usual()
                            .mime("multipart/mixed; boundary=b11")
                            .body(
                                    parts(
                                            "b11",
                                            "\r\n" + mail.mark,
                                            "Content-Type: text/plain; name=log.txt\r\nContent-Disposition: attachment\r\n\r\nlog"))
                            .is(mail.mark, 1, null)),
            fault(
                    "file and no text",
                    mail -> mail.usual()
                            .mime("application/pdf; name=fax.pdf")
                            .header("Content-Transfer-Encoding: base64")
                            .body(base64("%PDF-1.4 " + mail.mark))
                            .is("", 1, null)),
            fault(
                    "picture in the text",
                    mail -> mail.usual()
                            .mime("multipart/related; boundary=b12")
                            .body(parts(
                                    "b12",
                                    "Content-Type: text/html\r\n\r\n<p>" + mail.mark + "</p><img src=cid:1>",
                                    "Content-ID: <1>\r\n" + file("image/png", "logo.png", noise(mail, 20))))
                            .is(mail.mark, 1, null)),
            fault(
                    "attached mail",
                    mail -> mail.usual()
                            .mime("multipart/mixed; boundary=b13")
                            .body(
                                    parts(
                                            "b13",
                                            "\r\n" + mail.mark,
                                            "Content-Type: message/rfc822\r\n\r\nFrom: a@plant.example\r\nSubject: inner\r\n\r\ninner text"))
                            .is(mail.mark, 1, null)),
            fault(
                    "calendar",
                    mail -> mail.usual()
                            .mime("multipart/alternative; boundary=b14")
                            .body(
                                    parts(
                                            "b14",
                                            "Content-Type: text/plain\r\n\r\n" + mail.mark,
                                            "Content-Type: text/calendar; method=REQUEST\r\n\r\nBEGIN:VCALENDAR\r\nEND:VCALENDAR"))
                            .is(mail.mark, 1, null)),
            fault(
                    "winmail.dat",
                    mail -> mail.usual()
                            .mime("multipart/mixed; boundary=b15")
                            .body(parts(
                                    "b15",
                                    "\r\n" + mail.mark,
                                    file("application/ms-tnef", "winmail.dat", noise(mail, 200))))
                            .is(mail.mark, 1, null)),
            fault(
                    "S/MIME, signed beside",
                    mail -> mail.usual()
                            .mime(
                                    "multipart/signed; protocol=\"application/pkcs7-signature\"; micalg=sha-256; boundary=b16")
                            .body(parts(
                                    "b16",
                                    "Content-Type: text/plain\r\n\r\n" + mail.mark,
                                    file("application/pkcs7-signature", "smime.p7s", noise(mail, 100))))
                            .is(mail.mark, 1, null)),
            fault(
                    "S/MIME, encrypted",
                    mail -> mail.usual()
                            .mime("application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m")
                            .header("Content-Transfer-Encoding: base64")
                            .body(base64(noise(mail, 300)))
                            .is("", 1, null)),
            fault(
                    "PGP, encrypted",
                    mail -> mail.usual()
                            .mime("multipart/encrypted; protocol=\"application/pgp-encrypted\"; boundary=b17")
                            .body(
                                    parts(
                                            "b17",
                                            "Content-Type: application/pgp-encrypted\r\n\r\nVersion: 1",
                                            "Content-Type: application/octet-stream; name=encrypted.asc\r\n\r\n-----BEGIN PGP MESSAGE-----"))
                            .is("", 2, null)),
            fault("multiparts forty deep", mail -> {
                String inner = "Content-Type: text/plain\r\n\r\n" + mail.mark;
                for (int i = 40; i > 0; i--) {
                    inner = "Content-Type: multipart/mixed; boundary=d" + i + "x\r\n\r\n" + parts("d" + i + "x", inner);
                }
                String[] split = inner.split("\r\n\r\n", 2);
                return mail.usual().header(split[0]).body(split[1]).message(mail.mark);
            }),
            fault("thousands of parts", mail -> {
                String[] files = new String[2000];
                java.util.Arrays.fill(files, "\r\nx");
                files[0] = "\r\n" + mail.mark;
                return mail.usual()
                        .mime("multipart/mixed; boundary=b18")
                        .body(parts("b18", files))
                        .message(mail.mark);
            }),
            fault(
                    "html bomb of tags",
                    mail -> mail.usual()
                            .mime("text/html")
                            .body("<div>".repeat(50_000) + mail.mark + "<script>".repeat(20_000))
                            .message(mail.mark)),
            fault(
                    "html cut within a tag",
                    mail -> mail.usual()
                            .mime("text/html")
                            .body("<p>" + mail.mark + " 3 < 5</p><a href='x")
                            .message(mail.mark + " 3 < 5")),
            // Machines and loops
            fault("absence note", mail -> signed(mail, "Auto-Submitted: auto-replied", MailSigns.Sign.AUTO_REPLY)),
            fault("absence note by subject", mail -> {
                mail.subject = "Automatisk svar: pump";
                mail.subject = "Out of office: " + mail.words(2);
                return mail.usual().body(mail.mark).is(mail.mark, 0, MailSigns.Sign.AUTO_REPLY);
            }),
            fault("vacation responder", mail -> signed(mail, "X-Autoreply: yes", MailSigns.Sign.AUTO_REPLY)),
            fault(
                    "generated",
                    mail -> signed(mail, "Auto-Submitted: auto-generated; x=1", MailSigns.Sign.AUTO_GENERATED)),
            fault("says that no machine wrote it", mail -> {
                String text = mail.text();
                return mail.usual().header("Auto-Submitted: no").body(text).message(text);
            }),
            fault("empty return path", mail -> signed(mail, "Return-Path: <>", MailSigns.Sign.EMPTY_RETURN_PATH)),
            fault("bulk", mail -> signed(mail, "Precedence: Bulk", MailSigns.Sign.BULK)),
            fault("list", mail -> signed(mail, "List-Id: News <news.plant.example>", MailSigns.Sign.LIST)),
            fault(
                    "newsletter",
                    mail -> signed(mail, "List-Unsubscribe: <https://plant.example/u>", MailSigns.Sign.LIST)),
            fault("bounce", mail -> {
                mail.sender = "mailer-daemon@mx.plant.example";
                return mail.usual()
                        .mime("multipart/report; report-type=delivery-status; boundary=b19")
                        .body(parts(
                                "b19",
                                "Content-Type: text/plain\r\n\r\n" + mail.mark + " could not be delivered",
                                "Content-Type: message/delivery-status\r\n\r\nStatus: 5.1.1",
                                "Content-Type: message/rfc822\r\n\r\nSubject: ours\r\n\r\nx"))
                        .is(mail.mark, 2, MailSigns.Sign.REPORT);
            }),
            fault("bounce in plain text", mail -> {
                mail.sender = "mailer-daemon@mx.plant.example";
                return mail.usual().body(mail.mark).is(mail.mark, 0, MailSigns.Sign.REPORT);
            }),
            fault(
                    "read receipt",
                    mail -> mail.usual()
                            .mime("multipart/report; report-type=disposition-notification; boundary=b20")
                            .body(parts(
                                    "b20",
                                    "\r\n" + mail.mark,
                                    "Content-Type: message/disposition-notification\r\n\r\nDisposition: displayed"))
                            .is(mail.mark, 1, MailSigns.Sign.REPORT)),
            fault(
                    "our own mail",
                    mail -> mail.usual()
                            .instead("Message-ID", "Message-ID: <d" + mail.number + "@truckroll.utility.example>")
                            .body(mail.mark)
                            .is(mail.mark, 0, MailSigns.Sign.OWN_MAIL)),
            fault("our own address", mail -> {
                mail.sender = "noreply@utility.example";
                return mail.usual().body(mail.mark).is(mail.mark, 0, MailSigns.Sign.OWN_MAIL);
            }),
            fault("a colleague", mail -> {
                mail.sender = "anna" + mail.number + "@utility.example";
                return mail.usual()
                        .instead("Message-ID", "Message-ID: <c" + mail.number + "@utility.example>")
                        .body(mail.mark)
                        .message(mail.mark);
            }),
            fault(
                    "an answer to our own mail",
                    mail -> mail.usual()
                            .header("In-Reply-To: <d1@truckroll.utility.example>")
                            .header("References: <d1@truckroll.utility.example>")
                            .body(mail.mark)
                            .message(mail.mark)),
            fault("round and round", mail -> {
                mail.usual();
                for (int i = 0; i < 60; i++) {
                    mail.header("Received: from a by b; Sun, 22 Nov 2026 10:00:00 +0000");
                }
                return mail.body(mail.mark).is(mail.mark, 0, MailSigns.Sign.TOO_MANY_HOPS);
            }),
            fault("alarm of a machine that we are for", mail -> {
                mail.sender = "scada" + mail.number + "@machines.example";
                return mail.usual()
                        .header("Auto-Submitted: auto-generated")
                        .header("Precedence: bulk")
                        .body(mail.mark)
                        .message(mail.mark);
            }),
            fault("noise", mail -> new Awkward(mail.kind, noise(mail, 5000), "*", null, null, -1, null)));
}
