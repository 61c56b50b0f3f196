// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.shared;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.TimeBasedEpochGenerator;
import java.security.SecureRandom;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/** Makes ids that sort by time (UUID version 7, RFC 9562), so that new rows stand together in an index. */
public final class Ids {

    private static final TimeBasedEpochGenerator GENERATOR = Generators.timeBasedEpochGenerator();
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int COUNTED_BITS = 12;
    private static final long VERSION = 0x7000L;
    private static final long VARIANT = 0x8000_0000_0000_0000L;
    /** Milliseconds and a number within them. */
    private static final AtomicLong LAST = new AtomicLong();

    private Ids() {}

    public static String next() {
        return GENERATOR.generate().toString();
    }

    /**
     * As {@link #next}, for ids that strangers learn: whoever knows one knows nothing of its neighbours, of which {@link #next} makes several in one
     * millisecond by counting on (62 random bits in each; RFC 9562, 6.2, method 1).
     */
    public static String unguessable() {
        long time = LAST.updateAndGet(last -> Math.max(System.currentTimeMillis() << COUNTED_BITS, last + 1));
        long high = time >>> COUNTED_BITS << 16 | VERSION | time & 0xFFF;
        return new UUID(high, RANDOM.nextLong() >>> 2 | VARIANT).toString();
    }
}
