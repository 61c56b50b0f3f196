// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle.models;

import java.util.List;

/** Reads a file as the engine would when it deploys it, and says what the engine would refuse. */
@FunctionalInterface
public interface ModelParser {

    /** Deploys nothing. */
    List<ModelProblem> parse(ModelFile file);
}
