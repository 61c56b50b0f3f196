// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.assessment;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What one of the persons said who approve together (guards G06, G06b). */
public record Approval(
        String by,
        String decision,
        Instant at,
        @Nullable String evidence,
        @Nullable String remarks) {}
