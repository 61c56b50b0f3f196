// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.shared;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Pattern;

/** What opens a page without a login: 256 random bits, of which only the hash is stored. */
public final class LinkToken {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int BYTES = 32;
    /** 32 bytes in base64. */
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_-]{43}");

    private LinkToken() {}

    public static String make() {
        byte[] bytes = new byte[BYTES];
        RANDOM.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** False for what we can never have made. */
    public static boolean possible(String token) {
        return FORM.matcher(token).matches();
    }

    /** What is stored in its place. */
    public static String hash(String token) {
        return Json.sha256(token);
    }
}
