// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.field.workforce;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What one call to a workforce system has brought. */
sealed interface Said {

    /**
     * It has the work order.
     *
     * @param state of TMF697
     */
    record There(@Nullable String remoteId, String state) implements Said {}

    /** It has none of this name. */
    record Absent() implements Said {}

    /** It does not take it, and will not. */
    record Refused(String detail) implements Said {}

    /** It has given it back. */
    record GivenBack() implements Said {}

    /** It does not give it back: its people are past that. */
    record TooLate(String detail) implements Said {}

    /** Nothing is known; the same again later. */
    record Later(String detail, @Nullable Duration retryAfter) implements Said {}
}
