// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle.models;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.truckroll.lifecycle.models.ModelProblem.Severity;

/** The house rules for Camunda Forms, as far as Tasklist 7.24 can show them. */
final class FormChecks {

    private static final int NEWEST_SCHEMA = 16;
    private static final Set<String> KNOWN_TYPES = Set.of(
            "textfield",
            "textarea",
            "number",
            "datetime",
            "checkbox",
            "checklist",
            "radio",
            "select",
            "taglist",
            "expression",
            "text",
            "html",
            "image",
            "table",
            "iframe",
            "spacer",
            "separator",
            "group",
            "dynamiclist",
            "button");
    private static final Set<String> LABELLED_TYPES = Set.of(
            "textfield",
            "textarea",
            "number",
            "checkbox",
            "checklist",
            "radio",
            "select",
            "taglist",
            "table",
            "group",
            "dynamiclist",
            "button");
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final ModelFile file;
    private final Findings findings;
    private final Set<String> keys = new HashSet<>();

    FormChecks(ModelFile file, Findings findings) {
        this.file = file;
        this.findings = findings;
    }

    void run() {
        try {
            var form = JSON.readTree(file.content());
            if (form.isObject()) {
                checkForm(form);
            } else {
                error(null, "the file is no JSON object", "save the form again in the Modeler");
            }
        } catch (JsonProcessingException e) {
            var line = e.getLocation() == null ? null : e.getLocation().getLineNr();
            findings.add(
                    line,
                    null,
                    "the file is not JSON: " + e.getOriginalMessage(),
                    "save the form again in the Modeler",
                    Severity.ERROR);
        } catch (IOException e) {
            throw new IllegalStateException("bytes in memory were not readable", e);
        }
    }

    private void checkForm(JsonNode form) {
        var id = form.path("id").asText();
        if (!id.equals(file.id())) {
            error(null, "form id '" + id + "' is not the file name", "name the form id '" + file.id() + "'");
        }
        if (!form.path("schemaVersion").canConvertToInt()) {
            error(null, "no schema version", "save the form in the Modeler for Camunda 7");
        } else if (form.path("schemaVersion").asInt() > NEWEST_SCHEMA) {
            error(
                    null,
                    "schema version " + form.path("schemaVersion").asInt() + " is too new for Tasklist",
                    "set schemaVersion to " + NEWEST_SCHEMA + " and open the form in Tasklist to see it");
        }
        checkComponents(form, "", true);
    }

    private void checkComponents(JsonNode parent, String path, boolean atTop) {
        for (var component : parent.path("components")) {
            var element = nameOf(component);
            var type = component.path("type").asText();
            if (!KNOWN_TYPES.contains(type)) {
                error(element, "Tasklist cannot show a component of type '" + type + "'", "use another component");
            }
            checkKey(component, element, path);
            checkLabel(component, element, type);
            if (!atTop && component.hasNonNull("valuesKey")) {
                error(
                        element,
                        "values from a variable do not reach a component inside a group",
                        "move the component to the top level, or list its values");
            }
            var ownPath = component.path("path").asText("");
            checkComponents(component, ownPath.isEmpty() ? path : path + ownPath + ".", false);
        }
    }

    private void checkKey(JsonNode component, String element, String path) {
        var key = component.path("key").asText("");
        if (!key.isEmpty() && !keys.add(path + key)) {
            error(element, "the key '" + path + key + "' is there twice", "give every component its own key");
        }
    }

    private void checkLabel(JsonNode component, String element, String type) {
        var isDate = type.equals("datetime");
        var label = component.path("label").asText("")
                + (isDate
                        ? component.path("dateLabel").asText("")
                                + component.path("timeLabel").asText("")
                        : "");
        if ((isDate || LABELLED_TYPES.contains(type)) && label.isBlank()) {
            error(element, "the component has no label", "say in the label what people shall enter");
        }
    }

    private static String nameOf(JsonNode component) {
        var key = component.path("key").asText("");
        return key.isEmpty() ? component.path("id").asText("?") : key;
    }

    private void error(@Nullable String element, String message, String whatToDo) {
        findings.add(null, element, message, whatToDo, Severity.ERROR);
    }
}
