// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.servicepoint.web;

import java.util.function.Supplier;
import org.springframework.dao.DuplicateKeyException;
import org.truckroll.shared.Problem;

/** Two writers may create the same thing at once: the second finds it when it tries again, in a transaction of its own. */
final class Twice {

    private static final int ATTEMPTS = 3;

    private Twice() {}

    static <T> T unlessCreated(Supplier<T> step) {
        for (int attempt = 1; ; attempt++) {
            try {
                return step.get();
            } catch (DuplicateKeyException e) {
                if (attempt == ATTEMPTS) {
                    throw Problem.conflict(
                            "concurrent-change", "Someone else changed this at the same moment. Try again.");
                }
            }
        }
    }
}
