// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.event.inbound;

import java.util.Locale;
import java.util.Set;
import org.springframework.web.util.HtmlUtils;

/**
 * The words of an HTML text, for a mail that has no other: tags are dropped, nothing is shown as HTML, nothing is loaded. In one pass, whatever a
 * stranger sends.
 */
final class HtmlText {

    private static final Set<String> UNSEEN = Set.of("script", "style", "head", "title", "template", "noscript", "svg");
    private static final Set<String> BREAKS =
            Set.of("br", "p", "div", "tr", "li", "table", "ul", "ol", "hr", "blockquote", "h1", "h2", "h3", "h4", "h5");

    private HtmlText() {}

    static String of(String html) {
        StringBuilder words = new StringBuilder();
        int at = 0;
        while (at < html.length()) {
            int open = html.indexOf('<', at);
            if (open < 0) {
                words.append(html, at, html.length());
                break;
            }
            words.append(html, at, open);
            at = afterTag(html, open, words);
        }
        return HtmlUtils.htmlUnescape(words.toString())
                .replace('\u00a0', ' ')
                .replaceAll("[ \\t\\x0B\\f\\r]+", " ")
                .replaceAll(" ?\\n[ \\n]*", "\n")
                .strip();
    }

    private static int afterTag(String html, int open, StringBuilder words) {
        if (html.startsWith("<!--", open)) {
            int end = html.indexOf("-->", open + 4);
            return end < 0 ? html.length() : end + 3;
        }
        String name = name(html, open + 1);
        if (name.isEmpty()) {
            // No tag. Its end is not looked for: with many of these that would take hours.
            words.append('<');
            return open + 1;
        }
        int end = html.indexOf('>', open);
        if (end < 0) {
            return html.length();
        }
        if (UNSEEN.contains(name)) {
            int close = closing(html, name, end + 1);
            return close < 0 ? html.length() : close;
        }
        if (BREAKS.contains(name.startsWith("/") ? name.substring(1) : name)) {
            words.append('\n');
        }
        return end + 1;
    }

    private static String name(String html, int start) {
        int last = start;
        while (last < html.length()
                && (Character.isLetterOrDigit(html.charAt(last)) || "/!?".indexOf(html.charAt(last)) >= 0)) {
            last++;
        }
        String name = html.substring(start, last).toLowerCase(Locale.ROOT);
        return name.endsWith("/") && name.length() > 1 ? name.substring(0, name.length() - 1) : name;
    }

    /** After the end tag of something unseen. */
    private static int closing(String html, String name, int from) {
        String tag = "</" + name;
        for (int at = html.indexOf('<', from); at >= 0; at = html.indexOf('<', at + 1)) {
            if (html.regionMatches(true, at, tag, 0, tag.length())) {
                int end = html.indexOf('>', at);
                return end < 0 ? html.length() : end + 1;
            }
        }
        return -1;
    }
}
