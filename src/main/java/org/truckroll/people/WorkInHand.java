// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.people;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Open work that lies with a person or a crew, told by whoever keeps such work. People and groups that have some are neither disabled nor
 * deleted before it is handed over, so that no order dies with them (HCDC-45, HCDC-46).
 */
public interface WorkInHand {

    /**
     * One piece of work.
     *
     * @param kind what it is, such as VISIT or TASK
     * @param taskId its task in the engine; two keepers may tell of the same one
     * @param person who has signed it
     */
    record Item(
            String kind,
            String id,
            @Nullable String taskId,
            @Nullable String orderId,
            @Nullable String division,
            @Nullable String group,
            @Nullable String person,
            String what) {}

    /** Who takes over: a person, or a crew whose members sign anew; or a person as a member of a crew. */
    record Target(@Nullable String person, @Nullable String group) {}

    /** What this person has signed and not finished. */
    List<Item> ofPerson(String person);

    /** What is offered to this group, signed or not. */
    List<Item> ofGroup(String group);

    /**
     * Moves one piece, in the caller's transaction.
     *
     * @param by who decided so; null for the server itself
     */
    void handOver(Item item, Target to, String reason, @Nullable String by);
}
