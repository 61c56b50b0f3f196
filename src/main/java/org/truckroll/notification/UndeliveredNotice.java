// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.notification;

/** What a person reads who decides about a notice that did not arrive: no address, no text. */
public record UndeliveredNotice(
        String noticeId, String division, String event, String subject, Channel channel, String result) {}
