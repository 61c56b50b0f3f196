// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.notification.carrier.smtp;

import java.util.Set;
import org.truckroll.notification.carrier.CarrierSettings;
import org.truckroll.notification.carrier.Setting;

/** How the talk with a mail server is protected (EVADO-23). */
enum MailSecurity {
    /** Begins in the clear, goes on encrypted or not at all. */
    STARTTLS(587),
    /** Encrypted from the first byte. */
    TLS(465),
    /** Only where the operator has allowed it. */
    NONE(25);

    private final int usualPort;

    MailSecurity(int usualPort) {
        this.usualPort = usualPort;
    }

    static MailSecurity of(CarrierSettings settings) {
        String said = settings.find("security").orElse("starttls");
        Setting.oneOf(settings, "security", said, Set.of("starttls", "tls", "none"));
        return switch (said) {
            case "tls" -> TLS;
            case "none" -> NONE;
            default -> STARTTLS;
        };
    }

    int port(CarrierSettings settings) {
        String said = settings.find("port").orElse(Integer.toString(usualPort));
        if (!said.matches("[1-9][0-9]{0,4}") || Integer.parseInt(said) > 65535) {
            throw Setting.wrong(settings, "port", "is a number up to 65535");
        }
        return Integer.parseInt(said);
    }
}
