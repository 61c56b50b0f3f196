// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle.security;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Shows a refused start as a short text instead of a stack trace. */
final class ProductionRefusal extends AbstractFailureAnalyzer<ProductionGuard.Refused> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, ProductionGuard.Refused cause) {
        return new FailureAnalysis(
                cause.getMessage(), "Set what is named above, or start without the profile 'production'.", cause);
    }
}
