// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.notification.carrier.smtp;

import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.util.unit.DataSize;
import org.truckroll.notification.carrier.CarrierSettings;
import org.truckroll.notification.carrier.Setting;

/** The settings of a mail server, looked at when ours starts. */
final class MailSettings {

    static final Set<String> KEYS = Set.of(
            "host",
            "port",
            "security",
            "user",
            "password",
            "oauth2.token-uri",
            "oauth2.client-id",
            "oauth2.client-secret",
            "oauth2.refresh-token",
            "oauth2.scope",
            "oauth2.ssl-bundle",
            "from",
            "from-name",
            "reply-to",
            "message-id-domain",
            "local-host",
            "max-size",
            "idempotent",
            Setting.ALLOW_UNENCRYPTED,
            Setting.TIMEOUT,
            Setting.SSL_BUNDLE);

    private static final Logger log = LoggerFactory.getLogger(MailSettings.class);

    private MailSettings() {}

    static void check(CarrierSettings settings) {
        settings.require("host");
        MailSecurity security = MailSecurity.of(settings);
        security.port(settings);
        address(settings, "from");
        if (settings.find("reply-to").isPresent()) {
            address(settings, "reply-to");
        }
        login(settings);
        Setting.timeout(settings);
        Setting.flag(settings, "idempotent");
        largest(settings);
        if (security == MailSecurity.NONE) {
            if (!Setting.flag(settings, Setting.ALLOW_UNENCRYPTED)) {
                throw Setting.wrong(
                        settings, "security", "none needs " + Setting.ALLOW_UNENCRYPTED + ": true (EVADO-23)");
            }
            log.warn(
                    "Mail goes unencrypted: provider={} login={}",
                    settings.name(),
                    settings.find("user").isPresent());
        }
    }

    private static void login(CarrierSettings settings) {
        boolean token = settings.find("oauth2.token-uri").isPresent();
        boolean password = settings.find("password").isPresent();
        if (token && password || settings.find("user").isPresent() != (token || password)) {
            throw Setting.wrong(settings, "user", "and password, or user and oauth2, or none of them");
        }
        if (token) {
            MailTokens.url(settings);
            settings.require("oauth2.client-id");
            settings.require("oauth2.client-secret");
            if (MailSecurity.of(settings) == MailSecurity.NONE) {
                throw Setting.wrong(settings, "security", "none would show the access token to everybody");
            }
        }
    }

    private static void address(CarrierSettings settings, String key) {
        try {
            String address = new InternetAddress(settings.require(key), true).getAddress();
            if (!address.equals(settings.require(key)) || !address.contains("@")) {
                throw Setting.wrong(settings, key, "is a mail address without a name");
            }
        } catch (AddressException e) {
            throw Setting.wrong(settings, key, "is not a mail address");
        }
    }

    /** In bytes, as it goes over the wire. */
    static long largest(CarrierSettings settings) {
        try {
            return DataSize.parse(settings.find("max-size").orElse("25MB")).toBytes();
        } catch (IllegalArgumentException e) {
            throw Setting.wrong(settings, "max-size", "is a size like 25MB");
        }
    }
}
