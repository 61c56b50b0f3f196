// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle;

import java.util.List;
import java.util.Map;

/** What a room knows to be wrong in its own table: asked with the other checks of a model set, by the server and by {@code models:check}. */
public interface TableCheck {

    /**
     * A row as it stands in the file: the cells by the names of their columns.
     *
     * @param line in the file
     */
    record Row(int line, String id, Map<String, String> inputs, Map<String, String> outputs) {}

    /**
     * Something wrong in a row.
     *
     * @param error keeps the set from being released; else it only warns
     */
    record Finding(Row row, boolean error, String message, String whatToDo) {}

    /** The file's name without its ending. */
    String table();

    /**
     * @param rows from the top
     * @param table the same rows, ready to decide
     */
    List<Finding> check(List<Row> rows, RuleTable table);
}
