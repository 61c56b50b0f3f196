// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle.security;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.web.servlet.config.annotation.ResourceHandlerRegistry;
import org.springframework.web.servlet.config.annotation.ViewControllerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerResponse;

/**
 * Serves our own pages: plain files, asked for anew each time and sent again only when their content is another. A telephone keeps those of
 * {@code /field} as one set with a version, so that it never mixes two releases.
 */
@Configuration(proxyBeanMethods = false)
class PageFiles implements WebMvcConfigurer {

    private static final String WORKER = "static/field/sw.js";

    private final Map<URL, String> digests = new ConcurrentHashMap<>();

    @Override
    public void addResourceHandlers(ResourceHandlerRegistry registry) {
        for (String pages : new String[] {"desk", "field"}) {
            registry.addResourceHandler("/" + pages + "/**")
                    .addResourceLocations("classpath:/static/" + pages + "/")
                    .setUseLastModified(false)
                    .setEtagGenerator(this::digest)
                    .setCacheControl(CacheControl.noCache());
        }
    }

    @Override
    public void addViewControllers(ViewControllerRegistry registry) {
        for (String pages : new String[] {"desk", "field"}) {
            registry.addRedirectViewController("/" + pages, "/" + pages + "/");
            registry.addViewController("/" + pages + "/").setViewName("forward:/" + pages + "/index.html");
        }
    }

    /** The script that keeps the field page's files on a telephone, with their common version in it. */
    @Bean
    RouterFunction<ServerResponse> fieldWorker() throws IOException {
        PathMatchingResourcePatternResolver files = new PathMatchingResourcePatternResolver();
        StringBuilder all = new StringBuilder();
        for (Resource file : files.getResources("classpath:/static/field/**/*.*")) {
            all.append(digest(file));
        }
        String version = hex(all.toString().getBytes(StandardCharsets.UTF_8)).substring(0, 16);
        Resource worker = files.getResource("classpath:/" + WORKER);
        String script =
                worker.exists() ? new String(bytes(worker), StandardCharsets.UTF_8).replace("@version@", version) : "";
        return RouterFunctions.route()
                .GET(
                        "/field/sw.js",
                        request -> ServerResponse.ok()
                                .contentType(new MediaType("text", "javascript", StandardCharsets.UTF_8))
                                .cacheControl(CacheControl.noCache())
                                .body(script))
                .build();
    }

    private String digest(Resource file) {
        try {
            return digests.computeIfAbsent(file.getURL(), url -> hex(bytes(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] bytes(Resource file) {
        try (InputStream in = file.getInputStream()) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String hex(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is missing in this Java runtime", e);
        }
    }
}
