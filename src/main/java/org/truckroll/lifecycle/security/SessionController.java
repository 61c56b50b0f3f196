// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle.security;

import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.truckroll.people.OrgPath;
import org.truckroll.shared.Problem;

/** Login and logout of our own pages. The body is JSON, which no foreign page can send without asking us first. */
@RestController
@RequestMapping("/session")
class SessionController {

    private static final String NO_DIVISION = "";

    record Login(@Nullable String user, @Nullable String password) {}

    /**
     * @param timeZone by which clock the person reads times: that of the own division
     * @param expires when the login ends at the latest
     * @param token what the page sends in the header {@link Sessions#HEADER}
     */
    record View(
            String id,
            String name,
            Set<String> groups,
            Set<String> divisions,
            @Nullable String language,
            ZoneId timeZone,
            Instant expires,
            String token) {}

    private final Sessions sessions;
    private final Logins logins;
    private final SessionCookies cookies;
    private final Sso sso;
    private final OrgPath organisation;

    SessionController(Sessions sessions, Logins logins, SessionCookies cookies, Sso sso, OrgPath organisation) {
        this.sessions = sessions;
        this.logins = logins;
        this.cookies = cookies;
        this.sso = sso;
        this.organisation = organisation;
    }

    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<View> logIn(@RequestBody Login login, HttpServletRequest request) {
        if (login.user() == null || login.password() == null) {
            throw Problem.badRequest(
                    "A login has a user and a password.",
                    List.of(new Problem.FieldError(login.user() == null ? "/user" : "/password", "is required")));
        }
        if (!sso.passwords()) {
            throw new Problem(
                    HttpStatus.FORBIDDEN, "password-login-off", "People log in by single sign-on: GET /sso/login.");
        }
        Logins.Person person = logins.prove(login.user().strip(), login.password())
                .orElseThrow(
                        () -> new Problem(HttpStatus.UNAUTHORIZED, "unauthorized", "User id or password is wrong."));
        String before = SessionFilter.token(request);
        if (before != null) {
            sessions.close(before);
        }
        String token = sessions.open(person);
        return answer(request, token, sessions.longest())
                .body(view(sessions.find(token).orElseThrow(), token));
    }

    @GetMapping
    ResponseEntity<View> get(HttpServletRequest request) {
        String token = SessionFilter.token(request);
        if (token == null) {
            throw new Problem(HttpStatus.UNAUTHORIZED, "unauthorized", "Nobody is logged in.");
        }
        Sessions.Open session = sessions.find(token).orElseThrow(SessionFilter::expired);
        return ResponseEntity.ok().cacheControl(CacheControl.noStore()).body(view(session, token));
    }

    /** Needs the proof of the page too: nobody else shall log a person out. */
    @DeleteMapping
    ResponseEntity<Void> logOut(HttpServletRequest request) {
        String token = SessionFilter.token(request);
        String proof = request.getHeader(Sessions.HEADER);
        if (token != null && sessions.find(token).isPresent()) {
            if (proof == null || !Sessions.proves(proof, token)) {
                throw new Problem(
                        HttpStatus.FORBIDDEN,
                        "session-not-proven",
                        "A logout names the token of GET /session in the header " + Sessions.HEADER + ".");
            }
            sessions.close(token);
        }
        return ResponseEntity.noContent()
                .header(HttpHeaders.SET_COOKIE, cookies.with(request, "", Duration.ZERO))
                .build();
    }

    private View view(Sessions.Open session, String token) {
        Logins.Person person = session.person();
        return new View(
                person.caller().id(),
                person.name(),
                new TreeSet<>(person.caller().groups()),
                new TreeSet<>(person.caller().divisions()),
                person.language(),
                zone(person.caller().divisions()),
                session.expires(),
                Sessions.proof(token));
    }

    /** Who works for divisions with different clocks goes by that of the house. */
    private ZoneId zone(Set<String> divisions) {
        Set<ZoneId> zones = divisions.stream().map(organisation::zone).collect(Collectors.toSet());
        return zones.size() == 1 ? zones.iterator().next() : organisation.zone(NO_DIVISION);
    }

    private ResponseEntity.BodyBuilder answer(HttpServletRequest request, String token, Duration age) {
        return ResponseEntity.ok()
                .cacheControl(CacheControl.noStore())
                .header(HttpHeaders.SET_COOKIE, cookies.with(request, token, age));
    }
}
