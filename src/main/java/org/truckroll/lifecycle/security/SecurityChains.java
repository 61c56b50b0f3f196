// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle.security;

import jakarta.servlet.DispatcherType;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.camunda.bpm.engine.IdentityService;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.authorization.AuthorizationManager;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.annotation.web.configurers.HeadersConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtClaimValidator;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtDecoders;
import org.springframework.security.oauth2.jwt.JwtValidators;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.oauth2.jwt.SupplierJwtDecoder;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.security.web.access.intercept.RequestAuthorizationContext;
import org.springframework.security.web.authentication.www.BasicAuthenticationFilter;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.security.web.util.matcher.AndRequestMatcher;
import org.springframework.security.web.util.matcher.OrRequestMatcher;
import org.springframework.security.web.util.matcher.RequestMatcher;
import org.truckroll.people.Caller;
import org.truckroll.shared.Problem;

/**
 * The doors of the server. Paths are matched by pattern objects only: string patterns do not match the engine's own servlets and would leave
 * its REST interface open.
 */
@Configuration(proxyBeanMethods = false)
class SecurityChains {

    private static final PathPatternRequestMatcher.Builder PATH = PathPatternRequestMatcher.withDefaults();

    /** No inline script or style, nothing from elsewhere, in nobody's frame. {@code blob:} is for photos. */
    private static final String PAGE_POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; connect-src 'self';"
                    + " manifest-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'self';"
                    + " frame-ancestors 'none'";

    /** What a customer sees is plain text and forms: no script, nothing from elsewhere, in nobody's frame. */
    private static final String CUSTOMER_POLICY =
            "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    private final ProblemResponses problems;
    private final Logins logins;
    private final IdentityService identities;
    private final DemoProfile demo;
    private final Sessions sessions;
    private final Sso sso;

    SecurityChains(
            ProblemResponses problems,
            Logins logins,
            IdentityService identities,
            DemoProfile demo,
            Sessions sessions,
            Sso sso) {
        this.problems = problems;
        this.logins = logins;
        this.identities = identities;
        this.demo = demo;
        this.sessions = sessions;
        this.sso = sso;
    }

    /** Tasklist, Cockpit and Admin: their own login, CSRF token and content policy stay in charge. */
    @Bean
    @Order(10)
    SecurityFilterChain webapps(HttpSecurity http) throws Exception {
        AccessDeniedHandler refused =
                (request, response, e) -> problems.write(request, response, Problem.forbidden("You may not do this."));
        return bare(http)
                .securityMatcher(paths("/camunda/**", "/", "/favicon.ico"))
                .headers(AbstractHttpConfigurer::disable)
                .authorizeHttpRequests(rules -> rules.dispatcherTypeMatchers(DispatcherType.ERROR)
                        .permitAll()
                        // Anonymous set-up of an administrator, CVE-2026-77226: EngineAccess creates the first one.
                        .requestMatchers(paths(
                                "/camunda/api/admin/setup/**",
                                "/camunda/app/admin/*/setup/**",
                                "/camunda/api/engine/engine/*/external-task/fetchAndLock"))
                        .denyAll()
                        .anyRequest()
                        .permitAll())
                .exceptionHandling(errors -> errors.accessDeniedHandler(refused)
                        .authenticationEntryPoint((request, response, e) -> problems.write(
                                request,
                                response,
                                new Problem(HttpStatus.FORBIDDEN, "forbidden", "You may not do this."))))
                .addFilterAfter(new QueryExpressionFilter(problems), AuthorizationFilter.class)
                .addFilterAfter(new DisabledSessionFilter(logins), QueryExpressionFilter.class)
                .addFilterBefore(new LoginNameFilter(logins, problems), QueryExpressionFilter.class)
                .addFilterBefore(new SsoEntryFilter(sso), QueryExpressionFilter.class)
                .addFilterAfter(new TasklistCallerFilter(identities, logins), DisabledSessionFilter.class)
                .build();
    }

    @Bean
    @Order(20)
    SecurityFilterChain engineRest(HttpSecurity http, SecurityProperties settings) throws Exception {
        return stateless(http, settings)
                .securityMatcher(paths("/engine-rest/**"))
                .authorizeHttpRequests(rules -> rules.dispatcherTypeMatchers(DispatcherType.ERROR)
                        .permitAll()
                        // What waits for workers is taken by the server itself; this call keeps its answer back as long
                        // as the caller likes, and sometimes longer.
                        .requestMatchers(paths(
                                "/engine-rest/external-task/fetchAndLock",
                                "/engine-rest/engine/*/external-task/fetchAndLock"))
                        .denyAll()
                        .anyRequest()
                        .authenticated())
                .addFilterAfter(new BodyLimitFilter(problems), AuthorizationFilter.class)
                .addFilterAfter(new QueryExpressionFilter(problems), BodyLimitFilter.class)
                .addFilterAfter(new EngineCallerFilter(identities), QueryExpressionFilter.class)
                .build();
    }

    /** Login of our own pages: it proves itself, and asks nobody for a password by the browser's own dialog. */
    @Bean
    @Order(25)
    SecurityFilterChain session(HttpSecurity http) throws Exception {
        return bare(http)
                .securityMatcher(paths("/session", "/sso"))
                .authorizeHttpRequests(rules -> rules.anyRequest().permitAll())
                .addFilterAfter(new BodyLimitFilter(problems), AuthorizationFilter.class)
                .build();
    }

    /** Our own pages: files without a secret, which may load and reach nothing but ourselves. */
    @Bean
    @Order(26)
    SecurityFilterChain pages(HttpSecurity http) throws Exception {
        return bare(http)
                .securityMatcher(paths("/desk", "/desk/**", "/field", "/field/**"))
                .headers(headers -> headers.contentSecurityPolicy(policy -> policy.policyDirectives(PAGE_POLICY))
                        .referrerPolicy(referrer -> referrer.policy(ReferrerPolicy.SAME_ORIGIN))
                        .permissionsPolicyHeader(
                                policy -> policy.policy("camera=(self), geolocation=(self), microphone=()"))
                        .cacheControl(HeadersConfigurer.CacheControlConfig::disable))
                .authorizeHttpRequests(rules -> rules.dispatcherTypeMatchers(DispatcherType.ERROR)
                        .permitAll()
                        .requestMatchers(HttpMethod.GET)
                        .permitAll()
                        .requestMatchers(HttpMethod.HEAD)
                        .permitAll()
                        .anyRequest()
                        .denyAll())
                .exceptionHandling(
                        errors -> errors.authenticationEntryPoint(problems).accessDeniedHandler(problems))
                .build();
    }

    /** The pages of customers and what their programs may call: the address is the proof where there is one, so no other page may learn it. */
    @Bean
    @Order(27)
    SecurityFilterChain customerPage(HttpSecurity http) throws Exception {
        return bare(http)
                .securityMatcher(paths("/visit/**", "/report", "/report/**", "/track/**", "/api/v1/public/**"))
                .headers(headers -> headers.contentSecurityPolicy(policy -> policy.policyDirectives(CUSTOMER_POLICY))
                        .referrerPolicy(referrer -> referrer.policy(ReferrerPolicy.NO_REFERRER))
                        .permissionsPolicyHeader(policy -> policy.policy("camera=(), geolocation=(), microphone=()")))
                .authorizeHttpRequests(rules -> rules.dispatcherTypeMatchers(DispatcherType.ERROR)
                        .permitAll()
                        .requestMatchers(HttpMethod.GET)
                        .permitAll()
                        .requestMatchers(HttpMethod.HEAD)
                        .permitAll()
                        .requestMatchers(HttpMethod.POST)
                        .permitAll()
                        .anyRequest()
                        .denyAll())
                .addFilterAfter(new BodyLimitFilter(problems), AuthorizationFilter.class)
                .exceptionHandling(
                        errors -> errors.authenticationEntryPoint(problems).accessDeniedHandler(problems))
                .build();
    }

    /** Shifts for calendar programs: the address is the proof. */
    @Bean
    @Order(28)
    SecurityFilterChain calendar(HttpSecurity http) throws Exception {
        return bare(http)
                .securityMatcher(paths("/calendar/**"))
                .headers(headers -> headers.referrerPolicy(referrer -> referrer.policy(ReferrerPolicy.NO_REFERRER)))
                .authorizeHttpRequests(rules -> rules.dispatcherTypeMatchers(DispatcherType.ERROR)
                        .permitAll()
                        .requestMatchers(HttpMethod.GET)
                        .permitAll()
                        .requestMatchers(HttpMethod.HEAD)
                        .permitAll()
                        .anyRequest()
                        .denyAll())
                .exceptionHandling(
                        errors -> errors.authenticationEntryPoint(problems).accessDeniedHandler(problems))
                .build();
    }

    /** Where providers tell what became of messages: each request proves itself, by a signature or a secret in its address. */
    @Bean
    @Order(28)
    SecurityFilterChain hooks(HttpSecurity http) throws Exception {
        return bare(http)
                .securityMatcher(paths("/hooks/**"))
                .authorizeHttpRequests(rules -> rules.dispatcherTypeMatchers(DispatcherType.ERROR)
                        .permitAll()
                        .requestMatchers(HttpMethod.POST)
                        .permitAll()
                        .anyRequest()
                        .denyAll())
                .addFilterAfter(new BodyLimitFilter(problems), AuthorizationFilter.class)
                .exceptionHandling(
                        errors -> errors.authenticationEntryPoint(problems).accessDeniedHandler(problems))
                .build();
    }

    @Bean
    @Order(30)
    SecurityFilterChain api(HttpSecurity http, SecurityProperties settings) throws Exception {
        RequestMatcher unlimited = new OrRequestMatcher(
                PATH.matcher("/api/v1/service-points:import"),
                // A multipart body is limited by spring.servlet.multipart, and must not be read before it is parsed.
                new AndRequestMatcher(
                        paths("/api/v1/models:check", "/api/v1/models:replay"),
                        request -> request.getContentType() != null
                                && request.getContentType().startsWith("multipart/")));
        return stateless(http, settings)
                .securityMatcher(paths("/api/**", "/tmf-api/**", "/actuator/**"))
                .authorizeHttpRequests(rules -> rules.dispatcherTypeMatchers(DispatcherType.ERROR)
                        .permitAll()
                        .requestMatchers(
                                paths("/actuator/health", "/actuator/health/liveness", "/actuator/health/readiness"))
                        .permitAll()
                        .anyRequest()
                        .access(byTable(new AccessRules(demo.active()))))
                .addFilterAfter(
                        new BodyLimitFilter(unlimited, PATH.matcher("/api/v1/campaigns"), problems),
                        AuthorizationFilter.class)
                .addFilterBefore(new SessionFilter(sessions, problems), BasicAuthenticationFilter.class)
                .addFilterBefore(
                        new ApiKeyFilter(PATH.matcher(HttpMethod.POST, "/api/v1/events"), logins, problems),
                        BasicAuthenticationFilter.class)
                .build();
    }

    /** Simulators exist in the demo only; their callers are machines of the demo. */
    @Bean
    @Order(40)
    SecurityFilterChain simulator(HttpSecurity http, SecurityProperties settings) throws Exception {
        return openInDemo(stateless(http, settings).securityMatcher(paths("/simulator/**")), false);
    }

    @Bean
    @Order(50)
    SecurityFilterChain apiPages(HttpSecurity http, SecurityProperties settings) throws Exception {
        return openInDemo(
                stateless(http, settings)
                        .securityMatcher(paths(
                                "/v3/api-docs",
                                "/v3/api-docs.yaml",
                                "/v3/api-docs/**",
                                "/swagger-ui/**",
                                "/swagger-ui.html")),
                true);
    }

    /** A path that nobody claimed is closed. */
    @Bean
    @Order(60)
    SecurityFilterChain rest(HttpSecurity http, SecurityProperties settings) throws Exception {
        return stateless(http, settings)
                .authorizeHttpRequests(rules -> rules.dispatcherTypeMatchers(DispatcherType.ERROR)
                        .permitAll()
                        .anyRequest()
                        .denyAll())
                .build();
    }

    private SecurityFilterChain openInDemo(HttpSecurity http, boolean authenticatedElsewhere) throws Exception {
        return http.authorizeHttpRequests(rules -> {
                    var all = rules.dispatcherTypeMatchers(DispatcherType.ERROR)
                            .permitAll()
                            .anyRequest();
                    if (demo.active()) {
                        all.permitAll();
                    } else if (authenticatedElsewhere) {
                        all.authenticated();
                    } else {
                        all.denyAll();
                    }
                })
                .build();
    }

    private HttpSecurity stateless(HttpSecurity http, SecurityProperties settings) throws Exception {
        bare(http)
                .authenticationProvider(logins)
                .httpBasic(basic -> basic.authenticationEntryPoint(problems))
                .exceptionHandling(
                        errors -> errors.authenticationEntryPoint(problems).accessDeniedHandler(problems));
        http.addFilterBefore(new DisabledCallerFilter(logins, problems), AuthorizationFilter.class);
        URI issuer = settings.jwt().issuerUri();
        if (issuer != null) {
            http.oauth2ResourceServer(tokens -> tokens.authenticationEntryPoint(problems)
                    .accessDeniedHandler(problems)
                    .jwt(jwt -> jwt.decoder(decoder(issuer, settings.jwt().audience()))
                            .jwtAuthenticationConverter(new TokenCallers(settings.jwt(), logins))));
        }
        return http;
    }

    private static HttpSecurity bare(HttpSecurity http) throws Exception {
        // The session of our pages counts only with a proof that no forged request has (SessionFilter); the webapps
        // have a token of their own.
        return http.csrf(AbstractHttpConfigurer::disable)
                .formLogin(AbstractHttpConfigurer::disable)
                .logout(AbstractHttpConfigurer::disable)
                .requestCache(AbstractHttpConfigurer::disable)
                .sessionManagement(sessions -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS));
    }

    /** Asks the issuer for its keys at the first token, so that a sleeping issuer does not stop a start. */
    private static JwtDecoder decoder(URI issuer, @Nullable String audience) {
        return new SupplierJwtDecoder(() -> {
            NimbusJwtDecoder decoder = JwtDecoders.fromIssuerLocation(issuer.toString());
            List<OAuth2TokenValidator<Jwt>> checks = new ArrayList<>();
            checks.add(JwtValidators.createDefaultWithIssuer(issuer.toString()));
            if (audience != null) {
                checks.add(
                        new JwtClaimValidator<List<String>>("aud", named -> named != null && named.contains(audience)));
            }
            decoder.setJwtValidator(new DelegatingOAuth2TokenValidator<>(checks));
            return decoder;
        });
    }

    private static AuthorizationManager<RequestAuthorizationContext> byTable(AccessRules table) {
        return (Supplier<Authentication> authentication, RequestAuthorizationContext context) -> {
            boolean allowed = authentication.get().getPrincipal() instanceof Caller caller
                    && table.allows(
                            caller,
                            context.getRequest().getMethod(),
                            context.getRequest().getRequestURI());
            return new AuthorizationDecision(allowed);
        };
    }

    private static RequestMatcher paths(String... patterns) {
        List<RequestMatcher> matchers = new ArrayList<>();
        for (String pattern : patterns) {
            matchers.add(PATH.matcher(pattern));
        }
        return new OrRequestMatcher(matchers);
    }
}
