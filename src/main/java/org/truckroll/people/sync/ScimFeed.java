// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.people.sync;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.truckroll.people.SourceCalls;
import org.truckroll.people.SourceProperties;

/**
 * A SCIM 2.0 service (RFC 7643, RFC 7644): {@code /Groups} and {@code /Users} in pages of {@code startIndex} and {@code count}, what has changed
 * by a filter on {@code meta.lastModified}. What SCIM's core does not have (division, speciality, skills, area) is read from any extension.
 */
final class ScimFeed implements Feed {

    private static final Map<String, String> OTHER_PHONES = Map.of("mobile", "mobile", "fax", "fax");

    private final SourceProperties settings;
    private final SourceCalls calls;
    private final ObjectMapper json;

    ScimFeed(SourceProperties settings, SourceCalls calls, ObjectMapper json) {
        this.settings = settings;
        this.calls = calls;
        this.json = json;
    }

    @Override
    public boolean alwaysComplete() {
        return false;
    }

    @Override
    public boolean canBeComplete() {
        return true;
    }

    @Override
    public Answer read(Kind kind, @Nullable Instant since, @Nullable String place) {
        int begin = place == null ? 1 : Integer.parseInt(place.substring(0, place.indexOf(':')));
        int expected = place == null ? -1 : Integer.parseInt(place.substring(place.indexOf(':') + 1));
        String path = (kind == Kind.UNIT ? "/Groups" : "/Users") + "?startIndex=" + begin + "&count=" + settings.page();
        if (since != null) {
            path += "&filter="
                    + URLEncoder.encode("meta.lastModified gt \"" + since + "\"", StandardCharsets.UTF_8)
                            .replace("+", "%20");
        }
        SourceCalls.Answer answer = calls.get(Objects.requireNonNull(settings.endpoint()), path);
        if (answer instanceof SourceCalls.Later later) {
            return new Later(later.detail(), later.retryAfter());
        }
        if (answer instanceof SourceCalls.Refused refused) {
            return new Failed(refused.detail());
        }
        return page(kind, begin, expected, ((SourceCalls.Document) answer).body());
    }

    private Answer page(Kind kind, int begin, int expected, String body) {
        JsonNode list;
        try {
            list = json.readTree(body);
        } catch (JsonProcessingException e) {
            return new Failed("The source answered with something that is not JSON");
        }
        JsonNode total = list.path("totalResults");
        JsonNode resources = list.path("Resources");
        if (!total.isInt() || !resources.isArray() && !(resources.isMissingNode() && total.intValue() < begin)) {
            return new Failed("The source's answer is no list with totalResults and Resources");
        }
        int listed = resources.size();
        int next = begin + listed;
        if (listed == 0 && begin <= total.intValue()) {
            return new Failed(
                    "The source says that there are " + total.intValue() + ", and lists none from " + begin + " on");
        }
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < listed; i++) {
            rows.add(row(kind, begin + i, resources.get(i)));
        }
        // Who comes or goes while we turn the page moves everybody behind.
        boolean whole = expected < 0 || expected == total.intValue();
        return new Rows(rows, next <= total.intValue() ? next + ":" + total.intValue() : null, whole);
    }

    private static Row row(Kind kind, int number, JsonNode resource) {
        String id = text(resource.path("id"));
        if (!resource.isObject() || id == null) {
            return Row.broken(number, null, "the id is missing");
        }
        Map<String, List<String>> fields = new LinkedHashMap<>();
        put(fields, "last_update", resource.path("meta").path("lastModified"));
        put(fields, "division", attribute(resource, "division"));
        put(fields, "active", attribute(resource, "active"));
        if (kind == Kind.UNIT) {
            put(fields, "name", resource.path("displayName"));
            put(fields, "kind", attribute(resource, "kind"));
            put(fields, "parent", attribute(resource, "parent"));
        } else {
            put(fields, "login", resource.path("userName"));
            put(fields, "given_name", resource.path("name").path("givenName"));
            put(fields, "family_name", resource.path("name").path("familyName"));
            put(fields, "language", resource.path("preferredLanguage"));
            several(fields, "groups", resource.path("groups"));
            several(fields, "skills", attribute(resource, "skills"));
            several(fields, "email", resource.path("emails"));
            phones(fields, resource.path("phoneNumbers"));
            several(fields, "speciality", attribute(resource, "speciality"));
            if (!fields.containsKey("speciality")) {
                put(fields, "speciality", resource.path("userType"));
            }
        }
        return new Row(number, id, fields, null);
    }

    /** Of the resource, or of one of its extensions. */
    private static JsonNode attribute(JsonNode resource, String name) {
        if (resource.has(name)) {
            return resource.path(name);
        }
        for (Map.Entry<String, JsonNode> field : resource.properties()) {
            if (field.getKey().startsWith("urn:") && field.getValue().has(name)) {
                return field.getValue().path(name);
            }
        }
        return resource.path(name);
    }

    private static void put(Map<String, List<String>> fields, String name, JsonNode value) {
        String text = text(value);
        if (text != null) {
            fields.put(name, List.of(text));
        }
    }

    /** SCIM writes a list of objects with a value each; plain texts do as well. */
    private static void several(Map<String, List<String>> fields, String name, JsonNode list) {
        if (list.isArray()) {
            List<String> values = new ArrayList<>();
            // What is marked as primary comes first.
            for (JsonNode entry : list) {
                String text = text(entry.isObject() ? entry.path("value") : entry);
                if (text != null) {
                    values.add(entry.path("primary").asBoolean() ? 0 : values.size(), text);
                }
            }
            fields.put(name, values);
        } else {
            put(fields, name, list);
        }
    }

    private static void phones(Map<String, List<String>> fields, JsonNode list) {
        if (list.isArray()) {
            List.of("mobile", "phone", "fax").forEach(kind -> fields.put(kind, new ArrayList<>()));
            for (JsonNode entry : list) {
                String text = text(entry.path("value"));
                if (text != null) {
                    String type = entry.path("type").asText("").toLowerCase(Locale.ROOT);
                    fields.get(OTHER_PHONES.getOrDefault(type, "phone"))
                            .add(text.startsWith("tel:") ? text.substring(4) : text);
                }
            }
        }
    }

    private static @Nullable String text(JsonNode value) {
        return value.isValueNode() && !value.isNull() ? value.asText() : null;
    }
}
