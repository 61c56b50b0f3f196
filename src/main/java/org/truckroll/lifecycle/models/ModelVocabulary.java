// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle.models;

import java.util.Set;

/**
 * The words that models may use to reach the code: bean names of delegates and listeners, message names, error codes, and
 * the delegates whose effect leaves the house (they need a savepoint before them). A set that holds {@link #ANY}
 * accepts every word.
 */
public record ModelVocabulary(
        Set<String> delegates, Set<String> listeners, Set<String> messages, Set<String> errors, Set<String> outbound) {

    public static final String ANY = "*";

    public ModelVocabulary {
        delegates = Set.copyOf(delegates);
        listeners = Set.copyOf(listeners);
        messages = Set.copyOf(messages);
        errors = Set.copyOf(errors);
        outbound = Set.copyOf(outbound);
    }

    public ModelVocabulary(Set<String> delegates, Set<String> listeners, Set<String> messages, Set<String> errors) {
        this(delegates, listeners, messages, errors, Set.of());
    }

    static boolean knows(Set<String> words, String word) {
        return words.contains(ANY) || words.contains(word);
    }
}
