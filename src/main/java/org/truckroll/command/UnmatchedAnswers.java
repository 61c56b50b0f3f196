// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.command;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;
import org.truckroll.shared.Inbox;
import org.truckroll.shared.Problem;

/** Answers that fit no command, in the hands of a person: given to the command that was meant, or discarded. */
@Service
public class UnmatchedAnswers {

    private static final Logger log = LoggerFactory.getLogger(UnmatchedAnswers.class);
    private static final String APPLY_TO = "APPLY_TO";
    private static final String DISCARD = "DISCARD";
    private static final int LONGEST = 1000;

    private final Replies replies;
    private final Inbox inbox;

    UnmatchedAnswers(Replies replies, Inbox inbox) {
        this.replies = replies;
        this.inbox = inbox;
    }

    /** The task exists: what its card and form show. */
    public Map<String, Object> offer(String source, String messageId) {
        inbox.mark(source, messageId, Inbox.State.UNMATCHED);
        Map<String, Object> card = new LinkedHashMap<>();
        card.put("work", "UNMATCHED_ANSWER");
        card.put("why", "Answer " + messageId + " of " + source + " belongs to no command.");
        card.put("answer", replies.described(source, messageId));
        return card;
    }

    /**
     * Takes the decision.
     *
     * @throws Problem 422 {@code decision-not-allowed}
     */
    public void decide(
            String source,
            String messageId,
            @Nullable String decision,
            @Nullable String commandId,
            @Nullable String remarks,
            String by) {
        if (remarks != null && remarks.length() > LONGEST) {
            throw refused("/remarks", "at most " + LONGEST + " characters");
        }
        if (APPLY_TO.equals(decision)) {
            if (commandId == null || !replies.apply(source, messageId, commandId)) {
                throw refused("/commandId", "is not a command of this head end");
            }
        } else if (DISCARD.equals(decision)) {
            if (remarks == null) {
                throw refused("/remarks", "say why nobody needs it");
            }
            inbox.mark(source, messageId, Inbox.State.DONE);
        } else {
            throw refused("/decision", "must be APPLY_TO or DISCARD");
        }
        inbox.resolve(
                source,
                messageId,
                decision + (commandId == null ? "" : " " + commandId) + " by " + by
                        + (remarks == null ? "" : ": " + remarks));
        log.info(
                "Unmatched answer resolved: source={} messageId={} decision={} by={}", source, messageId, decision, by);
    }

    private static Problem refused(String pointer, String message) {
        return Problem.unprocessable(
                "decision-not-allowed",
                "Give the command that was meant, or discard the answer.",
                new Problem.FieldError(pointer, message));
    }
}
