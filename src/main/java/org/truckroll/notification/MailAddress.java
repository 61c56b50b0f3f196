// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.notification;

import java.util.Locale;
import java.util.regex.Pattern;

/** Mail addresses, as far as a sender can judge them: whether it exists, its own server says. */
final class MailAddress {

    private static final int LONGEST = 254;
    /** No white space and no control characters: an address goes into a header. */
    private static final Pattern FORM =
            Pattern.compile("[^\\s\\p{Cntrl}<>,;:\"()\\[\\]@]{1,64}@[^\\s\\p{Cntrl}<>,;:\"()@]{1,253}");

    private MailAddress() {}

    static boolean plausible(String address) {
        return address.length() <= LONGEST && FORM.matcher(address).matches();
    }

    /** The domain in small letters; the part before it is its server's own business. */
    static String key(String address) {
        int at = address.lastIndexOf('@');
        return at < 0
                ? address
                : address.substring(0, at) + address.substring(at).toLowerCase(Locale.ROOT);
    }
}
