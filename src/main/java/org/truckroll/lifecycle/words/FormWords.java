// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle.words;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The places of a Camunda Form (schema 16) that people read. Keys, values and conditions are never touched. */
final class FormWords {

    private static final Set<String> READ =
            Set.of("label", "description", "text", "dateLabel", "timeLabel", "alt", "content");

    /** An option in an expression that computes the options, a list of FEEL contexts. */
    private static final Pattern COMPUTED_OPTION = Pattern.compile("(\"label\"\\s*:\\s*\")((?:[^\"\\\\]|\\\\.)*)\"");

    private FormWords() {}

    /** The same form in another language. */
    static JsonNode translate(JsonNode form, Dictionary dictionary) {
        JsonNode translated = form.deepCopy();
        walk(translated, dictionary::translate);
        return translated;
    }

    /** What a dictionary must hold for this form. */
    static Set<String> needed(JsonNode form) {
        Set<String> needed = new LinkedHashSet<>();
        walk(form.deepCopy(), text -> {
            needed.addAll(Dictionary.needed(text));
            return text;
        });
        return needed;
    }

    private static void walk(JsonNode parent, UnaryOperator<String> translation) {
        for (JsonNode component : parent.path("components")) {
            texts(component, READ, translation);
            component.path("values").forEach(option -> texts(option, Set.of("label"), translation));
            component.path("columns").forEach(column -> texts(column, Set.of("label"), translation));
            texts(component.path("appearance"), Set.of("prefixAdorner", "suffixAdorner"), translation);
            if (component instanceof ObjectNode object && object.path("valuesExpression") instanceof TextNode options) {
                object.put("valuesExpression", options(options.textValue(), translation));
            }
            walk(component, translation);
        }
    }

    private static String options(String expression, UnaryOperator<String> translation) {
        return COMPUTED_OPTION
                .matcher(expression)
                .replaceAll(option -> Matcher.quoteReplacement(option.group(1)
                        + translation
                                .apply(option.group(2).replace("\\\"", "\""))
                                .replace("\"", "\\\"") + "\""));
    }

    private static void texts(JsonNode node, Set<String> names, UnaryOperator<String> translation) {
        if (node instanceof ObjectNode object) {
            names.forEach(name -> {
                if (object.path(name) instanceof TextNode text && !isExpression(text)) {
                    object.put(name, translation.apply(text.textValue()));
                }
            });
        }
    }

    private static boolean isExpression(TextNode text) {
        return text.textValue().startsWith("=");
    }
}
