// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.event.customer.web;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.web.util.HtmlUtils;
import org.truckroll.event.customer.FaultReports;
import org.truckroll.event.customer.Tracking;
import org.truckroll.shared.Json;
import org.truckroll.shared.PageWords;
import org.truckroll.shared.PageWords.Language;

/** Writes the pages of customers: plain forms that need no script, addresses relative to the page itself. */
@Component
final class ReportPage {

    private static final int REFRESH_SECONDS = 60;

    private final PageWords words;

    ReportPage(Json json) {
        this.words = new PageWords(json, "report");
    }

    PageWords words() {
        return words;
    }

    /**
     * @param sent what stands in the fields already, and the key of this form
     * @param wrong fields that are told about
     */
    String form(Language language, Map<String, String> sent, Set<String> wrong) {
        StringBuilder html = head(language, language.say("title"), "report/", false);
        html.append("<section class=\"told\"><p>")
                .append(say(language, "danger"))
                .append("</p></section>\n");
        if (!wrong.isEmpty()) {
            html.append("<section class=\"told\" role=\"alert\"><p>")
                    .append(say(language, "faults"))
                    .append("</p></section>\n");
        }
        html.append("<section>\n<form method=\"post\" action=\"report\">\n");
        hidden(html, "lang", language.tag());
        hidden(html, "key", sent.getOrDefault("key", ""));
        html.append("<p class=\"extra\" aria-hidden=\"true\"><label for=\"website\">Website</label>")
                .append("<input id=\"website\" name=\"website\" tabindex=\"-1\" autocomplete=\"off\"></p>\n");
        matter(html, language, sent.get("what"), wrong);
        input(html, language, "place", sent, wrong, "maxlength=\"200\" required autocomplete=\"street-address\"");
        label(html, language, "text", wrong);
        html.append("<textarea id=\"text\" name=\"text\" rows=\"5\" maxlength=\"2000\" required")
                .append(invalid("text", wrong))
                .append('>')
                .append(escape(sent.getOrDefault("text", "")))
                .append("</textarea>\n");
        input(html, language, "servicePointId", sent, wrong, "maxlength=\"64\" autocomplete=\"off\"");
        input(html, language, "contact", sent, wrong, "maxlength=\"200\" autocomplete=\"tel\"");
        html.append(
                        "<p class=\"check\"><input type=\"checkbox\" id=\"consent\" name=\"consent\" value=\"yes\" required")
                .append("yes".equals(sent.get("consent")) ? " checked" : "")
                .append(invalid("consent", wrong))
                .append('>');
        label(html, language, "consent", wrong);
        html.append("</p>\n<button>").append(say(language, "send")).append("</button>\n</form>\n</section>\n");
        return end(html, language, "report");
    }

    private void matter(StringBuilder html, Language language, @Nullable String chosen, Set<String> wrong) {
        label(html, language, "what", wrong);
        html.append("<select id=\"what\" name=\"what\" required")
                .append(invalid("what", wrong))
                .append(">\n");
        html.append("<option value=\"\">").append(say(language, "choose")).append("</option>\n");
        for (String matter : FaultReports.MATTERS) {
            html.append("<option value=\"")
                    .append(matter)
                    .append(matter.equals(chosen) ? "\" selected>" : "\">")
                    .append(say(language, matter))
                    .append("</option>\n");
        }
        html.append("</select>\n");
    }

    /** How far it is; asks again by itself until it has ended. */
    String progress(String token, Tracking.Progress progress, Language language) {
        boolean ended = progress.step().ended();
        StringBuilder html = head(language, language.say("trackTitle"), "", !ended);
        html.append("<section>\n<p role=\"status\"><strong>")
                .append(say(language, "step." + progress.step()))
                .append("</strong></p>\n<dl>\n");
        item(html, language, "received", time(progress.receivedAt(), progress.zone(), language));
        if (progress.endedAt() != null && ended) {
            item(html, language, "ended", time(progress.endedAt(), progress.zone(), language));
        }
        html.append("</dl>\n<p>").append(say(language, ended ? "over" : "keep")).append("</p>\n</section>\n");
        return end(html, language, token);
    }

    /** A page that says no more than this. */
    String message(Language language, String title, String message, String toFolder) {
        StringBuilder html = head(language, language.say(title), toFolder, false);
        return html.append("<section><p>")
                .append(say(language, message))
                .append("</p></section>\n</main>\n</body>\n</html>\n")
                .toString();
    }

    private static StringBuilder head(Language language, String title, String toFolder, boolean again) {
        StringBuilder html = new StringBuilder("<!doctype html>\n<html lang=\"")
                .append(language.tag())
                .append("\">\n<head>\n<meta charset=\"utf-8\">\n")
                .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
                .append("<meta name=\"robots\" content=\"noindex\">\n");
        if (again) {
            html.append("<meta http-equiv=\"refresh\" content=\"")
                    .append(REFRESH_SECONDS)
                    .append("\">\n");
        }
        return html.append("<title>")
                .append(escape(title))
                .append("</title>\n<link rel=\"stylesheet\" href=\"")
                .append(toFolder)
                .append("page.css\">\n</head>\n<body>\n<main>\n<h1>")
                .append(escape(title))
                .append("</h1>\n");
    }

    private String end(StringBuilder html, Language language, String here) {
        html.append("<nav aria-label=\"").append(say(language, "languages")).append("\">\n");
        for (Language other : words.all()) {
            String name = say(other, "name");
            if (other.tag().equals(language.tag())) {
                html.append("<strong>").append(name).append("</strong>\n");
            } else {
                html.append("<a lang=\"%1$s\" hreflang=\"%1$s\" href=\"%2$s?lang=%1$s\">%3$s</a>\n"
                        .formatted(other.tag(), here, name));
            }
        }
        return html.append("</nav>\n</main>\n</body>\n</html>\n").toString();
    }

    private static void hidden(StringBuilder html, String name, String value) {
        html.append("<input type=\"hidden\" name=\"")
                .append(name)
                .append("\" value=\"")
                .append(escape(value))
                .append("\">\n");
    }

    private static void label(StringBuilder html, Language language, String name, Set<String> wrong) {
        html.append("<label for=\"").append(name).append("\">").append(say(language, name));
        if (wrong.contains(name)) {
            html.append(" <strong class=\"wrong\">")
                    .append(say(language, "wrong"))
                    .append("</strong>");
        }
        html.append("</label>\n");
    }

    private static void input(
            StringBuilder html,
            Language language,
            String name,
            Map<String, String> sent,
            Set<String> wrong,
            String attributes) {
        label(html, language, name, wrong);
        html.append("<input id=\"%1$s\" name=\"%1$s\" %2$s%3$s value=\"%4$s\">\n"
                .formatted(name, attributes, invalid(name, wrong), escape(sent.getOrDefault(name, ""))));
    }

    private static String invalid(String name, Set<String> wrong) {
        return wrong.contains(name) ? " aria-invalid=\"true\"" : "";
    }

    private static void item(StringBuilder html, Language language, String name, String value) {
        html.append("<dt>")
                .append(say(language, name))
                .append("</dt><dd>")
                .append(escape(value))
                .append("</dd>\n");
    }

    private static String time(Instant at, ZoneId zone, Language language) {
        return DateTimeFormatter.ofLocalizedDateTime(FormatStyle.LONG, FormatStyle.SHORT)
                .withLocale(language.locale())
                .format(at.atZone(zone));
    }

    private static String say(Language language, String key) {
        return escape(language.say(key));
    }

    private static String escape(String raw) {
        return HtmlUtils.htmlEscape(raw, StandardCharsets.UTF_8.name());
    }
}
