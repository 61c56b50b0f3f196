// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.notification;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a notice would look like.
 *
 * @param faults why the text would not be taken: places that nothing fills, and personal fields that a channel may not carry
 */
public record TextPreview(String event, String language, List<Shown> channels, List<String> faults) {

    /** By one channel; the count says what an SMS costs, and is null elsewhere. */
    public record Shown(Channel channel, String title, String text, SmsText.@Nullable Count sms) {}
}
