// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.closure;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.truckroll.serviceorder.OrderEvent;
import org.truckroll.serviceorder.OrderState;
import org.truckroll.shared.Problem;

/**
 * The query of a hub of TMF641, such as {@code eventType=ServiceOrderStateChangeEvent&state=completed,failed}: a list means any of its
 * words, and what is not named is not narrowed.
 *
 * @param eventTypes words of TMF641, never empty
 * @param states words of the order's state when the event happens
 */
record HubQuery(
        @Nullable String text,
        List<String> eventTypes,
        List<String> categories,
        List<String> states,
        List<String> divisions) {

    /** What happens here, and which of our events tells of it. */
    private static final Map<String, OrderEvent.Type> EVENTS = events();

    private static final Set<String> NAMES = Set.of("eventType", "category", "state", "division");
    private static final String RESOURCE = "serviceOrder.";
    private static final int LONGEST = 2000;

    private static Map<String, OrderEvent.Type> events() {
        Map<String, OrderEvent.Type> events = new LinkedHashMap<>();
        events.put("ServiceOrderCreateEvent", OrderEvent.Type.SERVICE_ORDER_STATE_CHANGE);
        events.put("ServiceOrderStateChangeEvent", OrderEvent.Type.SERVICE_ORDER_STATE_CHANGE);
        events.put("ServiceOrderAttributeValueChangeEvent", OrderEvent.Type.MILESTONE);
        events.put("ServiceOrderMilestoneEvent", OrderEvent.Type.MILESTONE);
        events.put("ServiceOrderJeopardyEvent", OrderEvent.Type.JEOPARDY);
        events.put("CancelServiceOrderCreateEvent", OrderEvent.Type.CANCEL_SERVICE_ORDER_CREATE);
        events.put("CancelServiceOrderStateChangeEvent", OrderEvent.Type.CANCEL_SERVICE_ORDER_STATE_CHANGE);
        return events;
    }

    /**
     * Reads a query; none means everything.
     *
     * @throws Problem 400 for a name or word that does not exist
     */
    static HubQuery read(@Nullable String text) {
        Map<String, Set<String>> words = new LinkedHashMap<>();
        NAMES.forEach(name -> words.put(name, new LinkedHashSet<>()));
        if (text != null && text.length() > LONGEST) {
            throw wrong("A query has at most " + LONGEST + " characters.");
        }
        if (text != null && !text.isBlank()) {
            for (String part : text.strip().split("&")) {
                String[] pair = part.split("=", 2);
                Set<String> known = words.get(plain(decoded(pair[0])));
                if (known == null || pair.length < 2 || pair[1].isBlank()) {
                    throw wrong("'" + part + "' is not of the form name=word. Names: " + new TreeSet<>(NAMES) + ".");
                }
                known.addAll(Arrays.asList(decoded(pair[1]).split(",")));
            }
        }
        return new HubQuery(
                text,
                checked(words.get("eventType"), List.copyOf(EVENTS.keySet()), true),
                List.copyOf(words.get("category")),
                checked(
                        words.get("state"),
                        Arrays.stream(OrderState.values()).map(OrderState::word).toList(),
                        false),
                List.copyOf(words.get("division")));
    }

    /** Our events that can tell of theirs. */
    List<String> sources() {
        return eventTypes.stream()
                .map(EVENTS::get)
                .distinct()
                .map(OrderEvent.Type::word)
                .toList();
    }

    /** TM Forum writes names also from the envelope on: event.serviceOrder.state. */
    private static String plain(String name) {
        String inner = name.startsWith("event.") ? name.substring("event.".length()) : name;
        return inner.startsWith(RESOURCE) ? inner.substring(RESOURCE.length()) : inner;
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw wrong("'" + text + "' is not encoded as a query is.");
        }
    }

    private static List<String> checked(@Nullable Set<String> given, List<String> known, boolean allWhenNone) {
        List<String> words = given == null ? List.of() : new ArrayList<>(given);
        for (String word : words) {
            if (!known.contains(word)) {
                throw wrong("'" + word + "' is not one of " + known + ".");
            }
        }
        return words.isEmpty() && allWhenNone ? known : List.copyOf(words);
    }

    private static Problem wrong(String message) {
        return Problem.badRequest(message, List.of(new Problem.FieldError("/query", message)));
    }
}
