// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.field.appointment.web;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.web.util.HtmlUtils;
import org.truckroll.field.appointment.Appointment;
import org.truckroll.field.appointment.CustomerVisit;
import org.truckroll.field.appointment.Slot;
import org.truckroll.shared.Json;
import org.truckroll.shared.PageWords;
import org.truckroll.shared.PageWords.Language;

/** Writes the customer's page: plain forms that need no script, addresses relative to the page itself. */
@Component
final class VisitPage {

    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT);
    private static final DateTimeFormatter UTC =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
    /** Octets of a line in a calendar (RFC 5545 3.1). */
    private static final int LINE = 75;

    private final PageWords words;

    VisitPage(Json json) {
        this.words = new PageWords(json, "visit");
    }

    PageWords words() {
        return words;
    }

    /**
     * @param token of the page itself; known to be one of ours
     * @param told a word of the dictionary about what could not be done; null: nothing went wrong
     */
    String visit(String token, CustomerVisit visit, Language language, @Nullable String told) {
        StringBuilder html = head(language, language.say("title"), "");
        if (told != null) {
            html.append("<section class=\"told\" role=\"alert\">")
                    .append(text(language.say(told)))
                    .append("</section>\n");
        }
        html.append("<section>\n<p>").append(text(language.say(state(visit)))).append("</p>\n<dl>\n");
        Instant start = visit.start();
        Instant end = visit.end();
        if (start != null && end != null) {
            item(html, language.say("when"), span(start, end, visit.zone(), language), language.say("local"));
        }
        item(html, language.say("what"), language.say(visit.work().name()), null);
        if (!visit.ended()) {
            item(html, language.say("who"), visit.crew() == null ? language.say("whoOpen") : visit.crew(), null);
        }
        html.append("</dl>\n");
        boolean confirmed = visit.appointment() == Appointment.State.CONFIRMED;
        if (start != null && visit.changeable() && !confirmed) {
            form(html, token, language, "confirm");
            html.append("<button>").append(text(language.say("confirm"))).append("</button></form>\n");
        }
        if (start != null && confirmed && !visit.ended()) {
            html.append("<p><a href=\"")
                    .append(token)
                    .append("/visit.ics?lang=")
                    .append(language.tag())
                    .append("\">")
                    .append(text(language.say("calendar")))
                    .append("</a></p>\n");
        }
        html.append("</section>\n");
        if (visit.changeable()) {
            choices(html, token, visit, language);
        }
        html.append("<nav aria-label=\"")
                .append(text(language.say("languages")))
                .append("\">\n");
        for (Language other : words.all()) {
            String name = text(other.say("name"));
            if (other.tag().equals(language.tag())) {
                html.append("<strong>").append(name).append("</strong>\n");
            } else {
                html.append("<a lang=\"")
                        .append(other.tag())
                        .append("\" hreflang=\"")
                        .append(other.tag())
                        .append("\" href=\"")
                        .append(token)
                        .append("?lang=")
                        .append(other.tag())
                        .append("\">")
                        .append(name)
                        .append("</a>\n");
            }
        }
        return html.append("</nav>\n</main>\n</body>\n</html>\n").toString();
    }

    private static void choices(StringBuilder html, String token, CustomerVisit visit, Language language) {
        boolean agreed = visit.start() != null;
        if (!visit.slots().isEmpty()) {
            html.append("<section>\n<h2>")
                    .append(text(language.say(agreed ? "move" : "choose")))
                    .append("</h2>\n");
            form(html, token, language, "move");
            html.append("<label for=\"slot\">")
                    .append(text(language.say("choose")))
                    .append("</label>\n<select id=\"slot\" name=\"slot\" required>\n");
            LocalDate day = null;
            for (Slot slot : visit.slots()) {
                LocalDate own = slot.start().atZone(visit.zone()).toLocalDate();
                if (!own.equals(day)) {
                    html.append(day == null ? "" : "</optgroup>\n")
                            .append("<optgroup label=\"")
                            .append(text(date(own, language)))
                            .append("\">\n");
                    day = own;
                }
                html.append("<option value=\"")
                        .append(slot.start())
                        .append('/')
                        .append(slot.end())
                        .append("\">")
                        .append(text(shortDate(own, language) + ", " + hours(slot.start(), slot.end(), visit.zone())))
                        .append("</option>\n");
            }
            html.append("</optgroup>\n</select>\n<button>")
                    .append(text(language.say("moveButton")))
                    .append("</button></form>\n</section>\n");
        } else if (agreed) {
            html.append("<section><p>").append(text(language.say("noSlots"))).append("</p></section>\n");
        }
        if (agreed) {
            html.append("<section>\n<h2>")
                    .append(text(language.say("cancel")))
                    .append("</h2>\n<p>")
                    .append(text(language.say("cancelWhy")))
                    .append("</p>\n");
            form(html, token, language, "cancel");
            html.append("<button class=\"quiet\">")
                    .append(text(language.say("cancelButton")))
                    .append("</button></form>\n</section>\n");
        }
    }

    /** A page that says no more than this; it knows of no visit. */
    String message(Language language, String title, String message, String toFolder) {
        StringBuilder html = head(language, language.say(title), toFolder);
        return html.append("<section><p>")
                .append(text(language.say(message)))
                .append("</p></section>\n</main>\n</body>\n</html>\n")
                .toString();
    }

    private static StringBuilder head(Language language, String title, String toFolder) {
        return new StringBuilder("<!doctype html>\n<html lang=\"")
                .append(language.tag())
                .append("\">\n<head>\n<meta charset=\"utf-8\">\n")
                .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
                .append("<meta name=\"robots\" content=\"noindex\">\n<title>")
                .append(text(title))
                .append("</title>\n<link rel=\"stylesheet\" href=\"")
                .append(toFolder)
                .append("visit.css\">\n</head>\n<body>\n<main>\n<h1>")
                .append(text(title))
                .append("</h1>\n");
    }

    private static void form(StringBuilder html, String token, Language language, String wish) {
        html.append("<form method=\"post\" action=\"")
                .append(token)
                .append("\"><input type=\"hidden\" name=\"lang\" value=\"")
                .append(language.tag())
                .append("\"><input type=\"hidden\" name=\"wish\" value=\"")
                .append(wish)
                .append("\">");
    }

    private static void item(StringBuilder html, String name, String value, @Nullable String note) {
        html.append("<dt>").append(text(name)).append("</dt><dd>").append(text(value));
        if (note != null) {
            html.append("<br><small>").append(text(note)).append("</small>");
        }
        html.append("</dd>\n");
    }

    private static String state(CustomerVisit visit) {
        if (visit.ended()) {
            return "ended";
        }
        if (!visit.changeable()) {
            return "underway";
        }
        if (visit.start() == null && visit.slots().isEmpty()) {
            return "wait";
        }
        if (visit.appointment() == null) {
            return "none";
        }
        return switch (visit.appointment()) {
            case PROPOSED -> "proposed";
            case CONFIRMED -> "confirmed";
            case CANCELLED -> "cancelled";
            case NO_SHOW -> "missed";
            case COMPLETED -> "ended";
        };
    }

    /** The appointment for a calendar (RFC 5545); empty of everything that the page does not show. */
    String calendar(CustomerVisit visit, Language language, Instant start, Instant end) {
        StringBuilder lines = new StringBuilder();
        for (String line : new String[] {
            "BEGIN:VCALENDAR",
            "VERSION:2.0",
            "PRODID:-//Truckroll//Visit//EN",
            "METHOD:PUBLISH",
            "BEGIN:VEVENT",
            "UID:" + visit.id() + "@truckroll",
            "DTSTAMP:" + UTC.format(visit.changedAt() == null ? start : visit.changedAt()),
            "DTSTART:" + UTC.format(start),
            "DTEND:" + UTC.format(end),
            "SUMMARY:"
                    + escaped(language.say("event") + ": "
                            + language.say(visit.work().name())
                            + (visit.crew() == null ? "" : " (" + visit.crew() + ")")),
            "TRANSP:OPAQUE",
            "END:VEVENT",
            "END:VCALENDAR"
        }) {
            fold(lines, line);
        }
        return lines.toString();
    }

    private static String escaped(String text) {
        return text.replace("\\", "\\\\")
                .replace(";", "\\;")
                .replace(",", "\\,")
                .replaceAll("\\R", " ");
    }

    private static void fold(StringBuilder lines, String line) {
        int octets = 0;
        for (int at = 0; at < line.length(); ) {
            String letter = Character.toString(line.codePointAt(at));
            int more = letter.getBytes(StandardCharsets.UTF_8).length;
            if (octets + more > LINE) {
                lines.append("\r\n ");
                octets = 1;
            }
            lines.append(letter);
            octets += more;
            at += letter.length();
        }
        lines.append("\r\n");
    }

    private static String span(Instant start, Instant end, ZoneId zone, Language language) {
        return date(start.atZone(zone).toLocalDate(), language) + ", " + hours(start, end, zone);
    }

    /** So short that a telephone shows day and hours of the chosen slot. */
    private static String shortDate(LocalDate day, Language language) {
        return DateTimeFormatter.ofPattern("EEE", language.locale()).format(day) + " "
                + DateTimeFormatter.ofLocalizedDate(FormatStyle.MEDIUM)
                        .withLocale(language.locale())
                        .format(day);
    }

    private static String date(LocalDate day, Language language) {
        return DateTimeFormatter.ofLocalizedDate(FormatStyle.FULL)
                .withLocale(language.locale())
                .format(day);
    }

    private static String hours(Instant start, Instant end, ZoneId zone) {
        return CLOCK.format(start.atZone(zone)) + "\u2013" + CLOCK.format(end.atZone(zone));
    }

    private static String text(String raw) {
        return HtmlUtils.htmlEscape(raw, StandardCharsets.UTF_8.name());
    }
}
