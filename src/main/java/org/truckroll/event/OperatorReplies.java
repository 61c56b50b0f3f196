// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.event;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/**
 * Reads what operators answer by SMS: the number of an event and a letter, {@code 12a} takes charge, {@code 12c} archives. Only an ACTIVE operator's
 * telephone counts: a colleague who is not ACTIVE is told so, and from anybody else it is a message like every other.
 */
@Component
class OperatorReplies {

    private static final Pattern CODE = Pattern.compile("\\s*(\\d{1,6})\\s*([aAcC])\\s*[.!]?\\s*");

    /**
     * What an operator wants.
     *
     * @param counts false for a colleague who is nowhere ACTIVE
     */
    record Reply(int code, boolean archive, String operator, boolean counts) {}

    private final EventRows rows;
    private final EventCodes codes;
    private final EventOperators operators;

    OperatorReplies(EventRows rows, EventCodes codes, EventOperators operators) {
        this.rows = rows;
        this.codes = codes;
        this.operators = operators;
    }

    boolean isReply(InboundEvent event) {
        return read(event).isPresent();
    }

    Optional<Reply> read(InboundEvent event) {
        Matcher code = CODE.matcher(event.text());
        if (event.kind() != Inbound.Kind.SMS || !code.matches()) {
            return Optional.empty();
        }
        int number = Integer.parseInt(code.group(1));
        boolean archive = code.group(2).toLowerCase(Locale.ROOT).equals("c");
        return holder(event.sender(), number)
                .map(operator -> new Reply(number, archive, operator, true))
                .or(() -> operators
                        .colleague(event.sender())
                        .map(colleague -> new Reply(number, archive, colleague, false)));
    }

    /** Of several with this telephone the one who has the event, else one of its division. */
    private Optional<String> holder(String phone, int number) {
        List<EventOperators.Holder> holders = operators.withPhone(phone);
        Optional<InboundEvent> about = codes.eventOf(number).flatMap(rows::find);
        return Stream.<Predicate<EventOperators.Holder>>of(
                        holder -> about.filter(event -> holder.operator().equals(event.operator()))
                                .filter(event -> holder.division().equals(event.division()))
                                .isPresent(),
                        holder -> about.filter(event -> holder.division().equals(event.division()))
                                .isPresent(),
                        holder -> true)
                .flatMap(wanted -> holders.stream().filter(wanted))
                .map(EventOperators.Holder::operator)
                .findFirst();
    }
}
