// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.people;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One is on call in the place of another for some time, whatever the rota says.
 *
 * @param person who is; null: nobody in that place
 * @param insteadOf who is not; null: {@code person} comes as well
 */
public record Standin(
        String id,
        String division,
        int step,
        @Nullable String person,
        @Nullable String insteadOf,
        Instant from,
        Instant to,
        String reason,
        String by) {}
