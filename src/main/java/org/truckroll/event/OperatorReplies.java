// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.event;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;
import org.truckroll.people.OnCall;

/**
 * Reads what operators answer by SMS: the number of an event and a letter, {@code 12a} takes charge, {@code 12c} archives. Only an ACTIVE operator's
 * telephone counts; from anybody else it is a message like every other.
 */
@Component
class OperatorReplies {

    private static final Pattern CODE = Pattern.compile("\\s*(\\d{1,6})\\s*([aAcC])\\s*[.!]?\\s*");

    /** What an operator wants. */
    record Reply(int code, boolean archive, String operator) {}

    private final EventOperators operators;

    OperatorReplies(EventOperators operators) {
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
        return operators
                .withPhone(event.sender())
                .map(OnCall.Operator::userId)
                .map(operator -> new Reply(
                        Integer.parseInt(code.group(1)),
                        code.group(2).toLowerCase(Locale.ROOT).equals("c"),
                        operator));
    }
}
