// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle.security;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClient;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizationRequestRedirectFilter;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizedClientRepository;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.context.RequestAttributeSecurityContextRepository;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.web.filter.OncePerRequestFilter;

/** The door of the single sign-on: {@code /sso/login} to the issuer, {@code /sso/callback} back from it, {@code /sso/logout}. */
@Configuration(proxyBeanMethods = false)
class SsoChain {

    private static final PathPatternRequestMatcher.Builder PATH = PathPatternRequestMatcher.withDefaults();

    @Bean
    @Order(8)
    SecurityFilterChain singleSignOn(HttpSecurity http, Sso sso, SsoLogin login) throws Exception {
        http.securityMatcher(PATH.matcher("/sso/*"))
                .csrf(AbstractHttpConfigurer::disable)
                .formLogin(AbstractHttpConfigurer::disable)
                .logout(AbstractHttpConfigurer::disable)
                .requestCache(AbstractHttpConfigurer::disable)
                // Who it is goes into the sessions of Tasklist and of our pages, and nowhere else.
                .securityContext(
                        context -> context.securityContextRepository(new RequestAttributeSecurityContextRepository()));
        if (!sso.on()) {
            return http.authorizeHttpRequests(rules -> rules.requestMatchers(PATH.matcher("/sso/logout"))
                            .permitAll()
                            .anyRequest()
                            .denyAll())
                    .exceptionHandling(errors -> errors.authenticationEntryPoint(
                            (request, response, e) -> response.sendError(HttpServletResponse.SC_NOT_FOUND)))
                    .build();
        }
        return http.authorizeHttpRequests(rules -> rules.anyRequest().permitAll())
                .addFilterBefore(new IssuerInReach(sso), OAuth2AuthorizationRequestRedirectFilter.class)
                .oauth2Login(oauth -> oauth.clientRegistrationRepository(sso)
                        .authorizedClientRepository(new NoTokens())
                        .authorizationEndpoint(there -> there.authorizationRequestResolver(new SsoRequests(sso)))
                        .redirectionEndpoint(back -> back.baseUri(Sso.CALLBACK))
                        .loginPage(Sso.LOGIN)
                        .successHandler(login)
                        .failureHandler(login))
                .build();
    }

    /** Says so when the issuer cannot be asked, instead of failing in the middle. */
    private static final class IssuerInReach extends OncePerRequestFilter {

        private static final Logger log = LoggerFactory.getLogger(SsoChain.class);

        private final Sso sso;

        IssuerInReach(Sso sso) {
            this.sso = sso;
        }

        @Override
        protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
                throws ServletException, IOException {
            try {
                if (!request.getRequestURI().equals("/sso/logout")) {
                    sso.registration();
                }
            } catch (RuntimeException e) {
                log.warn("Issuer of the single sign-on is out of reach: reason={}", e.getMessage());
                response.sendRedirect(SsoLogin.told("away"));
                return;
            }
            chain.doFilter(request, response);
        }
    }

    /** We ask who somebody is, and need no access to anything of theirs. */
    private static final class NoTokens implements OAuth2AuthorizedClientRepository {

        @Override
        public <T extends OAuth2AuthorizedClient> T loadAuthorizedClient(
                String registration, Authentication principal, HttpServletRequest request) {
            return null;
        }

        @Override
        public void saveAuthorizedClient(
                OAuth2AuthorizedClient client,
                Authentication principal,
                HttpServletRequest request,
                HttpServletResponse response) {
            // Forgotten at once.
        }

        @Override
        public void removeAuthorizedClient(
                String registration,
                Authentication principal,
                HttpServletRequest request,
                HttpServletResponse response) {
            // There is none.
        }
    }
}
