// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.simulator.cis;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** Judges a delivery after Standard Webhooks: {@code v1,<base64 of HMAC-SHA256 over id.timestamp.body>}. */
final class WebhookSignature {

    private static final String ALGORITHM = "HmacSHA256";
    private static final String VERSION = "v1,";
    private static final String ENCODED = "whsec_";

    private final byte[] key;

    WebhookSignature(String secret) {
        this.key = secret.startsWith(ENCODED)
                ? Base64.getDecoder().decode(secret.substring(ENCODED.length()))
                : secret.getBytes(StandardCharsets.UTF_8);
    }

    /** Null when the delivery is not signed; the header may hold several signatures, one valid one is enough. */
    @Nullable
    Boolean judge(@Nullable String id, @Nullable String timestamp, byte[] body, @Nullable String signatures) {
        if (signatures == null || signatures.isBlank()) {
            return null;
        }
        if (id == null || timestamp == null) {
            return false;
        }
        var expected = (VERSION + Base64.getEncoder().encodeToString(mac(id, timestamp, body)))
                .getBytes(StandardCharsets.UTF_8);
        return Arrays.stream(signatures.trim().split("\\s+"))
                .anyMatch(given -> MessageDigest.isEqual(given.getBytes(StandardCharsets.UTF_8), expected));
    }

    private byte[] mac(String id, String timestamp, byte[] body) {
        var signed = new ByteArrayOutputStream();
        signed.writeBytes((id + "." + timestamp + ".").getBytes(StandardCharsets.UTF_8));
        signed.writeBytes(body);
        try {
            var mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
            return mac.doFinal(signed.toByteArray());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This Java has no " + ALGORITHM, e);
        }
    }
}
