// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.simulator.headend;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A fault that strikes, with the pause that belongs to it. */
record Strike(Fault fault, Duration delay, @Nullable Duration retryAfter) {

    static Strike of(FaultRule rule) {
        return new Strike(rule.fault(), rule.delayOrUsual(), rule.retryAfter());
    }
}
