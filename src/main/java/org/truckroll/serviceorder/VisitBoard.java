// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.serviceorder;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Visits as those see them who look after the work of others (HCDC-16); told by the room that keeps them. */
public interface VisitBoard {

    /**
     * One visit.
     *
     * @param step what somebody has to do next
     * @param status how far it is
     * @param group the crew that has it; null while a dispatcher has to choose one
     * @param person who has signed
     * @param workforce the workforce system that does it; null when our own crews do
     */
    record Card(
            String id,
            String orderId,
            String action,
            String step,
            String status,
            @Nullable String group,
            @Nullable String person,
            @Nullable String workforce,
            @Nullable Instant appointmentStart,
            @Nullable Instant appointmentEnd,
            boolean ended) {}

    /** Visits of these orders that have not ended, oldest first. */
    List<Card> openOf(Collection<String> orderIds);

    /** Those of these ids that exist. */
    List<Card> of(Collection<String> visitIds);
}
