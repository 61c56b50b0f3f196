// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.notification.carrier.http;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathExpression;
import javax.xml.xpath.XPathExpressionException;
import javax.xml.xpath.XPathFactory;
import org.truckroll.notification.ProviderCalls.Answered;
import org.truckroll.notification.carrier.Xml;
import org.truckroll.shared.Json;

/**
 * Looks into an answer: {@code json /pointer}, {@code xml xpath}, {@code header Name} or {@code text regex} (its first group, if it has one), each
 * alone or with {@code = one|other}.
 */
final class Probe {

    private static final Pattern FORM = Pattern.compile("(json|xml|header|text)\\s+(.+)");
    private static final Pattern COMPARED = Pattern.compile("(.+?)\\s+=\\s+(.+)");
    /** A longer answer is cut: expressions of others run over what others say. */
    private static final int LONGEST = 10_000;

    private final Function<Answered, Optional<String>> reads;
    private final Optional<String> wanted;

    private Probe(Function<Answered, Optional<String>> reads, Optional<String> wanted) {
        this.reads = reads;
        this.wanted = wanted;
    }

    /** @throws IllegalArgumentException for what is no probe */
    static Probe of(String expression, Json json) {
        Matcher form = FORM.matcher(expression.strip());
        if (!form.matches()) {
            throw new IllegalArgumentException("begins with json, xml, header or text");
        }
        String rest = form.group(2).strip();
        Matcher compared = COMPARED.matcher(rest);
        boolean compares = !form.group(1).equals("text") && compared.matches();
        String place = compares ? compared.group(1) : rest;
        return new Probe(
                switch (form.group(1)) {
                    case "json" -> json(place, json);
                    case "xml" -> xml(place);
                    case "header" ->
                        answer -> Optional.ofNullable(answer.headers().get(place));
                    default -> text(place);
                },
                compares ? Optional.of(compared.group(2)) : Optional.empty());
    }

    /** What stands there; empty when nothing does. */
    Optional<String> value(Answered answer) {
        return reads.apply(answer).filter(value -> !value.isBlank());
    }

    /** Whether something stands there, and one of the wanted words, if there are such. */
    boolean matches(Answered answer) {
        Optional<String> value = value(answer);
        return wanted.isEmpty()
                ? value.isPresent()
                : value.filter(found -> Arrays.stream(wanted.get().split("\\|"))
                                .anyMatch(word -> word.strip().equals(found.strip())))
                        .isPresent();
    }

    private static Function<Answered, Optional<String>> json(String place, Json json) {
        JsonPointer pointer = JsonPointer.compile(place);
        return answer -> {
            try {
                JsonNode found = json.read(answer.body(), JsonNode.class);
                JsonNode there = found == null ? null : found.at(pointer);
                return there == null || there.isMissingNode() || there.isNull()
                        ? Optional.empty()
                        : Optional.of(there.isValueNode() ? there.asText() : there.toString());
            } catch (IllegalStateException e) {
                return Optional.empty();
            }
        };
    }

    private static Function<Answered, Optional<String>> xml(String place) {
        compiled(place);
        // An expression is not safe for many threads.
        return answer -> Xml.read(answer.body()).map(document -> {
            try {
                return (String) compiled(place).evaluate(document, XPathConstants.STRING);
            } catch (XPathExpressionException e) {
                return "";
            }
        });
    }

    private static XPathExpression compiled(String place) {
        try {
            return XPathFactory.newInstance().newXPath().compile(place);
        } catch (XPathExpressionException e) {
            throw new IllegalArgumentException("has no XPath after xml", e);
        }
    }

    private static Function<Answered, Optional<String>> text(String place) {
        Pattern pattern;
        try {
            pattern = Pattern.compile(place, Pattern.DOTALL);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException("has no regular expression after text", e);
        }
        return answer -> {
            String body = answer.body();
            Matcher found = pattern.matcher(body.length() > LONGEST ? body.substring(0, LONGEST) : body);
            return found.find()
                    ? Optional.ofNullable(found.groupCount() > 0 ? found.group(1) : found.group())
                    : Optional.empty();
        };
    }
}
