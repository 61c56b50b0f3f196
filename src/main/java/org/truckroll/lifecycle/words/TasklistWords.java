// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle.words;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.info.BuildProperties;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.util.ContentCachingResponseWrapper;

/**
 * Tasklist in the reader's language, where its renderer of forms has none: a form leaves the server in the first language that the browser
 * asks for, as Tasklist itself chooses. For what is no form, names of tasks and filters, {@code words/<language>.json} gives Tasklist's script
 * the dictionary, and the page of the crews the same; the version of this server comes along for the foot of the page (MAINT-36).
 */
@Component
@Order(TasklistWords.AFTER_SECURITY)
class TasklistWords extends OncePerRequestFilter {

    static final int AFTER_SECURITY = 0;

    private static final Pattern FORM = Pattern.compile(
            "/(?:camunda/api/engine/engine/[^/]+|engine-rest)/(?:task/[^/]+/deployed-form|process-definition/[^/]+(?:/[^/]+)?/deployed-start-form)");
    private static final Pattern WORDS = Pattern.compile("/(?:camunda/app/tasklist|field)/words/([a-z]{2})\\.json");

    private final Dictionaries dictionaries;
    private final ObjectMapper json;
    private final String version;

    TasklistWords(Dictionaries dictionaries, ObjectMapper json, ObjectProvider<BuildProperties> build) {
        this.dictionaries = dictionaries;
        this.json = json;
        BuildProperties properties = build.getIfAvailable();
        this.version = properties == null ? "" : properties.getVersion();
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String path = request.getRequestURI().substring(request.getContextPath().length());
        Matcher words = WORDS.matcher(path);
        if (words.matches()) {
            ObjectNode answer = json.createObjectNode().put("version", version);
            answer.set("words", json.valueToTree(dictionaries.of(words.group(1)).words()));
            response.setHeader(HttpHeaders.CACHE_CONTROL, "no-cache");
            write(response, answer);
            return;
        }
        if (!FORM.matcher(path).matches()) {
            chain.doFilter(request, response);
            return;
        }
        response.addHeader(HttpHeaders.VARY, HttpHeaders.ACCEPT_LANGUAGE);
        Dictionary dictionary = dictionaries.of(language(request));
        if (dictionary.isEmpty()) {
            chain.doFilter(request, response);
            return;
        }
        ContentCachingResponseWrapper form = new ContentCachingResponseWrapper(response);
        chain.doFilter(request, form);
        JsonNode schema = form.getStatus() == HttpServletResponse.SC_OK ? form(form.getContentAsByteArray()) : null;
        if (schema == null) {
            form.copyBodyToResponse();
        } else {
            write(response, FormWords.translate(schema, dictionary));
        }
    }

    private void write(HttpServletResponse response, JsonNode body) throws IOException {
        byte[] bytes = json.writeValueAsBytes(body);
        response.setContentType(MediaType.APPLICATION_JSON_VALUE);
        response.setContentLength(bytes.length);
        response.getOutputStream().write(bytes);
    }

    /** A page in HTML is left as it is. */
    private @Nullable JsonNode form(byte[] body) throws IOException {
        String text = new String(body, StandardCharsets.UTF_8).stripLeading();
        return text.startsWith("{") ? json.readTree(text) : null;
    }

    private static String language(HttpServletRequest request) {
        return request.getHeader(HttpHeaders.ACCEPT_LANGUAGE) == null
                ? Locale.ENGLISH.getLanguage()
                : request.getLocale().getLanguage();
    }
}
