// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.assessment;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.truckroll.servicepoint.Observation;
import org.truckroll.servicepoint.Reading;

/**
 * What a person decided, by REST or by a Tasklist form (api.md 3).
 *
 * @param facts facts set right; only those that the decision may correct, with evidence
 * @param readings the estimate, for ESTIMATE
 */
public record PersonsDecision(
        @Nullable String decision,
        Observation.@Nullable Correction facts,
        @Nullable String evidence,
        @Nullable List<Reading> readings,
        @Nullable String remarks) {

    /** The estimate, wherever the body holds it. */
    @Nullable
    List<Reading> estimate() {
        return readings != null ? readings : facts == null ? null : facts.readings();
    }
}
