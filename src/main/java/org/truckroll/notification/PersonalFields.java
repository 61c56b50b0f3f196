// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.notification;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What of a person may stand in a message, by channel (EVADO-35, EVADO-36). A page is read after login and may say all. */
final class PersonalFields {

    /** Every value of a notice that tells of a person has one of these names. */
    static final Set<String> NAMES = Set.of(
            "customerName",
            "customerAddress",
            "customerPhone",
            "customerMail",
            "installationAddress",
            "serviceNumber",
            "propertyDesignation",
            "installationId",
            "userName",
            "userMail");

    private static final Set<String> BY_SMS = Set.of("customerPhone", "installationAddress");
    private static final Set<String> BY_MAIL = Set.of(
            "userName",
            "userMail",
            "customerName",
            "customerAddress",
            "installationAddress",
            "serviceNumber",
            "propertyDesignation",
            "installationId");

    /** Who sent what a notice tells of: a number, a machine, or somebody's mail address. */
    private static final String SENDER = "sender";

    private final Map<Channel, Set<String>> allowed = new EnumMap<>(Channel.class);

    /** @param configured by channel; a channel that is not named keeps what the requirements say */
    PersonalFields(Map<Channel, List<String>> configured) {
        allowed.put(Channel.PAGE, NAMES);
        allowed.put(Channel.MAIL, BY_MAIL);
        allowed.put(Channel.FAX, BY_MAIL);
        allowed.put(Channel.SMS, BY_SMS);
        configured.forEach((channel, names) -> {
            names.stream().filter(name -> !NAMES.contains(name)).findFirst().ifPresent(name -> {
                throw new IllegalArgumentException("truckroll.notification.personal-fields: '" + name + "' is none of "
                        + NAMES.stream().sorted().toList());
            });
            allowed.put(channel, Set.copyOf(names));
        });
    }

    boolean personal(String name) {
        return NAMES.contains(name);
    }

    boolean allowed(Channel channel, String name) {
        return allowed.getOrDefault(channel, Set.of()).contains(name);
    }

    /** By SMS a mail address is told by its domain alone: nobody's mail address is among what an SMS may carry. */
    static Map<String, String> shown(Channel channel, Map<String, String> values) {
        String sender = values.getOrDefault(SENDER, "");
        int at = sender.lastIndexOf('@');
        if (channel != Channel.SMS || at < 0) {
            return values;
        }
        Map<String, String> shown = new HashMap<>(values);
        shown.put(SENDER, sender.substring(at).replaceAll("[>\\s].*", ""));
        return shown;
    }
}
