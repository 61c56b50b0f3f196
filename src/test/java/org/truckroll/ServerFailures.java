// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.LoggerFactory;
import org.truckroll.shared.ProblemHandler;

/** Why a server of this JVM answered 500, which its answer does not tell and a report of tests should. */
final class ServerFailures {

    private static final AtomicReference<String> LAST = new AtomicReference<>("");

    static {
        AppenderBase<ILoggingEvent> ear = new AppenderBase<>() {
            @Override
            protected void append(ILoggingEvent event) {
                if (event.getThrowableProxy() != null) {
                    LAST.set("\n" + ThrowableProxyUtil.asString(event.getThrowableProxy()));
                }
            }
        };
        ear.start();
        ((Logger) LoggerFactory.getLogger(ProblemHandler.class)).addAppender(ear);
    }

    private ServerFailures() {}

    /** The newest failure; nothing when the server did not fail. */
    static String behind(int status) {
        return status < 500 ? "" : LAST.get();
    }
}
