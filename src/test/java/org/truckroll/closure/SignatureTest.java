// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.closure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

class SignatureTest {

    /** The published vector of the Standard Webhooks libraries. */
    @Test
    void signsLikeTheStandard() {
        assertThat(Signature.of(
                        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
                        "msg_p5jXN8AQM9LWM0D4loKWxJek",
                        1614265330,
                        "{\"test\": 2432232314}".getBytes(StandardCharsets.UTF_8)))
                .isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    @Test
    void takesAnyOtherSecretAsText() throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec("café".getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        String expected =
                Base64.getEncoder().encodeToString(mac.doFinal("m.7.{\"å\":1}".getBytes(StandardCharsets.UTF_8)));
        assertThat(Signature.of("café", "m", 7, "{\"å\":1}".getBytes(StandardCharsets.UTF_8)))
                .isEqualTo("v1," + expected);
    }

    @Test
    void makesSecretsOfEnoughBytesThatDiffer() {
        String secret = Signature.newSecret();
        assertThat(secret).startsWith("whsec_").isNotEqualTo(Signature.newSecret());
        assertThat(Signature.key(secret)).hasSize(32);
    }

    @Test
    void refusesSecretsThatCannotSign() {
        assertThatThrownBy(() -> Signature.key("whsec_%%%")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Signature.key("whsec_")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Signature.key("")).isInstanceOf(IllegalArgumentException.class);
    }
}
