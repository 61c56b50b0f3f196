// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.intake.web;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.truckroll.shared.Problem;

/** The header {@code Idempotency-Key} of both forms of an order. */
final class IdempotencyKey {

    private static final int LONGEST = 200;

    private IdempotencyKey() {}

    static @Nullable String checked(@Nullable String key) {
        if (key != null && (key.isBlank() || key.length() > LONGEST)) {
            throw Problem.badRequest("Header 'Idempotency-Key' has 1 to " + LONGEST + " characters.", List.of());
        }
        return key;
    }
}
