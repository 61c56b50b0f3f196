// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.command;

import org.jspecify.annotations.Nullable;

/**
 * One exchange with a head end, for its record.
 *
 * @param sent what we said, without secrets
 * @param came what came back; null when nothing did
 */
public record Talk(Reaction reaction, String sent, @Nullable String came) {

    private static final int MAX_LENGTH = 4000;

    public Talk {
        sent = cut(sent);
        came = came == null ? null : cut(came);
    }

    private static String cut(String text) {
        return text.length() <= MAX_LENGTH ? text : text.substring(0, MAX_LENGTH);
    }
}
