// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle.security;

import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import org.springframework.http.ResponseCookie;
import org.springframework.stereotype.Component;

/** The cookie of our own pages. */
@Component
class SessionCookies {

    private final DemoProfile demo;

    SessionCookies(DemoProfile demo) {
        this.demo = demo;
    }

    /** A header {@code Set-Cookie}; no age takes the cookie away. */
    String with(HttpServletRequest request, String token, Duration age) {
        return ResponseCookie.from(Sessions.COOKIE, token)
                .path("/")
                .httpOnly(true)
                .sameSite("Strict")
                // Outside the demo HTTPS stands in front, also when it does not tell.
                .secure(request.isSecure() || !demo.active())
                .maxAge(age)
                .build()
                .toString();
    }
}
