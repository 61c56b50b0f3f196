// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.blackbox;

import static org.assertj.core.api.Assertions.fail;

import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for what happens elsewhere. */
final class Until {

    static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final Duration STEP = Duration.ofMillis(100);

    private Until() {}

    static void true_(String what, BooleanSupplier condition) {
        within(PATIENCE, what, condition);
    }

    static void within(Duration patience, String what, BooleanSupplier condition) {
        found(patience, () -> what, () -> condition.getAsBoolean() ? Optional.of(true) : Optional.empty());
    }

    static <T> T found(String what, Supplier<Optional<T>> search) {
        return found(PATIENCE, () -> what, search);
    }

    static <T> T found(Duration patience, Supplier<String> what, Supplier<Optional<T>> search) {
        long end = System.nanoTime() + patience.toNanos();
        while (true) {
            Optional<T> result = search.get();
            if (result.isPresent()) {
                return result.get();
            }
            if (System.nanoTime() > end) {
                return fail("Waited " + patience + " in vain for " + what.get());
            }
            try {
                Thread.sleep(STEP.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }
}
