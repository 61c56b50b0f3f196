// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle;

import java.util.List;
import java.util.Map;

/**
 * Tables that could be released, ready to be tried.
 *
 * @param tables by decision id
 * @param warnings what the checks say about the files without refusing them
 */
public record TableSet(Map<String, RuleTable> tables, List<String> warnings) {

    public TableSet {
        tables = Map.copyOf(tables);
        warnings = List.copyOf(warnings);
    }
}
