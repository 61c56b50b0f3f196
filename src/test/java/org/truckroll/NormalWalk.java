// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalTime;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.truckroll.assessment.Decision;
import org.truckroll.servicepoint.ServicePoint;

/** Drives an order through the running process while everything goes well (service-orders 7.9), to its end or to the first decision of a person. */
final class NormalWalk {

    private NormalWalk() {}

    static void of(Story story) {
        if (story.token().waitsAt().contains("receiveTask_awaitDate")) {
            story.token().fireTimer("boundaryEvent_serviceDateReached");
        }
        Decision last;
        do {
            last = next(story);
            switch (last.channel()) {
                case "FIELD" -> visit(story, last.action());
                case "COMMAND" -> story.answer("SUCCESS", answer(story, last.action()));
                case "WAIT" -> waited(story, last.action());
                case "END" -> {
                    story.token().runJob("serviceTask_closeOrder");
                    assertThat(story.token().ended()).isTrue();
                }
                default -> {}
            }
        } while (!List.of("END", "HUMAN").contains(last.channel()));
    }

    /** The next decision; an exchange that the order awaits goes well first. */
    private static Decision next(Story story) {
        int before = story.decisions().size();
        story.token().runJob("subProcess_assess");
        if (story.decisions().size() == before) {
            Story inside = story.awaited("EXCHANGE");
            of(inside);
            story.readOnAfter(inside);
            story.token().runJob("subProcess_assess");
        }
        List<Decision> made = story.decisions();
        assertThat(made).hasSize(before + 1);
        assertThat(made).as("decisions without an end").hasSizeLessThan(30);
        return made.get(before);
    }

    private static void visit(Story story, String action) {
        ServicePoint point = story.point();
        boolean meter = point.category() == ServicePoint.Category.METER;
        String mode = mode(action);
        Map<String, String> options = new java.util.HashMap<>();
        if (mode.equals("INSTALLED") || mode.equals("EXCHANGED")) {
            options.put("device", meter ? "{}" : "{kind:'MANUAL',switch:'ON',registers:[]}");
        }
        boolean device = point.hasDevice() || mode.equals("INSTALLED");
        if (meter && device && !mode.equals("INVESTIGATED") && !mode.equals("WARNED")) {
            options.put("read", "");
        }
        story.visit(mode, options);
    }

    /** The first mode of each visit (7.7). */
    private static String mode(String action) {
        if (action.startsWith("INSTALL_") || action.endsWith("_AND_INSTALL")) {
            return "INSTALLED";
        }
        if (action.startsWith("TURN_ON_") || action.endsWith("_AND_TURN_ON") || action.startsWith("RECONNECT_")) {
            return "TURNED_ON";
        }
        if (action.startsWith("REMOVE_") || action.endsWith("_AND_REMOVE")) {
            return "REMOVED";
        }
        if (action.startsWith("EXCHANGE_")) {
            return "EXCHANGED";
        }
        if (action.startsWith("CUT_")) {
            return "OFF_AT_SWITCH";
        }
        return switch (action) {
            case "CONNECT_SP_AT_SOURCE" -> "CONNECTED_AT_SOURCE";
            case "CONNECT_SP_AT_METER", "CONNECT_SP_AT_DEVICE" -> "CONNECTED_AT_METER";
            case "TURN_OFF_METER", "TURN_OFF_ITEM" -> "TURNED_OFF";
            case "READ_METER" -> "READ";
            case "DISCONNECT_SP_AT_SOURCE" -> "OFF_AT_SOURCE";
            case "SERVICE_INVESTIGATION" -> "INVESTIGATED";
            case "DISCONNECT_WARNING" -> "WARNED";
            default -> throw new AssertionError(action);
        };
    }

    /** A ping says what is known, for UNKNOWN it says ON. */
    private static Map<String, String> answer(Story story, String command) {
        if (command.equals("PING")) {
            String known = story.device().position().name();
            return Map.of("switch", known.equals("UNKNOWN") ? "ON" : known);
        }
        return command.startsWith("ON_DEMAND_READ_") ? Map.of("read", "") : Map.of();
    }

    private static void waited(Story story, String action) {
        switch (action) {
            case "WAIT_OUTAGE" -> story.happens("CLEARED");
            case "WAIT_CLOSE" -> story.change("{device:{switch:'ON'}}");
            case "WAIT_READ" -> {
                ServicePoint point = story.point();
                Instant day = point.nextScheduledRead()
                        .atTime(LocalTime.NOON)
                        .atZone(point.timeZone())
                        .toInstant();
                if (day.isAfter(Stories.now())) {
                    ClockUtil.setCurrentTime(Date.from(day));
                }
                story.happens("READ");
            }
            default -> story.happens("TIMER");
        }
    }

    /** A person ends the order, so that nothing stays open. */
    static void giveUp(Story story) {
        String action = story.activity().action();
        String decision =
                switch (action) {
                    case "APPROVE_LIFE_SUPPORT", "APPROVE_DISPUTED" -> "DENIED";
                    case "ESTIMATE_READ" -> "PARTIAL";
                    default -> "CANCEL";
                };
        story.decide(decision, Map.of());
        story.token().runJob("subProcess_assess").runJob("serviceTask_closeOrder");
        assertThat(story.token().ended()).isTrue();
    }
}
