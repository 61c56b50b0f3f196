// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle.models;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Where models come from.
 *
 * @param directory folder whose files replace the default models by name or add new ones; read at the start and on a
 *     rescan; none by default
 * @param watch how often the folder is looked at for changes, for example {@code 5s}; off by default
 * @param historyRetention how long the engine keeps the history of an ended instance, in whole days; by default as each model says
 */
@ConfigurationProperties("truckroll.models")
record ModelSettings(
        @Nullable String directory,
        @Nullable Duration watch,
        @Nullable Duration historyRetention) {}
