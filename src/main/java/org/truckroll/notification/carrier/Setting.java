// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.notification.carrier;

import java.net.URI;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads the settings of providers; a wrong one is named, its value is not: it may be a secret. */
public final class Setting {

    public static final String TIMEOUT = "timeout";
    public static final String SSL_BUNDLE = "ssl-bundle";
    public static final String ALLOW_UNENCRYPTED = "allow-unencrypted";

    private static final Duration LONGEST = Duration.ofMinutes(2);
    private static final Pattern E164 = Pattern.compile("\\+[1-9][0-9]{5,14}");

    private Setting() {}

    /** The whole talk with the provider; ten seconds, if nothing is said. */
    public static Duration timeout(CarrierSettings settings) {
        String said = settings.find(TIMEOUT).orElse("PT10S");
        try {
            Duration timeout = Duration.parse(said);
            if (timeout.compareTo(Duration.ofMillis(100)) < 0 || timeout.compareTo(LONGEST) > 0) {
                throw wrong(settings, TIMEOUT, "is between PT0.1S and PT2M");
            }
            return timeout;
        } catch (DateTimeParseException e) {
            throw wrong(settings, TIMEOUT, "is a duration like PT10S");
        }
    }

    public static boolean flag(CarrierSettings settings, String key) {
        String said = settings.find(key).orElse("false");
        if (!said.equals("true") && !said.equals("false")) {
            throw wrong(settings, key, "is true or false");
        }
        return said.equals("true");
    }

    /** An address of a provider: https, with nothing that belongs into other settings (EVADO-20). */
    public static URI https(CarrierSettings settings, String key, String usual) {
        String said = settings.find(key).orElse(usual);
        URI url;
        try {
            url = URI.create(said);
        } catch (IllegalArgumentException e) {
            throw wrong(settings, key, "is not an address");
        }
        if (!"https".equalsIgnoreCase(url.getScheme())) {
            throw wrong(settings, key, "must start with https://: texts and passwords do not travel unencrypted");
        }
        if (url.getHost() == null || url.getRawUserInfo() != null || url.getRawFragment() != null) {
            throw wrong(settings, key, "is scheme, host, port and path; user and password have their own settings");
        }
        return url;
    }

    public static void oneOf(CarrierSettings settings, String key, String said, Set<String> possible) {
        if (!possible.contains(said)) {
            throw wrong(
                    settings,
                    key,
                    "is one of " + String.join(", ", possible.stream().sorted().toList()));
        }
    }

    public static IllegalStateException wrong(CarrierSettings settings, String key, String why) {
        return new IllegalStateException(name(settings.name()) + "." + key + " " + why);
    }

    /** Whether it is a telephone number in the form of E.164. */
    public static boolean isNumber(String to) {
        return E164.matcher(to).matches();
    }

    static String name(String provider) {
        return "truckroll.notification.providers." + provider;
    }
}
