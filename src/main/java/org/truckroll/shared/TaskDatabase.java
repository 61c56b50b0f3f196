// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.shared;

import java.sql.SQLException;
import java.util.List;
import org.springframework.boot.autoconfigure.jdbc.DataSourceProperties;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** The server's database for a {@link CommandLineTask}: one connection, and never a database that was not there before. */
public final class TaskDatabase {

    private static final int H2_IN_USE = 90020;
    private static final int H2_NOT_THERE = 90146;

    private TaskDatabase() {}

    /** Nothing can be written even where the driver would let us: not to the file, and not by PostgreSQL. */
    public static SingleConnectionDataSource readOnly(DataSourceProperties settings) {
        String url = settings.determineUrl();
        if (url.startsWith("jdbc:postgresql:")) {
            return open(settings, url + (url.contains("?") ? "&" : "?") + "readOnly=true&readOnlyMode=always");
        }
        return open(settings, isFile(url) ? url + ";IFEXISTS=TRUE;ACCESS_MODE_DATA=r" : url);
    }

    public static SingleConnectionDataSource writable(DataSourceProperties settings) {
        String url = settings.determineUrl();
        return open(settings, isFile(url) ? url + ";IFEXISTS=TRUE" : url);
    }

    private static boolean isFile(String url) {
        return url.startsWith("jdbc:h2:")
                && List.of("mem:", "tcp:", "ssl:").stream()
                        .noneMatch(kind -> url.startsWith(kind, "jdbc:h2:".length()));
    }

    private static SingleConnectionDataSource open(DataSourceProperties settings, String url) {
        SingleConnectionDataSource one =
                new SingleConnectionDataSource(url, settings.determineUsername(), settings.determinePassword(), true);
        one.setDriverClassName(settings.determineDriverClassName());
        return one;
    }

    /**
     * What went wrong, for a person at a terminal.
     *
     * @param instead what can be done while a server holds the database file
     */
    public static String words(Throwable failure, String instead) {
        Throwable cause = failure;
        while (cause.getCause() != null && !(cause instanceof SQLException)) {
            cause = cause.getCause();
        }
        if (cause instanceof SQLException sql && sql.getErrorCode() == H2_IN_USE) {
            return "The database file is in use by a running server. " + instead;
        }
        if (cause instanceof SQLException sql && sql.getErrorCode() == H2_NOT_THERE) {
            return "There is no database at this place. Set spring.datasource.url as the server has it.";
        }
        return "The task failed: " + cause.getMessage();
    }
}
