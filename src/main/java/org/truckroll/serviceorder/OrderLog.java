// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.serviceorder;

import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/** Puts the order's id on every log line of a step, as field {@code orderId}, until closed. */
public final class OrderLog implements AutoCloseable {

    private static final String KEY = "orderId";

    private final @Nullable String before;

    private OrderLog(@Nullable String before) {
        this.before = before;
    }

    public static OrderLog of(@Nullable String orderId) {
        OrderLog log = new OrderLog(MDC.get(KEY));
        if (orderId != null) {
            MDC.put(KEY, orderId);
        }
        return log;
    }

    @Override
    public void close() {
        if (before == null) {
            MDC.remove(KEY);
        } else {
            MDC.put(KEY, before);
        }
    }
}
