// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.insight;

import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** What statistics count of one fact; one object is filled again and again, for a question is about a million of them. */
final class FactRow {

    /** No time was measured. */
    static final int NONE = -1;

    /** The columns that are read, for a select. */
    static final String COLUMNS =
            "kind, outcome, category, first_time_fix, city, area, field_group, person, order_type,"
                    + " breaches, paused, to_sign, to_site, at_site, handled, to_done";

    boolean order;
    String outcome = "";
    String category = "";
    /** Whether it counts at all, and then whether it was one. */
    boolean tried;

    boolean fixed;
    String city = "";

    @Nullable
    String area;

    @Nullable
    String group;

    @Nullable
    String person;

    String type = "";
    int breaches;
    int paused;
    int toSign;
    int toSite;
    int atSite;
    int handled;
    int toDone;

    void read(ResultSet rs) throws SQLException {
        order = "ORDER".equals(rs.getString(1));
        outcome = rs.getString(2);
        category = rs.getString(3);
        fixed = rs.getBoolean(4);
        tried = !rs.wasNull();
        city = rs.getString(5);
        area = rs.getString(6);
        group = rs.getString(7);
        person = rs.getString(8);
        type = rs.getString(9);
        breaches = rs.getInt(10);
        paused = rs.getInt(11);
        toSign = seconds(rs, 12);
        toSite = seconds(rs, 13);
        atSite = seconds(rs, 14);
        handled = seconds(rs, 15);
        toDone = seconds(rs, 16);
    }

    private static int seconds(ResultSet rs, int column) throws SQLException {
        int value = rs.getInt(column);
        return rs.wasNull() ? NONE : value;
    }
}
