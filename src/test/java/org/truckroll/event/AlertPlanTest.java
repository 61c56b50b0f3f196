// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.truckroll.people.Escalation;

/** There is a last alert (GEO-25). */
class AlertPlanTest {

    private static final Escalation TWO_STEPS = new Escalation(
            "north",
            1,
            List.of(
                    new Escalation.Step(1, "first", 3, Duration.ofMinutes(5)),
                    new Escalation.Step(2, "second", 2, Duration.ofMinutes(10))));

    private static List<Integer> steps(boolean repeated) {
        return IntStream.iterate(
                        0, sent -> AlertPlan.after(sent, TWO_STEPS, repeated).isPresent(), sent -> sent + 1)
                .mapToObj(sent ->
                        AlertPlan.after(sent, TWO_STEPS, repeated).orElseThrow().step())
                .toList();
    }

    @Test
    void soManyToEachStepAndAllAgain() {
        assertThat(steps(true)).containsExactly(1, 1, 1, 2, 2, 1, 1, 1, 2, 2);
    }

    /** GEO-10 */
    @Test
    void anSmsGoesOnceToEachStep() {
        assertThat(steps(false)).containsExactly(1, 2);
        assertThat(AlertPlan.after(0, TWO_STEPS, false).orElseThrow().next()).isEqualTo(Duration.ofMinutes(15));
    }

    @Test
    void eachStepHasItsOwnPace() {
        assertThat(AlertPlan.after(2, TWO_STEPS, true).orElseThrow().next()).isEqualTo(Duration.ofMinutes(5));
        assertThat(AlertPlan.after(3, TWO_STEPS, true).orElseThrow().next()).isEqualTo(Duration.ofMinutes(10));
    }
}
