// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.intake.web;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.truckroll.serviceorder.OrderState;
import org.truckroll.shared.Problem;

/** The parameter {@code state} of both forms of the search. */
final class States {

    private States() {}

    static @Nullable OrderState read(@Nullable String word) {
        if (word == null) {
            return null;
        }
        return Arrays.stream(OrderState.values())
                .filter(state -> state.word().equals(word))
                .findFirst()
                .orElseThrow(() -> Problem.badRequest(
                        "Parameter 'state' must be one of "
                                + Arrays.stream(OrderState.values())
                                        .map(OrderState::word)
                                        .toList()
                                + ".",
                        List.of()));
    }
}
