// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle.words;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The languages that we ship besides English, and what their dictionaries lack. */
public final class Languages {

    public static final List<String> SHIPPED = List.of("sv", "pl", "pt", "zh", "it");

    /** As strict as the server's. */
    static final ObjectMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private static final Dictionaries DICTIONARIES = new Dictionaries(JSON, "");

    private Languages() {}

    /** The texts without an entry. */
    public static Set<String> missing(String language, Collection<String> texts) {
        Set<String> missing = new TreeSet<>(texts);
        missing.removeAll(words(language));
        return missing;
    }

    static Set<String> words(String language) {
        return DICTIONARIES.of(language).words().keySet();
    }
}
