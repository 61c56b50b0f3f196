// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.notification.carrier;

import java.util.Optional;
import org.truckroll.notification.ProviderCalls.Answer;
import org.truckroll.notification.ProviderCalls.Answered;
import org.truckroll.notification.ProviderCalls.NotSent;
import org.truckroll.notification.ProviderCalls.Unanswered;

/** What HTTP itself says about the fate of a message, for all providers that speak it. */
public final class HttpAnswers {

    private HttpAnswers() {}

    /** Empty for 2xx: what that means only the provider's own words tell. */
    public static Optional<Carried> notTaken(Answer answer) {
        if (answer instanceof NotSent notSent) {
            return Optional.of(new Carried.Failed(notSent.detail(), null));
        }
        if (answer instanceof Unanswered unanswered) {
            return Optional.of(new Carried.Unclear(unanswered.detail()));
        }
        Answered answered = (Answered) answer;
        return answered.status() >= 200 && answered.status() < 300
                ? Optional.empty()
                : Optional.of(refused(answered, "HTTP " + answered.status()));
    }

    /**
     * An answer outside of 2xx. A server that failed (500, 502, 504) may have done its work before; one that says that it is busy, or that the
     * request is wrong, has not. 303 is how some answer a form that they took.
     */
    public static Carried refused(Answered answered, String detail) {
        return switch (answered.status()) {
            case 303 -> new Carried.Unclear(detail + ": the way leads elsewhere, and is not followed");
            case 429, 501, 503, 505 -> new Carried.Failed(detail, answered.retryAfter());
            default ->
                answered.status() >= 500
                        ? new Carried.Unclear(detail)
                        : new Carried.Failed(detail, answered.retryAfter());
        };
    }
}
