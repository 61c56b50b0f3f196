// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.simulator.headend;

import java.util.Map;

/** Puts a reply into the words of the protocol that the command came by; the generic REST contract needs none. */
public interface ReplyProtocol {

    /** As the command's door was told it. */
    String name();

    /** The request that goes to the command's {@code replyTo}; written anew for each attempt. */
    Posting write(Told told);

    /** A reply and the command it belongs to. */
    record Told(String commandId, String deviceId, String command, ReplyMessage message) {}

    /** One POST. */
    record Posting(String contentType, Map<String, String> headers, String body) {}
}
